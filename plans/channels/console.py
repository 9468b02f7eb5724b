"""Text messages as files beside the demo's mails; nothing leaves the machine."""

import json
from pathlib import Path

from django.conf import settings

from plans.channels.text import Text
from plans.engine.reminder import Accepted, Outcome


def send(text: Text) -> Outcome:
    """The same key is one file, so that a repeat shows once."""
    folder = Path(settings.OUTBOX_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{text.key}.sms").write_text(json.dumps({"to": text.to, "text": text.text}))
    return Accepted(f"console-{text.key}")
