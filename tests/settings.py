"""The clinic's own settings, as with DEBUG off, but for what tests cannot have or wait for."""

import os
import tempfile
from pathlib import Path

os.environ["DEBUG"] = "0"
os.environ["SECRET_KEY"] = "only for tests, and long enough to be taken for a real one"
# Each process of a parallel run has files of its own; what it starts shares them.
OWN = f"clinic-files-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}-"
if OWN not in os.environ.get("FILES_ROOT", ""):
    os.environ["FILES_ROOT"] = tempfile.mkdtemp(prefix=OWN)
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver")

from clinic.settings import *

# A strong hash takes a quarter of a second per sign-in; its strength is not what tests are about.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Text messages are files, in a folder of their own.
SMS_URL, OUTBOX_ROOT = "console://", Path(tempfile.mkdtemp(prefix="clinic-outbox-"))

# Staff of a test come in without a second factor; tests/web/test_doors.py asks for it again.
STAFF_SECOND_FACTOR = False

# Messages go out as fast as they can.
SEND_PER_SECOND = 0

# The pages of the tests are served over plain http.
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "session", "csrf"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

# Static files come straight from their folders; nothing is collected first.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: threads of the page server must each have a connection of their own, or
    # two requests at once would share one transaction.
    DATABASES["default"]["TEST"] = {
        "NAME": Path(tempfile.gettempdir()) / f"clinic-tests-{os.getpid()}.sqlite3"
    }
