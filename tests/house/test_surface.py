"""Who reaches what, over the whole surface: asked of the running site, not read from the code.

Most holes of systems like this one are an address that forgot to ask who is there."""

import re
from collections.abc import Iterator

import pytest
from django.urls import get_resolver
from pytest_django import DjangoDbBlocker

from clinic.access import rule_of
from tests.house.access_table import TABLE, table
from tests.house.surface import Answer, ask_everything, is_clinical, said_by, told_of, views_of
from tests.house.test_templates import FORBIDDEN

pytestmark = pytest.mark.django_db

OTHERS = {"stranger", "other patient"}
REFUSED = {"> sign in", "forbidden", "absent", "no method"}


@pytest.fixture(scope="module")
def answers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Answer]]:
    with django_db_blocker.unblock():
        yield ask_everything()


def where(answer: Answer) -> str:
    return f"{answer.person} {answer.method} {answer.route.pattern}: {answer.said}"


def test_every_routed_view_says_whom_it_is_for() -> None:
    unguarded = [name for name, view in views_of(get_resolver()) if rule_of(view, name) is None]
    assert unguarded == []


def test_no_form_is_taken_without_its_token() -> None:
    """But by providers, who sign their calls, and where the address is the permission."""
    views = views_of(get_resolver())
    free = {name for name, view in views if getattr(view, "csrf_exempt", False)}
    assert {name for name in free if not name.startswith("hook_")} == {"stop"}


def test_the_table_of_access_is_the_one_that_was_agreed(answers: list[Answer]) -> None:
    """After a wanted change: python -m tests.house.access_table, and read what it changed."""
    assert table(said_by(answers)) == TABLE.read_text()


def test_no_answer_is_a_fault_of_ours(answers: list[Answer]) -> None:
    assert [where(answer) for answer in answers if answer.said.startswith("5")] == []


def test_reading_writes_nothing_but_who_read(answers: list[Answer]) -> None:
    wrong = [
        f"{where(answer)} wrote {answer.wrote}"
        for answer in answers
        if answer.method == "GET" and answer.wrote - {"plans_trail"}
    ]
    assert wrong == []


def test_a_refusal_writes_nothing(answers: list[Answer]) -> None:
    assert [where(answer) for answer in answers if answer.said in REFUSED and answer.wrote] == []


def test_nobody_else_reads_a_word_of_a_patient(answers: list[Answer]) -> None:
    leaks = [
        f"{where(answer)} says {word}"
        for answer in answers
        if answer.person in OTHERS
        for word in told_of(answer)
    ]
    assert leaks == []


def test_the_desk_reads_no_clinical_word(answers: list[Answer]) -> None:
    leaks = [
        f"{where(answer)} says {word}"
        for answer in answers
        if answer.person in {"desk", *OTHERS}
        for word in told_of(answer)
        if is_clinical(word)
    ]
    assert leaks == []


def test_the_canaries_sing(answers: list[Answer]) -> None:
    """Otherwise nobody reads them because they are nowhere."""
    heard = {word for answer in answers if answer.person == "desk" for word in told_of(answer)}
    assert len(heard) >= 5


def test_a_refusal_holds_nothing_of_what_it_refuses(answers: list[Answer]) -> None:
    told = [where(answer) for answer in answers if answer.said in REFUSED and told_of(answer)]
    assert told == []


def test_the_title_of_a_page_names_no_patient(answers: list[Answer]) -> None:
    """Titles stay in the history of the browser and on shared screens."""
    titles = [(answer, re.search("<title>(.*?)</title>", answer.text, re.S)) for answer in answers]
    wrong = [where(answer) for answer, title in titles if title and told_of(answer, title.group())]
    assert wrong == []


def test_no_page_has_what_the_policy_refuses(answers: list[Answer]) -> None:
    pages = [answer for answer in answers if answer.said == "ok" and "<html" in answer.text]
    wrong = [
        f"{where(answer)} has {what}"
        for answer in pages
        for what, pattern in FORBIDDEN.items()
        if pattern.search(answer.text)
    ]
    assert wrong == []


def test_every_answer_is_kept_by_nobody_and_bound_by_the_policy(answers: list[Answer]) -> None:
    loose = [
        where(answer)
        for answer in answers
        if "no-store" not in answer.text or "Content-Security-Policy" not in answer.text
    ]
    assert loose == []
