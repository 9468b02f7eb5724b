"""The planner page: wishes in, proposals out, one step to book them all."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from clinic import clock
from clinic.access import staff
from plans.access import seen_patient, staff_user
from plans.actions.booking import book_series, book_visit
from plans.actions.refusal import Refused
from plans.forms.planner import PlannerForm, opening_data
from plans.forms.planner_series import Series, unseal, unseal_all
from plans.forms.planner_wishes import agreed_in, elsewhere, fingerprint, gap_in, relaxed
from plans.models import Booking, Protocol
from plans.queries.planner import (
    Planning,
    open_weekdays,
    planning_for,
    practitioner_of_last_visit,
)
from plans.views.asked import is_part, key_asked, number_asked
from plans.views.planner_page import (
    Answer,
    PlannerPage,
    fresh_answer,
    same_answer,
    table_of,
)
from plans.views.planner_places import place_chosen, place_list
from plans.wording import planner as say
from plans.wording.booking import booked_words, booking_refusal


@staff()
@require_safe
def planner(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The page as it opens: the usual wishes, answered already."""
    planning = planning_of(request, pk, slug)
    if planning is None:
        return render(request, "planner/closed.html")
    data = opening_data(planning, practitioner_of_last_visit(planning))
    form = PlannerForm(data, planning=planning, user=staff_user(request))
    answer = fresh_answer(form) if form.is_valid() else Answer()
    return whole_page(request, PlannerPage(form=form, answer=answer))


@staff()
@require_POST
def planner_proposals(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Other wishes, one change that helps (`relax`), or another place for a session (`take`)."""
    planning = planning_of(request, pk, slug)
    if planning is None:
        return render(request, "planner/closed.html")
    change, has_moved = request.POST.get("relax", ""), is_moved(request, planning)
    data = relaxed(request.POST, change) if change else request.POST
    data = elsewhere(data, planning) if has_moved else data
    is_final = "find" in data or bool(change)
    form = PlannerForm(data, planning=planning, user=staff_user(request), is_final=is_final)
    page = PlannerPage(form=form, key=key_asked(request))
    if not form.is_valid():
        return answered(request, page, is_whole=True)
    if "take" in data:
        return answered(request, with_place_taken(page, request), is_whole=False)
    is_whole = bool(change) or has_moved or "was_refused" in data
    return answered(request, replace(page, answer=fresh_answer(form)), is_whole=is_whole)


@staff()
@require_POST
def planner_places(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The other times for one session of one proposal."""
    planning = planning_of(request, pk, slug)
    if planning is None:
        return render(request, "planner/closed.html")
    form = PlannerForm(request.POST, planning=planning, user=staff_user(request), is_final=False)
    page = PlannerPage(form=form, key=key_asked(request))
    pick = picked(request, planning, "change")
    if not form.is_valid() or pick is None:
        return answered(request, page, is_whole=True)
    found = place_list(table_of(form), pick.series, pick.index, pick.number)
    if is_part(request):
        return render(request, "planner/places.html", {"places": found, "planning": planning})
    answer = same_answer(form, unseal_all(request.POST.getlist("series"), planning), pick.index)
    return whole_page(request, replace(page, answer=replace(answer, places=found)))


@staff()
@require_POST
def planner_book(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Book or reserve the chosen series; whoever loses gets fresh proposals."""
    planning = planning_of(request, pk, slug)
    if planning is None:
        return render(request, "planner/closed.html")
    form = PlannerForm(request.POST, planning=planning, user=staff_user(request))
    page = PlannerPage(form=form, key=key_asked(request))
    if not form.is_valid():
        return whole_page(request, page)
    series = series_at(number_asked(request.POST.get("chosen", "")), request, planning)
    if series is None or series.asked != fingerprint(form):
        page = replace(page, answer=fresh_answer(form), notice=say.wishes_changed_words())
        return whole_page(request, page)
    outcome = book(request, page, series)
    if isinstance(outcome, Refused):
        page = replace(page, answer=fresh_answer(form), notice=booking_refusal(outcome))
        return whole_page(request, page)
    messages.success(request, booked_words(outcome, len(series.places)))
    return redirect("plan", outcome.plan_id) if outcome.plan_id else redirect("bookings")


def book(request: HttpRequest, page: PlannerPage, series: Series) -> Booking | Refused:
    planning, reserve = page.planning, "reserve" in request.POST
    user, now = staff_user(request), planning.now
    if not planning.is_series:
        return book_visit(
            key=page.key,
            patient=planning.patient,
            version=planning.version,
            location=planning.location,
            place=series.places[0],
            reserve=reserve,
            by=user,
            now=now,
        )
    return book_series(
        key=page.key,
        patient=planning.patient,
        version=planning.version,
        location=planning.location,
        places=series.places,
        gap=gap_in(page.form),
        agreed=agreed_in(page.form),
        reserve=reserve,
        by=user,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Pick:
    """One session of one of the proposals that the page shows."""

    index: int
    number: int
    series: Series


def picked(request: HttpRequest, planning: Planning, name: str) -> Pick | None:
    """What a button named `index-number`; None where that is no session of the page."""
    written = request.POST.get(name, "").partition("-")
    index, number = number_asked(written[0]), number_asked(written[2])
    series = series_at(index, request, planning)
    if series is None or index is None or number is None:
        return None
    is_there = number in {place.number for place in series.places}
    return Pick(index, number, series) if is_there else None


def with_place_taken(page: PlannerPage, request: HttpRequest) -> PlannerPage:
    """The page's proposals with one session elsewhere. The place is one of those that the engine
    gives now; where it is gone, fresh proposals come instead."""
    planning, form = page.planning, page.form
    pick = picked(request, planning, "take")
    everything = unseal_all(request.POST.getlist("series"), planning)
    if pick is None or pick.series.asked != fingerprint(form):
        return replace(page, answer=fresh_answer(form), notice=say.wishes_changed_words())
    value = request.POST.get(f"place-{pick.index}", "")
    place = place_chosen(table_of(form), pick.series, pick.number, value)
    if place is None:
        return replace(page, answer=fresh_answer(form), notice=say.place_gone_words(pick.number))
    everything[pick.index] = pick.series.with_place(place)
    return replace(page, answer=same_answer(form, everything, pick.index))


def series_at(index: int | None, request: HttpRequest, planning: Planning) -> Series | None:
    """The proposal with this place on the page, as far as it is ours and this patient's."""
    sealed = request.POST.getlist("series")
    if index is None or index >= len(sealed):
        return None
    return unseal(sealed[index], planning)


def planning_of(request: HttpRequest, pk: int, slug: str) -> Planning | None:
    """For whom and what; None where nothing can be planned under this protocol."""
    now = clock.now()
    patient = seen_patient(request, pk, now)
    protocol = get_object_or_404(Protocol, slug=slug)
    asked = request.POST or request.GET
    return planning_for(
        patient=patient,
        protocol=protocol,
        location_id=number_asked(asked.get("location", "")),
        order_id=number_asked(asked.get("order", "")),
        now=now,
    )


def is_moved(request: HttpRequest, planning: Planning) -> bool:
    """Whether another location was chosen than the page was made for."""
    return request.POST.get("location_was", "") not in ("", str(planning.location.pk))


def answered(request: HttpRequest, page: PlannerPage, *, is_whole: bool) -> HttpResponse:
    """Only the answer where the wishes stand on the page as they were sent."""
    if not is_part(request):
        return whole_page(request, page)
    if not is_whole:
        return render(request, "planner/answer.html", {"page": page, "is_part": True})
    response = render(request, "planner/panel.html", context_of(page))
    response["HX-Retarget"], response["HX-Reswap"] = "#planner", "outerHTML"
    return response


def whole_page(request: HttpRequest, page: PlannerPage) -> HttpResponse:
    return render(request, "planner/page.html", context_of(page))


def context_of(page: PlannerPage) -> dict[str, object]:
    return {"page": page, "form": page.form, "open_weekdays": open_weekdays(page.planning.location)}
