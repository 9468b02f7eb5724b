"""What happened at the demo clinic: plans in every state, around today."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from plans.actions.booking import book_series, book_visit
from plans.actions.booking_rules import Agreed
from plans.actions.order import order_plan
from plans.actions.patient import Details, Entered, register_patient
from plans.actions.refusal import Refused
from plans.actions.reservation import undo_booking
from plans.actions.visit import arrive_visit, end_consultation, finish_visit, start_visit
from plans.demo.people import Person
from plans.demo.place import Cast
from plans.demo.readiness import make_ready
from plans.demo.records import Room, record_half, record_whole, sign
from plans.engine.series import propose
from plans.engine.terms import GapDays, Place, Proposals
from plans.models import Booking, Patient, Plan, ProtocolVersion, Reminder, Visit
from plans.queries.gaps import gaps_of
from plans.queries.supply import Had, Wishes, scenario_for

MISSES = 4
"""The number of the patient who did not come today."""

DAY, QUARTER = dt.timedelta(days=1), dt.timedelta(minutes=15)
WINDOWS = [(9 * 60, 13 * 60), (12 * 60, 17 * 60), (14 * 60, 19 * 60)]
GOALS = ["finer pores on the nose", "calmer texture before a wedding", "fewer scars on the cheeks"]


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the stories at `now`."""

    cast: Cast
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(ZoneInfo(self.cast.location.zone)).date()

    def at(self, day: dt.date, hour: int) -> dt.datetime:
        """An hour of a day on the clinic's wall clock, as an instant that is not ahead."""
        wall = dt.datetime.combine(day, dt.time(hour), ZoneInfo(self.cast.location.zone))
        return min(wall.astimezone(dt.UTC), self.now)

    def welcome(self, person: Person) -> Patient:
        entered = register_patient(
            details=Details(
                name=person.name,
                birth_date=person.birth_date,
                phone=person.phone,
                email=person.email,
                language=person.language,
                channel=person.channel,
                may_email=bool(person.email),
                may_sms=person.may_sms,
                fitzpatrick=person.fitzpatrick,
                alerts=person.alerts,
            ),
            by=self.cast.desk,
            now=self.at(self.today - 260 * DAY, 9),
            others=list(Patient.objects.values_list("pk", flat=True)),
        )
        if not isinstance(entered, Entered):
            raise TypeError(f"{person.name} was not registered: {entered}")
        return entered.patient

    def book(
        self,
        patient: Patient,
        number: int,
        *,
        first: int,
        had: Sequence[Had] = (),
        reserve: bool = False,
        ordered: bool = True,
        asked: dt.datetime | None = None,
        is_exact: bool = False,
    ) -> Booking | None:
        """A series whose first session lies `first` days from today, on that very day when
        `is_exact`, with whoever is there; None where none fits."""
        version = self.cast.series[number % len(self.cast.series)]
        count = version.sessions_usual + number % 2
        start = self.today + first * DAY
        now = asked or self.at(start - 6 * DAY, 10)
        wishes = self.wishes(patient, version, number, count, start, had)
        if is_exact:
            wishes = replace(wishes, first_by=start, practitioner=None)
        places = self.best(patient, version, wishes, now)
        if not places:
            return None
        doctor = self.cast.practitioners[0] if ordered else None
        booking = book_series(
            key=uuid.uuid4(),
            patient=patient,
            version=version,
            location=self.cast.location,
            places=places,
            gap=wishes.gap,
            agreed=Agreed(count=count, had=had, goals=GOALS[number % 3], ordered_by=doctor),
            reserve=reserve,
            by=self.cast.desk,
            now=now,
        )
        return None if isinstance(booking, Refused) else booking

    def wishes(
        self,
        patient: Patient,
        version: ProtocolVersion,
        number: int,
        count: int,
        start: dt.date,
        had: Sequence[Had],
    ) -> Wishes:
        who = self.cast.practitioners[number % 4]
        return Wishes(
            sessions=count,
            gap=gaps_of(version, patient.fitzpatrick).days,
            earliest=start,
            first_by=start + 9 * DAY,
            times=(WINDOWS[number % 3],),
            practitioner=who.pk,
            had=tuple(had),
            limit=1,
        )

    def best(
        self, patient: Patient, version: ProtocolVersion, wishes: Wishes, now: dt.datetime
    ) -> list[Place]:
        answer = propose(
            scenario_for(
                patient=patient,
                version=version,
                location=self.cast.location,
                wishes=wishes,
                now=now,
            )
        )
        if not isinstance(answer, Proposals):
            return []
        return list(answer.proposals[0].sessions[len(wishes.had) :])

    def live(self, booking: Booking | None, *, is_missed: bool = False) -> None:
        """Everything that lies before now has happened; what is on just now is half done. With
        `is_missed` she did not come to the last of them."""
        if booking is None:
            return
        visits = Visit.objects.filter(booking=booking, start__lte=self.now + dt.timedelta(hours=1))
        for visit in visits.order_by("start").exclude(pk__in=self.missed(visits, is_missed)):
            begun = visit.start + dt.timedelta(minutes=2)
            moments = [
                (arrive_visit, visit.start - dt.timedelta(minutes=6)),
                (start_visit, begun),
                (finish_visit, visit.end),
            ]
            if begun <= self.now:
                asked = visit.start - dt.timedelta(minutes=2)
                doctor = self.cast.practitioners[0]
                make_ready(visit, doctor=doctor, by=self.cast.pia, now=asked)
            for act, moment in moments:
                if moment <= self.now:
                    act(visit_id=visit.pk, by=self.cast.pia, now=moment)
                if act is start_visit and begun <= self.now:
                    self.record(visit)
            if visit.end <= self.now:
                is_fresh = visit.end > self.now - 4 * DAY
                sign(visit.record, now=min(visit.end + QUARTER, self.now), may_wait=is_fresh)

    def record(self, visit: Visit) -> None:
        """What was done in a session, whole where it is over."""
        room = Room(visit, self.cast.pia)
        if visit.end <= self.now:
            record_whole(room)
        else:
            record_half(room, now=self.now)

    @staticmethod
    def missed(visits: QuerySet[Visit], is_missed: bool) -> list[int]:
        return list(visits.order_by("-start").values_list("pk", flat=True)[: int(is_missed)])

    def single(self, patient: Patient, kind: str, *, days: int, outcome: str = "") -> None:
        """A consultation, review or skin check so many days from today."""
        version = self.cast.single[kind]
        day = self.today + days * DAY
        wishes = Wishes(sessions=1, gap=GapDays(1, 1, 1), earliest=day, first_by=day + 6 * DAY)
        now = self.at(day - 5 * DAY, 11)
        places = self.best(patient, version, wishes, now)
        if not places:
            return
        booking = book_visit(
            key=uuid.uuid4(),
            patient=patient,
            version=version,
            location=self.cast.location,
            place=places[0],
            reserve=False,
            by=self.cast.desk,
            now=now,
        )
        if isinstance(booking, Booking) and outcome:
            visit = booking.visits.get()
            moment = min(visit.end, self.now)
            end_consultation(visit_id=visit.pk, outcome=outcome, by=self.cast.pia, now=moment)


def tell(teller: Teller, patients: Sequence[Patient]) -> None:
    """Sixty patients, each with a story by her number."""
    for number, patient in enumerate(patients):
        if number == 0:
            # Amira: the second session was two days ago.
            teller.live(teller.book(patient, 0, first=-30))
        elif number < 8:
            booking = teller.book(patient, number, first=-28 * (number % 4), is_exact=True)
            teller.live(booking, is_missed=number == MISSES)
        elif number < 16:
            teller.live(teller.book(patient, number, first=-200 + 4 * number))
        elif number < 32:
            teller.live(teller.book(patient, number, first=-90 + 6 * (number - 16)))
        elif number < 42:
            teller.book(patient, number, first=3 + 3 * (number - 32), asked=teller.now - DAY)
        else:
            tell_rarer(teller, number, patient)


def tell_rarer(teller: Teller, number: int, patient: Patient) -> None:
    """The states that a clinic sees now and then."""
    recently = teller.now - dt.timedelta(minutes=40)
    if number < 45:
        teller.book(patient, number, first=6, reserve=True, asked=recently)
    elif number == 45:
        booking = teller.book(patient, number, first=9, asked=recently)
        if booking:
            undo_booking(booking_id=booking.pk, by=teller.cast.desk, now=recently)
    elif number == 46:
        teller.book(patient, number, first=7, reserve=True, asked=teller.now - 4 * DAY)
    elif number < 49:
        teller.book(patient, number, first=5, ordered=False, asked=recently)
    elif number < 51:
        had = [Had(number=1, on=teller.today - 25 * DAY, where="Another clinic")]
        teller.book(patient, number, first=4, had=had, asked=recently)
    elif number < 54:
        tell_order(teller, patient, number)
    elif number < 57:
        outcome = list(Visit.Outcome.values)[number % 4]
        teller.single(patient, "consultation", days=-20 - number % 5, outcome=outcome)
    elif number < 58:
        teller.single(patient, "consultation", days=2)
    elif number < 59:
        teller.single(patient, "skin_check", days=1)


def tell_order(teller: Teller, patient: Patient, number: int) -> None:
    plan = order_plan(
        patient=patient,
        version=teller.cast.series[number % len(teller.cast.series)],
        location=teller.cast.location,
        count=5,
        goals=GOALS[number % 3],
        reason="",
        orderer=teller.cast.practitioners[0],
        by=teller.cast.pia,
        now=teller.at(teller.today - DAY, 15),
    )
    if not isinstance(plan, Plan):
        raise TypeError(f"the order was refused: {plan}")


def settle_messages(now: dt.datetime, *, failed: int = 0) -> None:
    """What was due before the demo began counts as sent, so that it does not send a year of mail
    at its first start; so many failed, so that the page of failed messages has something to show.
    """
    past = Reminder.objects.filter(state=Reminder.State.PLANNED, due_at__lte=now)
    reached = past.exclude(patient__email="").order_by("-due_at")
    in_vain = list(reached.values_list("pk", flat=True)[:failed])
    Reminder.objects.filter(pk__in=in_vain).update(
        state=Reminder.State.FAILED, attempts=3, last_error="550 mailbox unavailable"
    )
    for reminder in past:
        reminder.state, reminder.sent_at, reminder.attempts = "accepted", reminder.due_at, 1
        reminder.save(update_fields=["state", "sent_at", "attempts"])
