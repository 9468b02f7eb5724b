"""What the planner page reads, and at what price."""

from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic.models import Location
from plans.models import ProtocolVersion
from plans.queries.planner import (
    Planning,
    names_at,
    open_weekdays,
    planning_for,
    practitioner_of_last_visit,
)
from plans.queries.price import price_of
from tests.sent_form import sent_form
from tests.world import MONDAY, Clinic, a_location, a_practitioner

pytestmark = pytest.mark.django_db

# Six for what the location can offer; two for session and user, one each for patient, protocol,
# order, version, locations, practitioners, names of rooms, devices.
ANSWER_QUERIES = 16


def planning(clinic: Clinic, location: Location | None = None) -> Planning:
    found = planning_for(
        patient=clinic.patient,
        protocol=clinic.protocol,
        location_id=(location or clinic.location).pk,
        now=clinic.now,
    )
    assert found is not None
    return found


def test_only_who_is_qualified_works_here_and_is_active_can_be_asked_for() -> None:
    clinic = Clinic()
    a_practitioner(clinic.location)
    a_practitioner(clinic.location, clinic.protocol, is_active=False)
    a_practitioner(a_location(), clinic.protocol)

    assert planning(clinic).practitioners == (clinic.practitioner,)


def test_a_protocol_without_a_version_in_force_cannot_be_planned() -> None:
    clinic = Clinic()
    ProtocolVersion.objects.update(state=ProtocolVersion.State.RETIRED)

    found = planning_for(patient=clinic.patient, protocol=clinic.protocol, now=clinic.now)

    assert found is None


def test_another_location_is_taken_where_it_is_asked_for() -> None:
    clinic = Clinic()
    other = a_location()

    assert planning(clinic, other).location == other


def test_the_weekdays_are_those_on_which_the_location_opens() -> None:
    clinic = Clinic()

    assert open_weekdays(clinic.location) == [0, 1, 2, 3, 4]


def test_names_are_by_the_engines_ids() -> None:
    clinic = Clinic()

    names = names_at(planning(clinic))

    assert names.rooms == {str(clinic.room.pk): clinic.room.name}
    assert names.cleared_ages == {str(clinic.pen.pk): 22}


def test_who_saw_her_last_is_offered_again() -> None:
    clinic = Clinic()
    before = practitioner_of_last_visit(planning(clinic))
    clinic.booked()

    assert (before, practitioner_of_last_visit(planning(clinic))) == (
        None,
        clinic.practitioner.pk,
    )


@pytest.mark.parametrize(
    ("single", "whole", "count", "price"),
    [
        (None, None, 4, None),
        (Decimal(250), None, 5, Decimal(1250)),
        (None, Decimal(900), 5, Decimal(900)),
        (Decimal(250), Decimal(900), 4, Decimal(900)),
        (Decimal(250), Decimal(900), 5, Decimal(1250)),
    ],
)
def test_the_series_price_is_that_of_the_usual_number(
    single: Decimal | None, whole: Decimal | None, count: int, price: Decimal | None
) -> None:
    version = ProtocolVersion(price_session=single, price_series=whole)

    assert price_of(version, count=count, usual=4) == price


@pytest.mark.parametrize("practitioners", [1, 50])
def test_an_answer_costs_the_same_queries_with_one_practitioner_and_fifty(
    practitioners: int,
) -> None:
    clinic = Clinic()
    for _ in range(practitioners - 1):
        a_practitioner(clinic.location, clinic.protocol)
    client = Client()
    address = f"/patients/{clinic.patient.pk}/planner/{clinic.protocol.slug}/"

    with time_machine.travel(MONDAY, tick=False):
        client.force_login(clinic.desk)
        fields = sent_form(client.get(address).content.decode(), "planner")
        with CaptureQueriesContext(connection) as asked:
            client.post(f"{address}proposals/", fields, headers={"HX-Request": "true"})

    assert len(asked) == ANSWER_QUERIES
