"""One product that the patient uses at home."""

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from plans.actions.skincare import Product
from plans.models import Skincare

LONGEST_REST = 365


class ProductForm(HouseForm):
    name = forms.CharField(
        label=_("Product"), max_length=120, help_text=_("As it stands on the bottle.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Skincare.Kind.choices)
    is_kept = forms.BooleanField(label=_("She keeps it all along"), required=False)
    stop_days = forms.IntegerField(
        label=_("Stop, days before a session"),
        required=False,
        min_value=0,
        max_value=LONGEST_REST,
        help_text=_("Leave both empty for the clinic's own days."),
    )
    restart_days = forms.IntegerField(
        label=_("Use it again, days after"), required=False, min_value=0, max_value=LONGEST_REST
    )
    note = forms.CharField(label=_("Note for the patient"), required=False, max_length=200)

    def layout(self) -> Layout:
        half = {"css_class": "col-md-6"}
        return Layout(
            Row(Column("name", **half), Column("kind", **half)),
            Row(Column("stop_days", **half), Column("restart_days", **half)),
            "is_kept",
            "note",
        )

    def product(self) -> Product:
        return Product(**self.cleaned_data)


def product_form(data: object, product: Skincare | None) -> ProductForm:
    """What was typed, or what is said of the product until now."""
    names = ("name", "kind", "note", "stop_days", "restart_days")
    initial = {name: getattr(product, name) for name in names} if product else {}
    if product:
        initial["is_kept"] = product.stop_days is None
    return ProductForm(data, initial=initial)
