"""What waits beside the day: plans that go on and have no next date."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic import clock
from clinic.access import staff
from plans.queries.needs import waiting_page
from plans.views.asked import location_asked, open_locations


@staff()
@require_safe
def plans_waiting(request: HttpRequest) -> HttpResponse:
    locations = open_locations()
    if not locations:
        return render(request, "today/nowhere.html")
    page = waiting_page(location_asked(request.GET, locations), now=clock.now())
    return render(request, "today/waiting.html", {"page": page, "locations": locations})
