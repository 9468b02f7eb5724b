"""Finding patients by any part of a name, phone or e-mail, also mistyped.

Each question goes to the search index with a bound on its answer: first any part; where that is
cut off, beginnings and whole words; where it leaves little, words and numbers one slip away. The
few candidates are put in order here, so a fragment that half of all patients share costs no more
than a rare one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from plans.engine.patient import (
    SHORTEST_TYPO,
    Fragments,
    Likeness,
    Person,
    beginning,
    closeness,
    inside,
    is_near,
    is_one_slip,
    likeness,
    near_pieces,
    slips_in_parts,
    slips_of,
    terms_of,
    whole,
    words_of,
)
from plans.models import Patient, Spelling

CANDIDATES = 60
NEAR_CANDIDATES = 400
NAMESAKES = 1000
FEW = 5
NEAR_WORDS = 20

# For each term the ways in which it may stand there, each a set of pieces of text.
Question = Sequence[Sequence[Fragments]]


class Found(NamedTuple):
    pk: int
    name: str
    text: str
    is_near: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient who may be the one that is about to be entered, and why."""

    patient: Patient
    why: Likeness


def find_patients(query: str, *, limit: int) -> list[Found]:
    """The closest hits first; what is only near comes last, and only where few are found and
    nobody to the word. At most five SQL queries."""
    terms = terms_of(query)
    if not terms:
        return []
    found = _exact(terms)
    is_met = any(closeness(terms, hit.text)[0] == 0 for hit in found.values())
    if not is_met and len(found) < min(FEW, limit):
        found = {hit.pk: hit for hit in _near(terms, is_lost=not found)} | found
    return sorted(found.values(), key=lambda hit: _order(terms, hit))[:limit]


def _exact(terms: Sequence[str]) -> dict[int, Found]:
    """Hits of each term anywhere; where these are too many to see all, the closest are asked for
    by themselves."""
    found: dict[int, Found] = {}
    for place in (inside, beginning, whole):
        rows = _answers([[(place(term),)] for term in terms])
        found |= {pk: Found(pk, name, text, is_near=False) for pk, name, text in rows}
        if len(rows) < CANDIDATES:
            break
    return found


def likely_duplicates(
    person: Person, *, besides: Collection[int] = (), limit: int = FEW
) -> list[Candidate]:
    """Patients who may be this person already, the strongest reason first."""
    keys = set[int]()
    for word in [person.phone.removeprefix("+"), *words_of(person.email)[-1:]]:
        if word:
            keys |= {pk for pk, *_ in _answers([[(whole(word),)]])}
    keys |= _namesakes(person)
    reasons = list(Likeness)
    candidates = [
        Candidate(patient, why)
        for patient in Patient.objects.filter(pk__in=keys.difference(besides))
        if (why := likeness(person, person_of(patient)))
    ]
    candidates.sort(key=lambda candidate: (reasons.index(candidate.why), candidate.patient.name))
    return candidates[:limit]


def person_of(patient: Patient) -> Person:
    return Person(
        name=patient.name,
        birth_date=patient.birth_date,
        phone=str(patient.phone or ""),
        email=patient.email,
    )


def _namesakes(person: Person) -> set[int]:
    """Patients with each word of the name, or one a slip away. Where both dates of birth are known
    and differ they are others; the rest of a very common name is cut off."""
    words = person.name_words
    if not words:
        return set()
    near = _near_words(words)
    question = [[(whole(word),), *((whole(other),) for other in near[word])] for word in words]
    alike = _matching(question, NAMESAKES)
    if person.birth_date:
        alike = alike.filter(Q(birth_date=None) | Q(birth_date=person.birth_date))
    return set(alike.values_list("pk", flat=True)[:CANDIDATES])


def _near(terms: Sequence[str], *, is_lost: bool) -> list[Found]:
    """Hits in which terms may be a slip away from a word of a name; where nothing else was found
    (`is_lost`) and no such word is known, also from a number or an e-mail address."""
    near = _near_words(terms)
    question = [
        [
            (inside(term),),
            *((whole(word),) for word in near[term]),
            *(near_pieces(term) if is_lost and not near[term] else ()),
        ]
        for term in terms
    ]
    if all(len(ways) == 1 for ways in question):
        return []
    return [
        Found(pk, name, text, is_near=True)
        for pk, name, text in _answers(question, NEAR_CANDIDATES)
        if all(is_near(term, text) for term in terms)
    ]


def _near_words(words: Iterable[str]) -> defaultdict[str, list[str]]:
    """For each word those one slip away that somebody bears; one SQL query."""
    near = defaultdict[str, list[str]](list)
    slips = {word: slips_of(word) for word in words if len(word) >= SHORTEST_TYPO}
    if not slips:
        return near
    sharing = defaultdict[str, set[str]](set)
    spellings = Spelling.objects.filter(spelling__in=set().union(*slips.values()))
    for spelling, word in spellings.values_list("spelling", "word"):
        sharing[spelling].add(word)
    for word, own in slips.items():
        others = sorted(set().union(*(sharing[slip] for slip in own)) - {word})
        near[word] = [other for other in others if is_one_slip(word, other)][:NEAR_WORDS]
    return near


def _order(terms: Sequence[str], hit: Found) -> tuple[int, tuple[int, int, int], str, int]:
    """What is near comes after everything else, a slip in a whole word before one in a part."""
    rank = 1 + slips_in_parts(terms, hit.text) if hit.is_near else 0
    return (rank, closeness(terms, hit.text), hit.name.casefold(), hit.pk)


def _answers(question: Question, most: int = CANDIDATES) -> list[tuple[int, str, str]]:
    rows = _matching(question, most).values_list("pk", "name", "search_text")
    return list(rows[:most])


def _matching(question: Question, most: int) -> QuerySet[Patient]:
    """At most about `most` patients, none archived, asked of the index of this database."""
    patients = Patient.objects.filter(archived_at=None).order_by()
    if connection.vendor == "postgresql":
        return patients.filter(_like(question))
    # The index answers first and only so many: joined to the patients, all its rows would be read.
    rows = RawSQL(  # the text is a parameter
        "SELECT rowid FROM plans_patient_search WHERE plans_patient_search MATCH %s LIMIT %s",
        [_match(question), most],
    )
    return patients.filter(pk__in=rows)


def _like(question: Question) -> Q:
    """For PostgreSQL's trigram index."""
    return reduce(
        and_,
        (
            reduce(or_, (reduce(and_, (Q(search_text__contains=f) for f in way)) for way in ways))
            for ways in question
        ),
    )


def _match(question: Question) -> str:
    """For SQLite's full-text index. Terms hold letters and digits only, so nothing to escape."""
    return " AND ".join("(" + " OR ".join(_all(way) for way in ways) + ")" for ways in question)


def _all(fragments: Fragments) -> str:
    return "(" + " AND ".join(f'"{fragment}"' for fragment in fragments) + ")"
