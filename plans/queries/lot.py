"""From a lot, a product or a device to every session and patient it touched, and back.

A record is searched for by what touched the skin in it: its device, and the lots of its uses. All
lists are bounded; pages and files read the same sessions.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from clinic.models import Device
from plans.engine.gs1 import Code, read_code
from plans.models import Lot, LotUse, Record
from plans.queries.supply import today_at

IN_A_PAGE = 50
LISTED = 20
"""So many lots and devices of a search are named; its sessions are paged."""
IN_A_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: words, or one lot, device or patient."""

    text: str = ""
    lot: int | None = None
    device: int | None = None
    patient: int | None = None

    @classmethod
    def of(cls, typed: Mapping[str, str]) -> Self:
        """As a form sends it; what is no number is none."""
        ids = {
            name: int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None
            for name in ("lot", "device", "patient")
            for value in [typed.get(name, "")]
        }
        return cls(typed.get("q", "").strip(), **ids)

    @property
    def is_empty(self) -> bool:
        return self == Asked()

    def as_facts(self) -> dict[str, str]:
        names = (("q", self.text), ("lot", self.lot), ("device", self.device))
        return {name: str(it) for name, it in (*names, ("patient", self.patient)) if it}


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """One session: what touched the skin in it, where, and by whose hand. `day` is the
    location's."""

    record: Record
    day: dt.date
    uses: Sequence[LotUse]
    zones: Sequence[str]

    @property
    def operator(self) -> str:
        """Who treated; whose visit it was, where the record does not say yet."""
        who = self.record.operator or self.record.visit.practitioner
        return who.name if who else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The lots and devices that a search names, each with the number of its sessions
    (`sessions_count`)."""

    lots: Sequence[Lot]
    devices: Sequence[Device]
    is_cut: bool


def lots_like(text: str, today: dt.date) -> QuerySet[Lot]:
    """By any part of number, name or item number; by lot and item number of a scanned code."""
    code = read_code(text, today)
    if isinstance(code, Code) and code.system == "gs1":
        parts = {"gtin": code.gtin, "number__iexact": code.lot}
        said = {name: part for name, part in parts.items() if part}
        return Lot.objects.filter(**said) if said else Lot.objects.none()
    words = Q(number__icontains=text) | Q(name__icontains=text) | Q(gtin__contains=text)
    return Lot.objects.filter(words)


def devices_like(text: str) -> QuerySet[Device]:
    words = Q(name__icontains=text) | Q(model__icontains=text) | Q(serial__icontains=text)
    return Device.objects.filter(words)


def serial_of(text: str, today: dt.date) -> str:
    """The serial number in a scanned code; what was typed, where it is none."""
    code = read_code(text, today)
    return code.serial if isinstance(code, Code) and code.system == "gs1" else text


def find_lots(text: str, today: dt.date) -> Found:
    """Two queries."""
    lots = list(
        lots_like(text, today).annotate(sessions_count=Count("uses__record", distinct=True))[
            : LISTED + 1
        ]
    )
    devices = list(
        devices_like(text)
        .annotate(sessions_count=Count("records"))
        .order_by("name", "serial")[: LISTED + 1]
    )
    is_cut = len(lots) > LISTED or len(devices) > LISTED
    return Found(lots=lots[:LISTED], devices=devices[:LISTED], is_cut=is_cut)


def recalled_lots() -> list[Lot]:
    """The latest recalls."""
    return list(Lot.objects.filter(recalled_at__isnull=False).order_by("-recalled_at")[:LISTED])


def records_of(asked: Asked, today: dt.date) -> QuerySet[Record]:
    """Every session that was touched, the newest first."""
    if asked.lot:
        touched = Q(pk__in=LotUse.objects.filter(lot=asked.lot).values("record"))
    elif asked.device:
        touched = Q(device=asked.device)
    elif asked.patient:
        touched = Q(visit__patient=asked.patient)
    elif asked.text:
        touched = _touched_by_words(asked.text, today)
    else:
        return Record.objects.none()
    return Record.objects.filter(touched).order_by("-visit__start", "-pk")


def _touched_by_words(text: str, today: dt.date) -> Q:
    uses = Q(lot__in=lots_like(text, today).values("pk"))
    serial = serial_of(text, today)
    if serial:
        uses |= Q(serial__icontains=serial)
    of_devices = Q(device__in=devices_like(text).values("pk"))
    return Q(pk__in=LotUse.objects.filter(uses).values("record")) | of_devices


def counts_of(asked: Asked, today: dt.date) -> tuple[int, int]:
    """How many sessions and how many patients were touched. One query."""
    counted = (
        records_of(asked, today)
        .order_by()
        .aggregate(sessions=Count("pk"), people=Count("visit__patient", distinct=True))
    )
    return counted["sessions"] or 0, counted["people"] or 0


def touched_page(asked: Asked, number: str, today: dt.date, *, count: int) -> Page[Record]:
    """One page of `count` sessions; a number that is none is the first, one too high the last."""
    pages = Paginator(records_of(asked, today), IN_A_PAGE)
    pages.count = count  # known already: counted once, it is not counted again
    return pages.get_page(number)


def rows_of(page: Page[Record]) -> list[Touched]:
    """What a page shows: four queries, however many sessions."""
    keys = [record.pk for record in page.object_list]
    found = {record.pk: record for record in with_all(Record.objects.filter(pk__in=keys))}
    return [touched_of(found[key]) for key in keys]


def all_rows(records: QuerySet[Record]) -> Iterator[Touched]:
    """Every session, read in chunks."""
    for record in with_all(records).iterator(chunk_size=IN_A_CHUNK):
        yield touched_of(record)


def with_all(records: QuerySet[Record]) -> QuerySet[Record]:
    near = ("visit__patient", "visit__location", "visit__practitioner", "visit__session")
    return records.select_related(*near, "operator", "device").prefetch_related(
        "uses__lot", "zones"
    )


def touched_of(record: Record) -> Touched:
    visit = record.visit
    return Touched(
        record=record,
        day=today_at(visit.location, visit.start),
        uses=list(record.uses.all()),
        zones=[str(zone.get_zone_display()) for zone in record.zones.all()],
    )
