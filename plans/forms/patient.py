"""What the desk enters of a patient. A name and one contact are enough."""

import datetime as dt
from typing import Any, cast

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField
from phonenumbers import SUPPORTED_REGIONS

from clinic.forms import HouseForm
from plans.actions.patient import Details
from plans.forms.place import zone_choices
from plans.models import Patient
from plans.models.patient import LANGUAGES

OLDEST_YEAR = 1900
ROMAN = ("I", "II", "III", "IV", "V", "VI")
TYPES = [("", "—"), *((str(number), name) for number, name in enumerate(ROMAN, 1))]
ZONES = [("", _("As the clinic")), *zone_choices()[1:]]
# No message repeats what was typed: the import prints them where a stranger may read.
UNKNOWN_CHOICE = {"invalid_choice": _("This is not one of the choices.")}


class PatientForm(HouseForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("As she writes it: one name or many, any script."),
        error_messages={"required": _("Write her name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    phone = PhoneNumberField(required=False)  # its region is known to each form by itself
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("This is no e-mail address. Look at it again.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    may_email = forms.BooleanField(label=_("She agrees to e-mails from us"), required=False)
    may_sms = forms.BooleanField(label=_("She agrees to text messages from us"), required=False)
    preferred_name = forms.CharField(
        label=_("Preferred name"),
        max_length=120,
        required=False,
        help_text=_("How she is greeted, if not by her name."),
    )
    form_of_address = forms.CharField(
        label=_("Form of address"), max_length=60, required=False, help_text=_("Ms, Dr, none …")
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"invalid": _("Write the date as year-month-day: 1991-03-04.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    channel = forms.ChoiceField(
        label=_("Prefers"),
        choices=[("", _("Whatever is there")), *Patient.Channel.choices],
        required=False,
        error_messages=UNKNOWN_CHOICE,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=LANGUAGES,
        required=False,
        initial=settings.LANGUAGE_CODE,
        error_messages=UNKNOWN_CHOICE,
    )
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=ZONES, required=False, error_messages=UNKNOWN_CHOICE
    )
    fitzpatrick = forms.TypedChoiceField(
        label=_("Fitzpatrick type"),
        choices=TYPES,
        coerce=int,
        empty_value=None,
        required=False,
        error_messages=UNKNOWN_CHOICE,
    )
    alerts = forms.CharField(
        label=_("Alerts"),
        max_length=2000,
        required=False,
        help_text=_("What everybody who sees her must know, such as an allergy."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, today: dt.date, region: str, **kwargs: Any) -> None:
        """`today` at the clinic; a number without a country is one of `region`, two letters or
        empty."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["phone"] = a_phone_field(region)

    def layout(self) -> Layout:
        half = "col-sm-6"
        return Layout(
            Fieldset(
                _("Enough to begin"),
                "name",
                Row(Column("phone", css_class=half), Column("email", css_class=half)),
                Row(Column("may_sms", css_class=half), Column("may_email", css_class=half)),
            ),
            Fieldset(
                _("Can come later"),
                Row(
                    Column("birth_date", css_class=half),
                    Column("fitzpatrick", css_class=half),
                    Column("preferred_name", css_class=half),
                    Column("form_of_address", css_class=half),
                    Column("channel", css_class=half),
                    Column("language", css_class=half),
                    Column("zone", css_class=half),
                ),
                "alerts",
            ),
        )

    def clean_birth_date(self) -> dt.date | None:
        birth_date: dt.date | None = self.cleaned_data["birth_date"]
        if birth_date and birth_date > self.today:
            raise forms.ValidationError(_("This date lies ahead. Look at its year again."))
        if birth_date and birth_date.year < OLDEST_YEAR:
            raise forms.ValidationError(_("This date is too long ago. Look at its year again."))
        return birth_date

    def clean(self) -> dict[str, Any]:
        cleaned = cast(dict[str, Any], super().clean())
        email, phone = cleaned.get("email"), cleaned.get("phone")
        typed = {"email", "phone"}.intersection(self.errors)
        if not email and not phone and not typed:
            self.add_error("phone", _("Write a phone number or an e-mail address, one is enough."))
        channel = cleaned.get("channel")
        if channel == Patient.Channel.EMAIL and not email and not typed:
            self.add_error("channel", _("Write an e-mail address, or choose another way."))
        if channel in (Patient.Channel.SMS, Patient.Channel.PHONE) and not phone and not typed:
            self.add_error("channel", _("Write a phone number, or choose another way."))
        return cleaned

    def details(self) -> Details:
        """What was entered, of a form that is valid."""
        entered = dict(self.cleaned_data)
        phone = entered.pop("phone")
        reached_by = Patient.Channel.EMAIL if entered["email"] else Patient.Channel.PHONE
        return Details(
            **entered
            | {
                "phone": phone.as_e164 if phone else "",
                "channel": entered["channel"] or reached_by,
                "language": entered["language"] or settings.LANGUAGE_CODE,
                "may_email": entered["may_email"] and bool(entered["email"]),
                "may_sms": entered["may_sms"] and bool(phone),
            }
        )


def a_phone_field(region: str) -> PhoneNumberField:
    return PhoneNumberField(
        label=_("Phone"),
        required=False,
        region=region if region in SUPPORTED_REGIONS else None,
        error_messages={
            "invalid": _("This is no phone number. Write it with its country: +49 30 5550142.")
        },
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )


def initial_of(patient: Patient) -> dict[str, Any]:
    """The form's fields as they stand."""
    kept = ("name", "preferred_name", "form_of_address", "birth_date", "email", "zone", "language")
    return {
        **{field: getattr(patient, field) for field in (*kept, "channel", "alerts")},
        "fitzpatrick": patient.fitzpatrick or "",
        "phone": patient.phone.as_international if patient.phone else "",
        "may_email": patient.email_consent_at is not None,
        "may_sms": patient.sms_consent_at is not None,
    }
