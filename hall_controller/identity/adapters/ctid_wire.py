"""CTID's two steps as JSON, signed. Pure; clock and keys come from outside.

Step 1, apply: the platform gives a business serial number and a random number for one authentication. Step 2, request: both come
back with what is to be compared; the answer is a result code and nothing of the person. Names of fields as integrators publish
them; the interface document that comes with a contract decides, and only this file and `ctid_results` would change.
"""

import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

from api.credentials.keys import PrivateKey, PublicKey
from hall_controller.identity.adapters.base import MALFORMED, REFUSES_US
from hall_controller.identity.adapters.http import PlatformError

APPLY, REQUEST = "/auth/apply", "/auth/request"
CHINA = timezone(timedelta(hours=8))
PACKAGE, SIGNATURE = "bizPackage", "sign"


class Mode(StrEnum):
    """What is compared."""

    NAME_AND_NUMBER = "0x40"
    WITH_FACE = "0x42"


def time_stamp(now_ms: int) -> str:
    """yyyyMMddHHmmssSSS in Beijing."""
    local = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(CHINA)
    return f"{local:%Y%m%d%H%M%S}{now_ms % 1000:03}"


def canonical(package: dict[str, Any]) -> bytes:
    """What is signed: keys in order, no blanks, UTF-8."""
    return json.dumps(package, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def signed(package: dict[str, Any], key: PrivateKey) -> bytes:
    """The body of a request."""
    signature = b64encode(key.sign(canonical(package))).decode("ascii")
    return json.dumps({PACKAGE: package, SIGNATURE: signature}, ensure_ascii=False).encode()


def opened(document: dict[str, Any], key: PublicKey) -> dict[str, Any]:
    """The package of an answer that the platform signed.

    Raises:
        PlatformError: it didn't sign it, it refuses us, or it isn't a package.
    """
    package, signature = document.get(PACKAGE), document.get(SIGNATURE)
    if not isinstance(package, dict) or not isinstance(signature, str):
        raise PlatformError(MALFORMED)
    try:
        genuine = key.verifies(canonical(package), b64decode(signature, validate=True))
    except ValueError:
        genuine = False
    if not genuine:
        raise PlatformError(MALFORMED)
    if package.get("success") is not True:
        raise PlatformError(REFUSES_US)
    return package


def text(package: dict[str, Any], name: str) -> str:
    """A field that must be there.

    Raises:
        PlatformError: it isn't.
    """
    value = package.get(name)
    if not isinstance(value, str) or not value:
        raise PlatformError(MALFORMED)
    return value
