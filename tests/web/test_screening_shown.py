"""Where else the screening shows: on the board, on the plan, where a session is moved."""

import datetime as dt

import pytest
import time_machine

from clinic.models import Role
from plans.engine.screening import Answer
from tests.ready import a_screening, made_ready
from tests.web.test_screening import DAY, YES, Page
from tests.world import a_user

pytestmark = pytest.mark.django_db


def notices_of(page: Page) -> str:
    """What the board says to whoever tries to start the treatment."""
    with time_machine.travel(page.visit.start, tick=False):
        client = page.client()
        client.post(f"/visits/{page.visit.pk}/arrive/")
        client.get("/today/")
        answer = client.post(f"/visits/{page.visit.pk}/start/", follow=True).content.decode()
    return answer.split('id="notices"')[1].split("</div>\n</div>")[0]


def test_start_says_all_that_stands_in_the_way_and_leads_there() -> None:
    page = Page()

    told = notices_of(page)

    assert "Ask the questions of the screening for this session first." in told
    assert "There is no consent that covers this session." in told
    assert [address in told for address in (page.address, f"/visits/{page.visit.pk}/consent/")] == [
        True,
        True,
    ]


def test_a_closed_gate_is_told_without_what_was_answered() -> None:
    page = Page()
    made_ready(page.visit, cold_sore=YES)

    told = notices_of(page)

    assert "An answer of the screening stops this session." in told
    assert "sore" not in told


@pytest.mark.parametrize(("role", "count"), [(Role.DESK, 0), (Role.PRACTITIONER, 1)])
def test_the_plan_shows_everybody_the_word_and_practitioners_the_reason(
    role: Role, count: int
) -> None:
    page = Page()
    filler = page.visit.start.date() - 5 * DAY
    a_screening(page.patient, at=page.visit.start - 4 * DAY, filler=Answer(True, filler))
    address = f"/plans/{page.patient.plans.get().pk}/"

    shown = page.get(address, a_user(role))

    opens = filler + 28 * DAY
    assert (shown.count("Needs a look"), shown.count("Allowed</span>")) == (1, 3)
    assert shown.count(f"Allowed from {opens.day} {opens:%b %Y} (filler)") == count


@pytest.mark.parametrize(("role", "count"), [(Role.DESK, 0), (Role.PRACTITIONER, 1)])
@pytest.mark.parametrize(("days", "word"), [(-2, "Needs a look"), (3, "Allowed")])
def test_a_moved_session_is_tested_at_its_new_date(
    days: int, word: str, role: Role, count: int
) -> None:
    page = Page()
    to = page.visit.start + dt.timedelta(days=7)
    filler = to.date() - (28 + days) * DAY
    with time_machine.travel(page.visit.start - 2 * DAY, tick=False):
        a_screening(page.patient, at=page.visit.start - 3 * DAY, filler=Answer(True, filler))
        plan = page.patient.plans.get().pk
        address = f"/plans/{plan}/sessions/1/move/?to={int(to.timestamp())}"
        shown = page.client(a_user(role)).get(address).content.decode()

    preview = shown.split('id="preview"')[1]
    moved = preview.split("is-changed")[1]
    assert word in moved
    assert moved.count("(filler)") == (count if days < 0 else 0)


def test_the_desk_reads_the_word_on_the_board_and_no_answer() -> None:
    page = Page()
    made_ready(page.visit, cold_sore=Answer(True, note="Upper lip"))

    shown = page.get("/today/", page.clinic.desk)

    assert "Not yet" in shown
    assert "Upper lip" not in shown
    assert page.address not in shown
