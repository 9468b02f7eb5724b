"""What the run sheet's addresses answer: JSON to a page with scripts that asks for it, a notice and
the page again to any other."""

import datetime as dt
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from plans.actions.record import Conflict
from plans.actions.record_rules import Wrote
from plans.actions.refusal import Refused
from plans.models import Visit
from plans.queries.record import run_sheet
from plans.queries.record_sheet import Entry, RunSheet
from plans.templatetags.run_sheet import findings_of
from plans.wording.record import (
    conflict_words,
    finding_words,
    missing_words,
    shown_words,
    step_words,
)
from plans.wording.visit import refusal_words


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def answer(
    request: HttpRequest, visit: Visit, done: object, what: str, now: dt.datetime
) -> HttpResponse:
    """To a button of the sheet: how all of it stands now, or why nothing was done. `what` was."""
    if isinstance(done, Refused):
        return refused_answer(request, visit, done)
    if wants_json(request):
        return JsonResponse(state_of(run_sheet(visit, now)))
    messages.success(request, step_words(what))
    return redirect("record", visit.pk)


def refused_answer(request: HttpRequest, visit: Visit, refused: Refused) -> HttpResponse:
    said = refusal_words(refused)
    if wants_json(request):
        told = {"said": said, "what": refused.what, "name": refused.facts.get("field", "")}
        return JsonResponse(told, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.error(request, said)
    return redirect("record", visit.pk)


def field_answer(
    request: HttpRequest, visit: Visit, name: str, done: Wrote | Conflict, now: dt.datetime
) -> HttpResponse:
    """To one field: what is kept and what there is to say of it, or what somebody else wrote."""
    if isinstance(done, Conflict):
        return conflict_answer(request, visit, done)
    if not wants_json(request):
        messages.success(request, step_words("saved"))
        return redirect("record", visit.pk)
    return JsonResponse(kept_of(run_sheet(visit, now), name, done))


def kept_of(sheet: RunSheet, name: str, wrote: Wrote) -> dict[str, Any]:
    entries = all_entries(sheet)
    value = entries[name].value if name in entries else ""
    return {
        "name": name,
        "saved": value,
        "shown": shown_words(name, value),
        "also": {each: pair[1] for each, pair in wrote.changes.items() if each in entries},
        "warnings": warnings_of(sheet, name),
        "missing": missing_of(sheet),
        "stamp": sheet.stamp,
    }


def conflict_answer(request: HttpRequest, visit: Visit, conflict: Conflict) -> HttpResponse:
    said, shown = conflict_words(conflict), shown_words(conflict.name, conflict.theirs)
    if not wants_json(request):
        messages.error(request, f"{said} {shown}")
        return redirect("record", visit.pk)
    told = {
        "name": conflict.name,
        "theirs": conflict.theirs,
        "shown": shown,
        "by": conflict.by,
        "at": conflict.at,
        "said": said,
    }
    return JsonResponse(told, status=HTTPStatus.CONFLICT)


def state_of(sheet: RunSheet) -> dict[str, Any]:
    """All values with who wrote them, for a page that asks what changed."""
    return {
        "stamp": sheet.stamp,
        "state": sheet.visit.state,
        "is_open": sheet.is_open,
        "is_signed": sheet.is_signed,
        "fields": {
            name: {"value": entry.value, "by": entry.by, "at": entry.at}
            for name, entry in all_entries(sheet).items()
        },
        "confirmed": [row.zone for row in sheet.zones if row.is_there and row.is_confirmed],
        "uses": [{"pk": use.pk, "kind": use.kind, "lot": str(use.lot)} for use in sheet.uses],
        "missing": missing_of(sheet),
    }


def all_entries(sheet: RunSheet) -> dict[str, Entry]:
    """Of the record and of every zone, by name."""
    zones = (entry for row in sheet.zones for entry in row.entries.values())
    return {**sheet.entries, **{entry.name: entry for entry in zones}}


def warnings_of(sheet: RunSheet, name: str) -> list[str]:
    """The sentences that stand beside this field."""
    _zone, _dot, rest = name.partition("zone.")
    zone, _dot, column = rest.partition(".")
    found = (
        next((row.findings for row in sheet.zones if row.zone == zone and column == "depth"), ())
        if zone
        else findings_of(sheet, name)
    )
    return [finding_words(each) for each in found]


def missing_of(sheet: RunSheet) -> list[dict[str, str]]:
    return [
        {"what": each.what, "zone": each.zone, "said": missing_words(each)}
        for each in sheet.missing
    ]
