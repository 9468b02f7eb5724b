"""Two plans in time: they are booked, reserved, made firm, undone, and told of."""

import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from plans.actions.outbox import claim_reminders, load_of, settle_reminder
from plans.actions.reservation import firm_booking, release_lapsed, undo_booking
from plans.engine.reminder import Accepted
from plans.models import Booking, Reminder
from plans.queries.reminder import visits_told
from tests.actions import living_rules as rules
from tests.actions.living_messages import fault_in_sending
from tests.actions.living_world import LivingWorld

PEOPLE = st.sampled_from([0, 0, 0, 1])
NUMBERS = st.sampled_from([1, 2, 3, 4, 2, 3, 5])
OFTEN = st.sampled_from([True, True, True, False])
PAUSES = st.sampled_from(
    [
        dt.timedelta(**pause)
        for pause in ({"minutes": 1}, {"minutes": 2}, {"minutes": 5}, {"hours": 9})
    ]
    + [dt.timedelta(days) for days in (1, 7, 30, 45)]
)


class LivingBookings(LivingWorld):
    """What is done with whole bookings, and what time and the worker do."""

    @initialize(ordered=OFTEN, both=st.booleans())
    def begin(self, ordered: bool, both: bool) -> None:
        self.book(0, ordered, False, 4)
        if both:
            self.book(1, ordered, False, 4)

    # Time

    @rule(pause=PAUSES)
    def time_passes(self, pause: dt.timedelta) -> None:
        self.now += pause

    @rule(who=PEOPLE, number=NUMBERS, minutes=st.sampled_from([-90, 0, 30]))
    def her_time_comes(self, who: int, number: int, minutes: int) -> None:
        visit = self.visit(who, number)
        if visit:
            self.now = max(self.now, visit.start + dt.timedelta(minutes=minutes))

    @rule()
    def messages_go_out(self) -> None:
        self.acted = True
        for row in claim_reminders(channel="email", owner="worker", now=self.now, most=1000):
            for one in (row, *load_of(row, "worker")):
                self.is_told(one)
            settle_reminder(row=row, owner="worker", outcome=Accepted("id"), now=self.now)

    def is_told(self, row: Reminder) -> None:
        """A message goes when it may, and never twice."""
        fault = fault_in_sending(row, self.now)
        assert fault == "", fault
        if (row.visit_id and row.reason not in rules.DATES) or row.reason == "review":
            said = (row.visit_id, row.plan_id, row.step_id)
            assert said not in self.sent, said
            self.sent.add(said)
        plan = rules.plan_told_of(row)
        if plan:
            visits = {visit.pk for visit in visits_told(row)}
            known = self.told.get(plan.pk, set())
            self.told[plan.pk] = known - visits if row.reason == "cancelled" else visits

    # Bookings

    @rule(who=PEOPLE, ordered=OFTEN, reserve=st.booleans(), sessions=st.sampled_from([4, 5]))
    def book(self, who: int, ordered: bool, reserve: bool, sessions: int) -> None:
        patient = self.patients[who]
        if patient.plans.filter(state__in=["active", "reserved"]).exists():
            return
        self.clinic.now = self.now
        places = self.clinic.places(sessions, patient=patient)
        first = dt.datetime.fromtimestamp(places[0].start, dt.UTC)
        answer = self.clinic.book(
            patient=patient,
            places=places,
            sessions=sessions,
            reserve=reserve,
            order=patient.plans.filter(state="ordered").first(),
            ordered_by=self.clinic.practitioner if ordered else None,
        )
        soon = first - dt.timedelta(hours=24) <= self.now
        self.agree(answer, not (reserve and soon), "book")

    @rule(who=PEOPLE, tidied=st.booleans())
    def make_firm(self, who: int, tidied: bool) -> None:
        if tidied:
            self.acted = release_lapsed(now=self.now) > 0
        booking = self.booking(who, 0)
        if booking:
            lives = booking.reserved_until and booking.reserved_until > self.now
            may = booking.state == "firm" or bool(booking.state == "reserved" and lives)
            answer = firm_booking(booking_id=booking.pk, by=self.clinic.desk, now=self.now)
            self.agree(answer, may, "firm")

    @rule(who=PEOPLE, back=st.sampled_from([0, 0, 1]))
    def undo(self, who: int, back: int) -> None:
        booking = self.booking(who, back)
        if booking:
            may = self.may_undo(booking)
            answer = undo_booking(booking_id=booking.pk, by=self.clinic.desk, now=self.now)
            self.undone = True
            self.agree(answer, may, "undo")

    def may_undo(self, booking: Booking) -> bool:
        visits = list(booking.visits.all())
        if booking.state in ("undone", "lapsed"):
            return booking.state == "undone"
        if booking.state == "firm" and self.now > booking.undo_until:
            return False
        if any(visit.state not in ("reserved", "booked") for visit in visits):
            return False
        later = Booking.objects.filter(plan=booking.plan_id, pk__gt=booking.pk)
        if later.exclude(state="undone").exists():
            return False
        return rules.is_free([visit.replaces for visit in visits if visit.replaces], visits)
