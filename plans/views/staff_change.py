"""How a manager's form becomes a change of the place: what it strikes is shown first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from plans.actions.refusal import Refused
from plans.actions.strike import Answer, Changed
from plans.queries.strike import StruckVisit
from plans.wording.place import changed_words, refusal_words, session_words, struck_words


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """A page with one form. `back` is where one goes without a change, `done` what is said after
    one, `note` what stands above the fields, `more` what else the template prints. Where it
    `leads_to_calls`, nobody has to be told the way there."""

    title: str
    back: str
    done: str
    note: str = ""
    button: str = ""
    template: str = "place/form.html"
    leads_to_calls: bool = False
    more: Mapping[str, object] = field(default_factory=dict)


def change(
    request: HttpRequest,
    form: forms.BaseForm,
    save: Callable[[], Answer],
    page: FormPage,
    onward: Callable[[], str] | None = None,
) -> HttpResponse:
    """Show the form, or save it and go `onward` (else `back`). Where visits would be struck, the
    page comes again with all that was typed, a table of them and the box that keeps them."""
    struck: tuple[StruckVisit, ...] = ()
    if request.method == "POST" and form.is_valid():
        answer = save()
        if isinstance(answer, Changed):
            messages.success(request, done_words(page, answer))
            return redirect(onward() if onward else page.back)
        if isinstance(answer, Refused):
            form.add_error(None, refusal_words(answer))
        else:
            struck = answer.visits
    context = {**page.more, "page": page, "form": form, **struck_context(struck)}
    return render(request, page.template, context)


def done_words(page: FormPage, answer: Changed) -> str:
    """What was done; where visits are marked for re-booking, with the way to those to call."""
    words = changed_words(page.done, answer)
    if not answer.marked or page.leads_to_calls:
        return words
    link = '{} <a href="{}">{}</a>'
    return format_html(link, words, reverse("calls"), _("To the call list"))


def struck_context(struck: tuple[StruckVisit, ...]) -> dict[str, object]:
    """The table of struck visits, and their ids as the box sends them back."""
    return {
        "struck": [(visit, session_words(visit), struck_words(visit)) for visit in struck],
        "struck_ids": ",".join(str(visit.id) for visit in struck),
    }


def kept(request: HttpRequest) -> frozenset[int]:
    """The visits that the manager has seen in the table and keeps."""
    return frozenset(
        int(part) for part in request.POST.get("keep", "").split(",") if part.isdecimal()
    )
