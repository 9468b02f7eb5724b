"""The run sheet's addresses: with scripts and without, for the practitioner alone."""

import ast
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from clinic.models import Role
from plans.actions.refusal import Refused
from plans.models import Amendment, LotUse, Record, Trail, ZoneRecord
from plans.queries.record import newest_stamp
from plans.views.staff_record import PARTS
from plans.wording.visit import refusal_words
from tests.actions.record_room import Room, finish
from tests.records import made_complete
from tests.world import a_user

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


class Tablet(Room):
    """The same room, worked with in a browser by Pia."""

    def __init__(self) -> None:
        super().__init__()
        self.client, self.user = Client(), self.pia
        self.base = f"/visits/{self.visit.pk}/record/"

    def post(self, part: str, minutes: int = 5, **sent: str) -> Any:
        return self.ask("post", f"{part}/", minutes, data=sent, **JSON)

    def plain(self, part: str, minutes: int = 5, **sent: str) -> Any:
        """Without scripts: the page again, with its notice."""
        return self.ask("post", f"{part}/", minutes, data=sent, follow=True)

    def get(self, part: str = "", minutes: int = 5) -> Any:
        return self.ask("get", part, minutes)

    def ask(self, method: str, part: str, minutes: int, **how: Any) -> Any:
        with time_machine.travel(self.at + dt.timedelta(minutes=minutes), tick=False):
            self.client.force_login(self.user)
            return getattr(self.client, method)(f"{self.base}{part}", **how)


def notices(answer: HttpResponse) -> list[str]:
    return [str(message) for message in answer.context["messages"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", [Role.DESK, Role.MANAGER, Role.PATIENT])
def test_only_a_practitioner_opens_a_run_sheet(role: Role) -> None:
    tablet = Tablet()
    tablet.user = a_user(role)
    statuses = {tablet.get().status_code}
    for part in PARTS:
        statuses |= {tablet.get(f"{part}/").status_code, tablet.post(part).status_code}
    assert statuses == {403}
    assert not Record.objects.exists()


def test_looking_opens_nothing_and_is_noted_once_in_a_while() -> None:
    tablet = Tablet()
    for minutes in (5, 6, 7, 20):
        assert tablet.get(minutes=minutes).status_code == 200
    assert not Record.objects.exists()
    assert Trail.objects.filter(verb="saw", actor=tablet.pia).count() == 2


def test_a_field_is_saved_and_the_answer_says_what_stands_now() -> None:
    tablet = Tablet()
    answer = tablet.post("field", name="zone.chin.depth", was="", value="1,25")
    told = answer.json()
    assert (answer.status_code, told["saved"], told["shown"]) == (200, "1.25", "1.25")
    assert (
        told["warnings"]
        == [
            "Above 1 mm: say why.",
            "Outside cleared use: the device is cleared to 1.5 mm here.",
        ][:1]
    )
    assert {
        "what": "reason",
        "zone": "chin",
        "said": "Chin: say why it is above the limit.",
    } in told["missing"]
    assert told["stamp"] == newest_stamp(tablet.visit)


def test_a_field_that_another_wrote_answers_with_both() -> None:
    tablet = Tablet()
    tablet.write("note", "Theirs.", by=a_user(Role.PRACTITIONER, name="Max Muster"))
    answer = tablet.post("field", name="note", was="", value="Mine.")
    told = answer.json()
    assert (answer.status_code, told["theirs"], told["by"]) == (409, "Theirs.", "Max Muster")
    assert told["said"] == "Max Muster wrote something else here meanwhile."
    page = tablet.plain("field", name="note", was="", value="Mine.")
    assert notices(page) == ["Max Muster wrote something else here meanwhile. Theirs."]


def test_a_field_that_is_refused_says_why() -> None:
    tablet = Tablet()
    answer = tablet.post("field", name="pain", was="", value="11")
    assert (answer.status_code, answer.json()) == (
        422,
        {"said": "Give a number from 0 to 10.", "what": "number_between", "name": "pain"},
    )
    page = tablet.plain("field", name="pain", was="", value="11")
    assert notices(page) == ["Give a number from 0 to 10."]


def test_a_product_brings_its_strength_along_in_the_answer() -> None:
    tablet = Tablet()
    told = tablet.post("field", name="numbing_product", was="", value="Lidocaine 4 %").json()
    assert told["also"] == {"numbing_product": "Lidocaine 4 %", "numbing_percent": "4"}


def test_an_open_page_asks_what_changed() -> None:
    tablet = Tablet()
    tablet.post("field", name="note", was="", value="Calm.")
    state = tablet.get("state/").json()
    assert state["fields"]["note"]["value"] == "Calm."
    assert state["fields"]["note"]["by"] == "Pia Novak"
    assert state["fields"]["zone.chin.depth"] == {"value": "", "by": "", "at": None}
    same = tablet.get(f"state/?seen={state['stamp']}").json()
    assert same == {"stamp": state["stamp"], "is_same": True}
    tablet.post("zones", act="same")
    assert tablet.get(f"state/?seen={state['stamp']}").json()["stamp"] > state["stamp"]


def test_a_whole_visit_without_scripts() -> None:
    tablet = Tablet()
    tablet.plain("open")
    tablet.plain("numbing", minutes=5, act="on")
    tablet.plain("numbing", minutes=36, act="off")
    tablet.plain("use", kind="cartridge", name="Tip", lot="L1", expires_on="2028-01-31")
    assert notices(tablet.plain("step", step="finish")) == [
        "The record is not complete yet. Give the depth of each zone that was treated."
    ]
    tablet.plain("zones", act="same", depth="0.5", passes="2")
    tablet.plain("zones", act="remove", zone="eyes")
    tablet.plain("zones", act="confirm")
    done = tablet.plain("step", minutes=80, step="finish")
    assert notices(done) == ["Done. The aftercare note is on the plan."]
    assert notices(tablet.plain("sign", minutes=85)) == ["Signed. From now on it is only amended."]
    amended = tablet.plain("amend", minutes=90, text="Slight redness.", reason="Forgotten")
    assert "Slight redness." in amended.content.decode()
    record = Record.objects.get()
    assert (record.signed_by, record.zones.count()) == (tablet.practitioner, 10)
    assert Amendment.objects.count() == 1


def test_a_use_is_noted_and_taken_back() -> None:
    tablet = Tablet()
    state = tablet.post("use", kind="cartridge", code="(01)09506000134352(10)L7(21)S1").json()
    assert [use["lot"] for use in state["uses"]] == ["Pen One L7"]
    tablet.post("use_remove", use=str(LotUse.objects.get().pk))
    assert not LotUse.objects.exists()


NONSENSE: list[tuple[str, dict[str, str]]] = [
    ("zones", {"act": "dance"}),
    ("zones", {"act": "confirm", "zone": "moon\x00"}),
    ("zones", {"act": "remove"}),
    ("zones", {"act": "same", "depth": "deep"}),
    ("numbing", {"act": "up"}),
    ("use", {"kind": "cartridge", "expires_on": "2028-13-31", "lot": "L1", "name": "Tip"}),
    ("use", {"kind": "cartridge", "expires_on": "soon", "lot": "L1", "name": "Tip"}),
    ("use", {}),
    ("step", {"step": "dance"}),
    ("step", {"step": "arrive"}),
    ("sign", {}),
    ("amend", {"text": "x", "reason": "y"}),
    ("field", {}),
    ("field", {"name": "x" * 5000}),
]


def test_nonsense_is_refused_with_a_sentence() -> None:
    tablet = Tablet()
    for part, sent in NONSENSE:
        answer = tablet.ask("post", f"{part}/", 5, data=sent, **JSON)
        assert (answer.status_code, bool(answer.json()["said"])) == (422, True), (part, sent)
        page = tablet.ask("post", f"{part}/", 5, data=sent, follow=True)
        assert page.status_code == 200


def test_a_use_that_is_none_takes_nothing_back() -> None:
    tablet = Tablet()
    found = [tablet.post("use_remove", use=use) for use in ("", "x", "²", "9" * 40)]
    assert [answer.status_code for answer in found] == [200] * 4


def test_an_amendment_without_a_reason_keeps_what_was_typed() -> None:
    tablet = Tablet()
    finish(tablet)
    tablet.post("sign", minutes=90)
    page = tablet.plain("amend", text="Slight redness.", reason=" ").content.decode()
    assert "Say what is to be added, and why." in page
    assert "Slight redness." in page


def test_a_visit_on_paper_is_entered_by_its_form() -> None:
    tablet = Tablet()
    made_complete(tablet.visit)
    assert tablet.get("later/").status_code == 200
    wrong = tablet.plain("later", minutes=600, started="10:00", done="09:00")
    assert "These times are not in order." in wrong.content.decode()
    right = tablet.plain("later", minutes=600, started="09:00", done="10:00")
    assert notices(right) == ["The times are taken over. Fill in the rest as it stands on paper."]
    assert Record.objects.get().is_entered_later


def test_the_record_and_a_blank_sheet_print() -> None:
    tablet = Tablet()
    tablet.post("field", name="zone.chin.depth", was="", value="0.75")
    printed, blank = tablet.get("print/"), tablet.get("blank/")
    assert (printed.status_code, blank.status_code) == (200, 200)
    assert "0.75" in printed.content.decode()
    assert ZoneRecord.objects.count() == 1


def refusals() -> Iterator[str]:
    """Every reason that the record's actions give."""
    for path in sorted(Path("plans/actions").glob("record*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Refused":
                what = node.args[0]
                if isinstance(what, ast.Constant) and isinstance(what.value, str):
                    yield what.value


FACTS: dict[str, int | str] = {
    **{"least": 0, "most": 10, "places": 2, "zone": "chin", "depth": "2", "operator": "Pia"},
    **{"name": "Tip", "number": "L1", "serial": "S1", "day": "2027-01-11", "because": "x"},
    **{"part": "01", "field": "note"},
}


def test_every_refusal_has_a_sentence() -> None:
    whats = set(refusals())
    assert len(whats) > 20
    assert all(refusal_words(Refused(what, FACTS)) for what in whats)
