"""Pages as PDF, where the machine can make them."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse


def pdf_of(page: str, *, style: str, name: str) -> HttpResponse | None:
    """The page with this style sheet of ours, as a file to save. None where the libraries that
    draw it are missing; the page itself prints then."""
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415  # its libraries may be missing
    except OSError:
        return None
    found = finders.find(style)
    sheets = [CSS(string=Path(found).read_text())] if isinstance(found, str) else []
    response = HttpResponse(
        HTML(string=page).write_pdf(stylesheets=sheets), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
