"""Her own products on the plan's page, in print and in the portal."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic.models import Role, User
from plans.actions.skincare import Product, add_product
from plans.models import Plan, Skincare, Visit
from tests.noted import a_line, pia
from tests.world import MONDAY, Clinic, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]


@pytest.fixture
def on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=True):
        yield


def a_plan(clinic: Clinic) -> Plan:
    plan = clinic.booked(ordered_by=clinic.practitioner).plan
    assert plan is not None
    return plan


def a_product(plan: Plan, name: str = "Retinol") -> Skincare:
    product = Product(name=name, kind="retinoid", stop_days=7, restart_days=7)
    row = add_product(plan_id=plan.pk, product=product, by=pia(), now=MONDAY)
    assert isinstance(row, Skincare)
    return row


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def typed(**changes: str) -> dict[str, str]:
    form = {"name": "Retinol", "kind": "retinoid", "stop_days": "7", "restart_days": "7"}
    return form | changes


def test_a_practitioner_lists_changes_and_ends_a_product() -> None:
    plan, client = a_plan(Clinic()), client_of(pia())
    client.post(reverse("skincare_new", args=[plan.pk]), typed())
    row = Skincare.objects.get()
    shown = read(client, reverse("plan", args=[plan.pk]))
    assert "Retinol" in shown
    assert reverse("skincare", args=[row.pk]) in shown
    client.post(reverse("skincare", args=[row.pk]), typed(stop_days="3", note="At night"))
    row.refresh_from_db()
    assert (row.stop_days, row.note) == (3, "At night")
    client.post(reverse("skincare_end", args=[row.pk]))
    assert "Retinol" not in read(client, reverse("plan", args=[plan.pk]))
    assert client.get(reverse("skincare", args=[row.pk])).status_code == 404


def test_the_desk_only_reads() -> None:
    plan = a_plan(Clinic())
    row, client = a_product(plan), client_of(a_user())
    shown = read(client, reverse("plan", args=[plan.pk]))
    assert "Retinol" in shown
    assert reverse("skincare", args=[row.pk]) not in shown
    for name, pk in [("skincare_new", plan.pk), ("skincare", row.pk), ("skincare_end", row.pk)]:
        assert client.post(reverse(name, args=[pk]), typed()).status_code == 403


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"stop_days": ""}, "Say both numbers of days, or neither."),
        ({"stop_days": "", "restart_days": ""}, "The clinic has no approved days for this kind."),
        ({"stop_days": "-1"}, "greater than or equal to 0"),
        ({"kind": "soup"}, "Select a valid choice"),
        ({"name": "serum"}, "is on the list already"),
    ],
)
def test_what_is_missing_is_told_beside_its_field(changes: dict[str, str], words: str) -> None:
    plan, client = a_plan(Clinic()), client_of(pia())
    a_product(plan, "Serum")
    answer = client.post(reverse("skincare_new", args=[plan.pk]), typed(**changes))
    assert words in answer.content.decode()
    assert Skincare.objects.count() == 1


def test_the_dates_of_every_session_stand_on_the_plan_in_print_and_in_the_portal() -> None:
    clinic = Clinic()
    a_line(clinic, 2, "Mineral sunscreen.", from_hours=24)
    plan = a_plan(clinic)
    a_product(plan)
    clinic.patient.user = a_user(Role.PATIENT)
    clinic.patient.save()
    desk = client_of(clinic.desk)
    pages = [
        read(desk, reverse("plan", args=[plan.pk])),
        read(desk, reverse("plan_print", args=[plan.pk])),
        read(client_of(clinic.patient.user), reverse("portal")),
    ]
    # The sessions lie on 12 January, 9 February, 9 March and 6 April 2027.
    dates = [visit.start.date().isoformat() for visit in Visit.objects.order_by("start")]
    assert dates == ["2027-01-12", "2027-02-09", "2027-03-09", "2027-04-06"]
    for shown in pages:
        assert "Stop on Tue 5 Jan, again from Tue 19 Jan" in shown
        assert "Stop on Tue 30 Mar, again from Tue 13 Apr" in shown
        assert "Leave it out; again from Tue 19 Jan" in shown
        assert "Mineral sunscreen." in shown


def test_an_empty_list_says_what_to_do() -> None:
    plan = a_plan(Clinic())
    address = reverse("plan", args=[plan.pk])
    assert "Add what she uses at home" in read(client_of(pia()), address)
    assert "A practitioner can add" in read(client_of(a_user()), address)
