"""In the demo text messages are read beside the mails."""

import os
from pathlib import Path

import pytest
from django.core import mail
from django.test import RequestFactory
from pytest_django import Settings

from plans.channels.sms import Text, send_sms
from plans.views.demo_outbox import demo_outbox

pytestmark = pytest.mark.django_db


def test_texts_and_mails_stand_together_the_newest_first(
    settings: Settings, tmp_path: Path
) -> None:
    settings.DEBUG = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = settings.OUTBOX_ROOT = tmp_path
    settings.SMS_URL = "console://"
    text = "Linden: see you at 9:00. https://clinic.example/my/ <b>"
    send_sms(Text(to="+4915112345678", text=text, key="one", reminder_id=1))
    os.utime(tmp_path / "one.sms", (0, 0))
    mail.EmailMessage("A mail", "Later", None, ["amira@patients.example"]).send()
    shown = demo_outbox(RequestFactory().get("/demo/outbox/")).content.decode()
    assert shown.index("A mail") < shown.index("To +4915112345678")
    assert "Linden: see you at 9:00." in shown
    assert '<a href="https://clinic.example/my/"' in shown
    assert "&lt;b&gt;" in shown
