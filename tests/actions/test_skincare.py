"""The products that a patient uses at home."""

import pytest

from plans.actions.refusal import Refused
from plans.actions.skincare import Product, add_product, change_product, end_product
from plans.models import Plan, Skincare, Standard, Trail
from tests.noted import pia
from tests.world import MONDAY, Clinic

pytestmark = pytest.mark.django_db
RESTS = [
    {"kind": "retinoid", "stop_days": 7, "restart_days": 7, "darker_restart_days": 14},
    {"kind": "acid", "stop_days": 5, "restart_days": 6},
    {"kind": "make_up", "stop_days": None, "restart_days": 2},
    {"kind": "cleanser"},
]


class World(Clinic):
    """A plan, and the clinic's days for some kinds of product."""

    def __init__(self, *, fitzpatrick: int | None = None) -> None:
        super().__init__()
        self.patient.fitzpatrick = fitzpatrick
        self.patient.save()
        plan = self.booked().plan
        assert plan is not None
        self.plan = plan
        Standard.objects.create(
            sheet="skincare",
            number=1,
            state="approved",
            rows=RESTS,
            approved_by="Dr Novak",
            approved_at=MONDAY,
        )

    def add(self, name: str = "Retinol", kind: str = "retinoid", **said: object) -> object:
        product = Product(name=name, kind=kind, **said)  # type: ignore[arg-type]  # as said
        return add_product(plan_id=self.plan.pk, product=product, by=pia(), now=MONDAY)


def days(row: object) -> tuple[int | None, int | None]:
    assert isinstance(row, Skincare), row
    return row.stop_days, row.restart_days


@pytest.mark.parametrize(
    ("kind", "fitzpatrick", "expected"),
    [
        ("retinoid", None, (7, 7)),
        ("retinoid", 3, (7, 7)),
        ("retinoid", 4, (7, 14)),
        ("acid", 6, (5, 6)),
        ("make_up", None, (0, 2)),
        ("cleanser", None, (None, None)),
    ],
)
def test_a_product_rests_as_the_clinic_has_it_for_its_kind_and_her_skin(
    kind: str, fitzpatrick: int | None, expected: tuple[int | None, int | None]
) -> None:
    assert days(World(fitzpatrick=fitzpatrick).add(kind=kind)) == expected


def test_the_practitioner_may_say_other_days_or_that_she_keeps_it() -> None:
    world = World()
    assert days(world.add("Strong one", stop_days=10, restart_days=0)) == (10, 0)
    assert days(world.add("Weak one", is_kept=True)) == (None, None)


def test_half_of_the_days_is_not_enough() -> None:
    world = World()
    assert world.add(stop_days=3) == Refused("rest_halved")
    assert world.add(restart_days=3) == Refused("rest_halved")


def test_a_kind_without_approved_days_needs_days_of_its_own() -> None:
    world = World()
    assert world.add(kind="vitamin_c") == Refused("rest_unknown")
    assert days(world.add(kind="vitamin_c", stop_days=1, restart_days=7)) == (1, 7)


def test_one_product_stands_once_in_a_list() -> None:
    world = World()
    first = world.add("Retinol")
    assert world.add("RETINOL") == Refused("product_doubled", {"name": "RETINOL"})
    assert isinstance(first, Skincare)
    end_product(product_id=first.pk, by=pia(), now=MONDAY)
    assert days(world.add("RETINOL")) == (7, 7)


def test_a_change_keeps_what_was_said_before_on_the_trail() -> None:
    world = World()
    row = world.add()
    assert isinstance(row, Skincare)
    product = Product(name="Retinol", kind="retinoid", stop_days=3, restart_days=7)
    change_product(product_id=row.pk, product=product, by=pia(), now=MONDAY)
    row.refresh_from_db()
    assert days(row) == (3, 7)
    line = Trail.objects.get(verb="changed_product")
    assert line.facts == {"skincare": row.pk, "stop_days": [7, 3]}
    assert (line.patient, line.plan) == (world.patient, world.plan)


def test_a_product_that_ended_is_kept_and_not_changed_any_more() -> None:
    world = World()
    row = world.add()
    assert isinstance(row, Skincare)
    end_product(product_id=row.pk, by=pia(), now=MONDAY)
    end_product(product_id=row.pk, by=pia(), now=MONDAY)
    answer = change_product(
        product_id=row.pk, product=Product(name="x", kind="acid"), by=pia(), now=MONDAY
    )
    assert answer == Refused("product_ended")
    assert Skincare.objects.get().ended_at == MONDAY
    assert Trail.objects.filter(verb="ended_product").count() == 1


def test_a_plan_that_never_began_lists_nothing() -> None:
    world = World()
    Plan.objects.update(state=Plan.State.UNDONE)
    assert world.add() == Refused("plan_is_over")
