"""A visit that is done, with the note that its patient got."""

from clinic.models import Role, User
from plans.actions.aftercare import give_note
from plans.models import AftercareStep, Visit
from tests.world import Clinic, a_user

PIA = "pia@clinic.example"


def pia() -> User:
    """A practitioner's account."""
    return User.objects.filter(email=PIA).first() or a_user(Role.PRACTITIONER, email=PIA)


def a_line(clinic: Clinic, order: int, text: str, **fields: object) -> AftercareStep:
    """One more line of the clinic's protocol."""
    return AftercareStep.objects.create(
        version=clinic.version, order=order, text=text, **{"kind": "do", **fields}
    )


def a_done_visit(clinic: Clinic, number: int = 1, *, has_note: bool = True) -> Visit:
    """The session of this number of the clinic's patient; her series is booked with the first."""
    visits = Visit.objects.filter(patient=clinic.patient, session__number=number)
    if not visits.exists():
        clinic.booked(ordered_by=clinic.practitioner)
    visit = visits.get()
    visit.state, visit.done_at = Visit.State.DONE, visit.end
    visit.save()
    if has_note:
        give_note(visit, by=pia(), now=visit.end)
    return visit
