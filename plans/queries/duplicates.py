"""Likely duplicates among many people at once: what an import brings, against each other and
against everybody who is here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from plans.engine.patient import Likeness, Person, likeness, slips_of
from plans.models import Patient


@dataclass(frozen=True, slots=True)
class Double:
    """Somebody on `line` who may be the patient `pk`, or who stands on `other_line` above."""

    line: int
    why: Likeness
    pk: int | None = None
    other_line: int | None = None


Lines = Mapping[str, Sequence[tuple[int, Person]]]
"""Who comes in, with the line, under each key that another record of them would share."""


def duplicates_in(people: Sequence[tuple[int, Person]]) -> list[Double]:
    """One for each line that repeats somebody, with the strongest reason; one SQL query, which
    reads every patient once."""
    lines = defaultdict[str, list[tuple[int, Person]]](list)
    for line, person in people:
        for key in _keys(person):
            lines[key].append((line, person))
    doubles = [*_of_patients(lines), *_within(people, lines)]
    strongest: dict[int, Double] = {}
    for double in sorted(doubles, key=lambda double: list(Likeness).index(double.why)):
        strongest.setdefault(double.line, double)
    return sorted(strongest.values(), key=lambda double: double.line)


def _of_patients(lines: Lines) -> Iterator[Double]:
    here = Patient.objects.filter(archived_at=None).order_by("pk")
    columns = here.values_list("pk", "name", "birth_date", "phone", "email")
    for pk, name, birth_date, phone, email in columns.iterator():
        person = Person(name=name, birth_date=birth_date, phone=str(phone or ""), email=email)
        for line, why in _alike(person, lines):
            yield Double(line, why, pk=pk)


def _within(people: Iterable[tuple[int, Person]], lines: Lines) -> Iterator[Double]:
    for line, person in people:
        for later, why in _alike(person, lines):
            if later > line:
                yield Double(later, why, other_line=line)


def _alike(person: Person, lines: Lines) -> Iterator[tuple[int, Likeness]]:
    met = {line: other for key in _keys(person) for line, other in lines.get(key, ())}
    for line, other in met.items():
        if why := likeness(person, other):
            yield line, why


def _keys(person: Person) -> set[str]:
    """What two records of one person share: the phone, the e-mail, or the name with any one letter
    left out of any one word."""
    words = person.name_words
    names = (
        " ".join(sorted([*words[:index], slip, *words[index + 1 :]]))
        for index, word in enumerate(words)
        for slip in slips_of(word)
    )
    return {key for key in (person.phone, person.email.casefold(), *names) if key}
