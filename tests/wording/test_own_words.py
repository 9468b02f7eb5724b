"""Words that the clinic writes itself win over those that are shipped."""

import pytest

from plans.models import MessageText
from plans.wording.letter import letter_of
from tests.letters import Post
from tests.wording.test_letter import FIRST, letter, row_of
from tests.world import MONDAY, a_message

pytestmark = pytest.mark.django_db


def own(post: Post, slug: str, language: str, **words: str) -> None:
    step = post.version.message_steps.get(slug=slug)
    words = {"subject": "{clinic}: ours", "body": "Ours, {name}.", "sms": "Ours.", **words}
    MessageText.objects.create(step=step, language=language, **words)


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "Linden: ours"), ("de", "Linden: Ihr nächster Termin"), ("ja", "Linden: ours")],
)
def test_the_clinics_own_words_win_in_their_language(language: str, subject: str) -> None:
    post = Post(FIRST, language=language, name="Amira")
    own(post, "prepare", "en")
    row = row_of(post, "prepare")
    written = letter_of(row, post.visits, MONDAY)
    assert written.subject == subject
    assert ("Ours, Amira." in written.text) == (language != "de")


def test_a_step_of_the_clinics_own_says_what_it_wrote_in_any_language() -> None:
    post = Post(FIRST, language="de")
    a_message(post.version, "prepare", slug="parking")
    own(post, "parking", "en", body="Park behind the house.")
    assert "Park behind the house." in letter(post, "parking").text


def test_words_for_this_patient_win_over_all() -> None:
    post = Post(FIRST, name="Amira")
    row = post.row("prepare")
    row.own_subject, row.own_text = (
        "{clinic}: your bag",
        "Your bag is here, {name}.\n\n- blue\n- big",
    )
    written = letter_of(row, post.visits, MONDAY)
    assert written.subject == "Linden: your bag"
    assert "Your bag is here, Amira.\n\n- blue\n- big" in written.text
    assert "<ul><li>blue</li><li>big</li></ul>" in written.html


def test_a_letter_by_hand_needs_no_visit() -> None:
    post = Post(FIRST, name="Amira")
    row = post.row("prepare")
    row.visit, row.booking, row.reason = None, None, "hand"
    row.own_subject, row.own_text = "{clinic}: your bag", "Your bag is here."
    written = letter_of(row, [], MONDAY)
    assert (written.subject, written.sender_name) == ("Linden: your bag", "Linden")
    assert "Your bag is here." in written.text
