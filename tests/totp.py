"""The six digits that an authenticator app shows, computed apart from the code under test."""

import base64
import hmac
import struct
import time


def totp_code(secret: str, *, steps_ahead: int = 0) -> str:
    """RFC 6238 with SHA-1, six digits, steps of 30 seconds."""
    step = struct.pack(">Q", int(time.time()) // 30 + steps_ahead)
    digest = hmac.digest(base64.b32decode(secret), step, "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFF_FFFF
    return f"{number % 1_000_000:06}"
