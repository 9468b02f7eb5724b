"""What else the clinical side of the demo shows: photographs, home products, a lot that was
recalled, a patient who may not be treated today."""

import datetime as dt
from collections.abc import Sequence

from plans.actions.adverse import write_event
from plans.actions.lot import recall_lot
from plans.actions.photo import FOLDER, write_photo
from plans.actions.screening import save_screening
from plans.actions.skincare import Product, add_product
from plans.demo.pictures import demo_face
from plans.demo.readiness import allow_photos
from plans.demo.records import amend_one
from plans.demo.stories import DAY, Teller
from plans.engine.screening import Answer
from plans.files import keep
from plans.models import AdverseEvent, Lot, Patient, Photo, Plan, Screening, Visit
from plans.pictures import Picture, reencode
from plans.queries.photo import Pose
from plans.queries.standard import standards_in_force

PRODUCTS = [
    ("Night serum with retinol", "retinoid"),
    ("Vitamin C serum", "vitamin_c"),
    ("Gentle cleanser", "cleanser"),
    ("Mineral sunscreen SPF 50", "sunscreen"),
]
VIEWS = ("front", "left45", "right45")
WHOLE_SERIES = 9
"""The number of a patient whose course is over, with a picture of every session."""


def thicken(teller: Teller, patients: Sequence[Patient]) -> None:
    """After the stories: what hangs on their sessions."""
    photograph(teller, patients[0], VIEWS)
    photograph(teller, patients[WHOLE_SERIES], VIEWS[:1])
    list_products(teller, patients[0])
    recall_oldest(teller)
    amend_one(teller.cast.practitioners[0], teller.cast.pia, teller.now)
    bring_a_sore(teller)
    tell_of_harm(teller, patients[WHOLE_SERIES])


def photograph(teller: Teller, patient: Patient, views: Sequence[str]) -> None:
    """A drawn face at each session she had; the worker makes the smaller sizes."""
    visits = Visit.objects.filter(patient=patient, state=Visit.State.DONE, kind="session")
    for session, visit in enumerate(visits.order_by("start")):
        if session == 0:
            allow_photos(patient, by=teller.cast.pia, now=visit.start)
        for view in views:
            picture = reencode(demo_face(view, session, patient.pk))
            if not isinstance(picture, Picture):
                raise TypeError(f"a drawn face is no picture: {picture}")
            write_photo(
                visit,
                Pose(view, ""),
                picture,
                keep(picture.jpeg, folder=FOLDER, ending="jpg"),
                Photo.Quality.GOOD,
                by=teller.cast.pia,
                now=visit.start + dt.timedelta(minutes=5),
            )


def list_products(teller: Teller, patient: Patient) -> None:
    plan = Plan.objects.get(patient=patient, state=Plan.State.ACTIVE)
    for name, kind in PRODUCTS:
        add_product(
            plan_id=plan.pk,
            product=Product(name=name, kind=kind),
            by=teller.cast.pia,
            now=teller.now - dt.timedelta(days=32),
        )


def recall_oldest(teller: Teller) -> None:
    lot = Lot.objects.filter(kind=Lot.Kind.PRODUCT).order_by("number").first()
    if lot:
        because = "The maker took it back: the seal may leak."
        recall_lot(lot_id=lot.pk, because=because, by=teller.cast.manager, now=teller.now)


def tell_of_harm(teller: Teller, patient: Patient) -> None:
    """A lasting mark after her last session, known since the day before yesterday."""
    done = Visit.objects.filter(patient=patient, state=Visit.State.DONE).order_by("-start")
    visit = done.select_related("record", "location", "practitioner").first()
    if visit is None:
        return
    uses = visit.record.uses.select_related("lot")
    event = AdverseEvent(
        patient=patient,
        visit=visit,
        severity=AdverseEvent.Severity.SERIOUS,
        happened_on=teller.today - 2 * DAY,
        known_at=teller.now - 2 * DAY,
        narrative="A brown patch on the left cheek that does not fade.",
        device=visit.device,
        device_kept=AdverseEvent.Kept.KEPT,
        operator=visit.practitioner,
        reporter="The patient, by phone",
    )
    lots = [use.lot for use in uses]
    answer = write_event(event=event, lots=lots, by=teller.cast.pia, now=teller.now)
    if not isinstance(answer, AdverseEvent):
        raise TypeError(f"the event was not written: {answer}")


def bring_a_sore(teller: Teller) -> None:
    """The last patient of today has one: until a week after it has healed, nobody starts."""
    ahead = Visit.objects.filter(state=Visit.State.BOOKED, kind="session")
    today = ahead.filter(start__gt=teller.now, start__lt=teller.now + DAY)
    visit = today.select_related("patient").order_by("-start").first()
    if visit is None:
        return
    answers = {one.key: Answer(yes=False) for one in standards_in_force().questions}
    answers["cold_sore"] = Answer(yes=True, on=teller.today, note="Since Saturday, upper lip.")
    save_screening(
        patient=visit.patient,
        visit=visit,
        answers=answers,
        told_by=Screening.ToldBy.PATIENT,
        by=teller.cast.pia,
        now=teller.now,
    )
