"""What a browser would send of a page's form, so that tests post what the page really holds."""

from html.parser import HTMLParser

Fields = dict[str, list[str]]
Attributes = dict[str, str | None]


class FormReader(HTMLParser):
    """Collects the fields of the form with this id. Templates are no part of the page, and a
    browser with scripts does not read what stands in noscript."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form
        self.fields: Fields = {}
        self.is_inside = False
        self.hidden = 0
        self.select = ""
        self.text_of = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: Attributes = dict(attrs)
        if tag == "form":
            self.is_inside = found.get("id") == self.form
        if tag in {"template", "noscript"}:
            self.hidden += 1
        if not self.is_inside or self.hidden:
            return
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "input" and self._is_sent(found):
            is_ticked = found.get("type") == "checkbox" and "value" not in found
            self.fields.setdefault(name, []).append("on" if is_ticked else value)
        if tag == "select":
            self.select = name
        if tag == "option" and (self.select not in self.fields or "selected" in found):
            self.fields[self.select] = [value]
        if tag == "textarea":
            self.text_of = name
            self.fields[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag in {"template", "noscript"}:
            self.hidden -= 1
        if tag == "form":
            self.is_inside = False
        if tag == "textarea":
            self.text_of = ""

    def handle_data(self, data: str) -> None:
        if self.text_of:
            self.fields[self.text_of] = [data.strip("\n")]

    @staticmethod
    def _is_sent(found: Attributes) -> bool:
        if not found.get("name"):
            return False
        return found.get("type") not in {"radio", "checkbox"} or "checked" in found


def sent_form(page: str, form: str) -> Fields:
    """The fields of the form `form`, each with its values."""
    reader = FormReader(form)
    reader.feed(page)
    return reader.fields
