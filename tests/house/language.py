"""What patients read, as the ids of its sentences: of their templates, of the wording behind them,
and of the labels that these print."""

import ast
import io
import re
from collections.abc import Iterator
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.house.source import HOUSE

LOCALE = HOUSE / "locale"

TEMPLATES = [
    *("portal/*.html", "stop/*.html", "door.html", "40*.html", "429.html", "500.html"),
    *("account/login.html", "account/request_login_code.html", "account/confirm_login_code.html"),
    *("account/form.html", "account/leave_stage.html", "account/email/login_code_*.txt"),
    *("aftercare/call.html", "aftercare/line.html", "aftercare/now.html", "aftercare/told.html"),
    *("aftercare/no_pdf.html", "aftercare/sheet.html", "aftercare/pdf.html"),
    *("skincare/rows.html", "skincare/routine.html"),
    *("components/notices.html", "components/ribbon.html", "components/head.html"),
]

# Whole modules, or of a module that also speaks to staff the functions and classes for patients.
PYTHON: dict[str, tuple[str, ...]] = {
    "clinic/doors.py": ("AccountAdapter", "RequestCodeForm", "DigitsMixin", "ConfirmCodeForm"),
    "clinic/middleware.py": (),
    "clinic/templatetags/house.py": (),
    "plans/forms/checkin.py": (),
    "plans/models/aftercare.py": ("Kind",),
    "plans/models/checkin.py": ("Colour",),
    "plans/models/skincare.py": ("Kind",),
    "plans/shipped/aftercare.py": (),
    "plans/templatetags/plans.py": (),
    "plans/views/portal.py": (),
    "plans/wording/aftercare.py": ("span_words", "_edge", "until_words", "start_words", "moment"),
    "plans/wording/checkin.py": (),
    "plans/wording/dates.py": (),
    "plans/wording/opening.py": (),
    "plans/wording/photo.py": ("photo_refusal",),
    "plans/wording/portal.py": (),
    "plans/wording/ribbon.py": (),
    "plans/wording/skincare.py": ("use_words", "span_words"),
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Key = tuple[str, str | tuple[str, ...]]
"""Context (empty for none), and the sentence or its singular and plural."""


def asked_keys() -> set[Key]:
    """Every sentence that a patient may read."""
    return {*_of_templates(), *_of_python()}


def _of_templates() -> Iterator[Key]:
    for pattern in TEMPLATES:
        paths = sorted((HOUSE / "templates").glob(pattern))
        assert paths, f"Nobody reads {pattern} any more: take it off the list."
        for path in paths:
            # In brackets, so that the places of a page are no indentation.
            yield from _keys(f"({templatize(path.read_text())}\n)")


def _of_python() -> Iterator[Key]:
    for name, parts in PYTHON.items():
        text = (HOUSE / name).read_text()
        if not parts:
            yield from _keys(text)
        for part in parts:
            yield from _keys(_source_of(text, part))


def _source_of(text: str, part: str) -> str:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == part:
            return ast.unparse(node)
    raise AssertionError(f"There is no {part} any more.")


def _keys(source: str) -> Iterator[Key]:
    found = extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"})
    for _line, function, said, _comments in found:
        words: Any = said
        texts = [words] if isinstance(words, str) else [word for word in words if word]
        if function in {"pgettext", "npgettext"}:
            yield texts[0], texts[1] if len(texts) == 2 else (texts[1], texts[2])
        elif function == "ngettext":
            yield "", (texts[0], texts[1])
        elif texts:
            yield "", texts[0]


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def key_of(message: Message) -> Key:
    said = message.id
    return message.context or "", tuple(said) if isinstance(said, list | tuple) else said


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]", text))
