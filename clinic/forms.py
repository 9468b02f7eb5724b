"""The one base of all forms: crispy draws the fields, the page draws the form and its buttons."""

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import Model

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Model]
else:
    ModelForm = forms.ModelForm  # Django's forms take no type argument when they run


class CrispyMixin:
    """Gives a form its helper. `layout()` of the form, where there is one, says the order."""

    helper: FormHelper

    def dress(self) -> None:
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.include_media = False
        layout = self.layout()
        if layout is not None:
            self.helper.layout = layout

    def layout(self) -> Layout | None:
        """None: all fields below each other."""
        return None


class HouseForm(CrispyMixin, forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress()


class HouseModelForm(CrispyMixin, ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress()
