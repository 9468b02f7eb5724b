"""What templates of check-ins may ask for: colours, reasons and answers in words."""

from collections.abc import Mapping

from django import template

from plans.engine.checkin import Answers, Question
from plans.engine.standard import Triage
from plans.models import CheckIn, Visit
from plans.queries.checkin_page import CheckInPage, Mark
from plans.wording.checkin import AnswerText, answer_text
from plans.wording.checkin_review import (
    answer_words,
    colour_chip,
    colour_icon,
    colour_words,
    day_words,
    dot_words,
    is_striking,
    label_words,
    mark_words,
    reason_words,
)

register = template.Library()
register.filter("colour_words", colour_words)
register.filter("colour_chip", colour_chip)
register.filter("colour_icon", colour_icon)
register.filter("dot_words", dot_words)
register.filter("check_in_day", day_words)
register.filter("mark_words", mark_words)


@register.filter
def reason_of(reason: str, triage: Triage) -> str:
    """What gave the colour, with its threshold."""
    return reason_words(reason, triage)


@register.filter
def shown_answers(page: CheckInPage) -> list[tuple[str, str, bool]]:
    """Each question in a word or two, its answer, and whether it has its part in the colour."""

    def row(question: Question, answers: Answers) -> tuple[str, str, bool]:
        striking = is_striking(question, answers, page.check_in.reasons)
        return label_words(question), answer_words(question, answers), striking

    return [row(question, answers) for question, answers in page.rows]


@register.filter
def told_at_once(check_in: CheckIn) -> AnswerText:
    """What she read as soon as she had answered."""
    return answer_text(
        check_in.colour,
        is_emergency=check_in.is_emergency,
        emergency_phone=check_in.visit.location.emergency_phone,
    )


@register.filter
def mark_of(marks: Mapping[int, Mark] | None, visit: Visit | None) -> Mark | None:
    return marks.get(visit.pk) if marks and visit else None
