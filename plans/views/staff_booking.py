"""Reservations: who has places kept and until when; making them firm, and undoing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic import clock
from clinic.access import staff
from plans.access import staff_user
from plans.actions.refusal import Refused
from plans.actions.reservation import firm_booking, undo_booking
from plans.models import Booking
from plans.queries.booking import booking_list
from plans.wording.booking import booking_refusal, undone_words


@staff()
@require_safe
def bookings(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    return render(request, "bookings/list.html", {"list": booking_list(now=now), "now": now})


@staff()
@require_POST
def booking_firm(request: HttpRequest, pk: int) -> HttpResponse:
    booking = get_object_or_404(Booking, pk=pk)
    answer = firm_booking(booking_id=booking.pk, by=staff_user(request), now=clock.now())
    return told(request, booking, answer, _("Booked: the reservation is firm now."))


@staff()
@require_POST
def booking_undo(request: HttpRequest, pk: int) -> HttpResponse:
    booking = get_object_or_404(Booking, pk=pk)
    answer = undo_booking(booking_id=booking.pk, by=staff_user(request), now=clock.now())
    return told(request, booking, answer, undone_words())


def told(
    request: HttpRequest, booking: Booking, answer: Booking | Refused, done: str
) -> HttpResponse:
    """Say what came of it, on the page that asked."""
    if isinstance(answer, Refused):
        messages.error(request, booking_refusal(answer))
    else:
        messages.success(request, done)
    from_list = "from_list" in request.POST or booking.plan_id is None
    return redirect("bookings") if from_list else redirect("plan", booking.plan_id)
