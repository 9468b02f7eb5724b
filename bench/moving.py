"""What moving a session costs: its page and its preview, beside a look at the diary and a page."""

import datetime as dt
import uuid
from functools import partial

import time_machine
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.measure import cpu_ms
from bench.series import FIRST, FIRST_WITHIN, GAP, NOW, SESSIONS, a_clinic, one_step
from clinic.models import Location, User
from plans.actions.booking import book_series
from plans.actions.booking_rules import Agreed
from plans.engine.series import propose
from plans.engine.terms import Proposals
from plans.models import Booking, Patient, Plan, ProtocolVersion
from plans.queries.moving import moving_session
from plans.queries.open_time import OpenTime, open_times
from plans.queries.standing import course_of
from plans.queries.supply import Wishes, scenario_for

AT_MOST = 1.5


def a_plan() -> Plan:
    """A series of six in the full diary, booked now; a visit is one step of 45 minutes."""
    version = ProtocolVersion.objects.get(protocol__slug="enlarged-pores")
    one_step(version)
    location, patient = Location.objects.get(), Patient.objects.order_by("pk")[0]
    wishes = Wishes(
        sessions=SESSIONS, gap=GAP, earliest=FIRST, first_by=FIRST + dt.timedelta(FIRST_WITHIN)
    )
    answer = propose(
        scenario_for(patient=patient, version=version, location=location, wishes=wishes, now=NOW)
    )
    assert isinstance(answer, Proposals)  # noqa: S101  # a figure of an error is none
    booking = book_series(
        key=uuid.uuid4(),
        patient=patient,
        version=version,
        location=location,
        places=answer.proposals[0].sessions,
        gap=GAP,
        agreed=Agreed(count=SESSIONS),
        reserve=False,
        by=User.objects.get(),
        now=NOW,
    )
    assert isinstance(booking, Booking)  # noqa: S101  # as above
    assert booking.plan is not None  # noqa: S101  # as above
    return booking.plan


def main() -> None:
    with a_clinic(people=20, weeks=30), time_machine.travel(NOW, tick=True):
        plan = a_plan()
        course = course_of(plan, now=NOW)
        moving = moving_session(course, course.stands[1])
        before = course.stands[0].day or moving.today
        first, last = before + dt.timedelta(GAP.min), before + dt.timedelta(GAP.max)
        client = Client()
        client.force_login(User.objects.get())
        address = f"/plans/{plan.pk}/sessions/2/move/"

        def look() -> list[OpenTime]:
            return open_times(moving, first, last)

        follows = f"{address}?to={look()[-1].place.start}"

        def asks(path: str) -> None:
            assert client.get(path).status_code == 200  # noqa: S101  # as above

        diary, beside, page, preview = cpu_ms(
            look,
            partial(asks, f"/plans/{plan.pk}/"),
            partial(asks, address),
            partial(asks, follows),
        )
        reset_queries()
        with CaptureQueriesContext(connection) as queries:
            asks(follows)
    print(f"Moving the second of six, {connection.vendor}, 20 people x 30 weeks, CPU ms")
    print(f"one look at its gap in the diary {diary:.1f}, the plan's own page {beside:.1f}")
    print(f"page {page:.1f}, preview of five sessions {preview:.1f}, {len(queries)} queries")
    print(f"page to look and plan: ratio {page / (diary + beside):.2f} (at most {AT_MOST:g})")


if __name__ == "__main__":
    main()
