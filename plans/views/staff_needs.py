"""What waits beside the day: plans that go on and have no next date."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Location
from plans.queries.needs import waiting_page


@staff()
@require_safe
def plans_waiting(request: HttpRequest) -> HttpResponse:
    locations = list(Location.objects.filter(is_open=True))
    if not locations:
        return render(request, "today/nowhere.html")
    place = request.GET.get("location", "")
    location = next((one for one in locations if str(one.pk) == place), locations[0])
    page = waiting_page(location, now=clock.now())
    return render(request, "today/waiting.html", {"page": page, "locations": locations})
