"""What the planner's answer costs, beside the engine that answers and a page of ten rows."""

import datetime as dt

from django.db import connection
from django.test import Client

from bench.measure import cpu_ms
from bench.series import a_clinic, ours
from clinic.clock import now
from clinic.models import Location, User
from plans.models import Patient, ProtocolVersion, Visit

AT_MOST = 2.0
ROWS = 10


def ten_visits_today(location: Location) -> None:
    """Today's list gets exactly ten rows."""
    today = now().replace(hour=12, minute=0, second=0, microsecond=0)
    Visit.objects.filter(location=location, start__date=today.date()).update(
        start=today + dt.timedelta(days=400), end=today + dt.timedelta(days=401)
    )
    rows = list(Visit.objects.order_by("pk").values_list("pk", flat=True)[:ROWS])
    Visit.objects.filter(pk__in=rows).update(start=today, end=today + dt.timedelta(hours=1))


def main() -> None:
    with a_clinic(people=20, weeks=26):
        location, desk = Location.objects.get(), User.objects.get()
        version = ProtocolVersion.objects.get(protocol__slug="enlarged-pores")
        ten_visits_today(location)
        client = Client()
        client.force_login(desk)
        patient = Patient.objects.order_by("pk")[0]
        path = f"/patients/{patient.pk}/planner/{version.protocol.slug}/"

        def page() -> None:
            assert client.get(path).status_code == 200  # noqa: S101  # a figure of an error is none

        def plain() -> None:
            assert client.get("/today/").status_code == 200  # noqa: S101  # as above

        whole, engine, ten = cpu_ms(page, ours(version, 3), plain)
    print(f"Planner's answer, {connection.vendor}, 20 people x 26 weeks, CPU ms")
    print(f"page {whole:.1f}, engine with reading {engine:.1f}, page of ten rows {ten:.1f}")
    print(f"ratio {whole / (engine + ten):.2f} (at most {AT_MOST:g})")


if __name__ == "__main__":
    main()
