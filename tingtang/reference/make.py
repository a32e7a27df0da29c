"""Keys, token and the controller's section for the reference servers, written into a folder."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from api.credentials.keys import Algorithm, PrivateKey, PublicKey, new_private_key
from api.process.secret_file import read_secret, write_secret
from api.process.settings_file import ConfigurationError

CUSTOMER, ACCOUNT = "tingtang-demo", "tingtang-demo"
HALL_KEY, HALL_PUBLIC, PLATFORM_KEY, PLATFORM_PUBLIC, TOKEN = (
    "hall.key.json",
    "hall.pub.json",
    "ctid.key.json",
    "ctid.pub.json",
    "licence.token",
)
SECTION = "adapters.toml"
CTID_PORT, LICENCE_PORT = 18_470, 18_471


@dataclass(frozen=True, slots=True)
class ReferenceKeys:
    hall: PublicKey
    platform: PrivateKey
    token: str


def make_folder(folder: Path, algorithm: Algorithm, ctid_port: int = CTID_PORT, licence_port: int = LICENCE_PORT) -> None:
    """
    Raises:
        FileExistsError: there are keys already.
        CodeRefused: SM2 without its library.
        OSError: the folder can't be written.
    """
    hall, platform = new_private_key(algorithm, secrets.token_hex(4)), new_private_key(algorithm, secrets.token_hex(4))
    folder.mkdir(parents=True, exist_ok=True)
    for private, public, key in ((HALL_KEY, HALL_PUBLIC, hall), (PLATFORM_KEY, PLATFORM_PUBLIC, platform)):
        write_secret(folder / private, key.model_dump_json())
        (folder / public).write_text(key.public.model_dump_json() + "\n", encoding="utf-8")
    write_secret(folder / TOKEN, secrets.token_urlsafe(24))
    (folder / SECTION).write_text(section_text(folder, ctid_port, licence_port), encoding="utf-8")


def section_text(folder: Path, ctid_port: int, licence_port: int) -> str:
    """What belongs into the controller's file."""
    path = folder.resolve()
    return f"""[identity.adapters.ctid]
kind = "ctid"
url = "http://127.0.0.1:{ctid_port}"
customer = "{CUSTOMER}"
application = "tingtang"
key_file = "{path / HALL_KEY}"
platform_key_file = "{path / PLATFORM_PUBLIC}"

[identity.adapters.licence]
kind = "licence"
url = "http://127.0.0.1:{licence_port}"
account = "{ACCOUNT}"
token_file = "{path / TOKEN}"
"""


def read_folder(folder: Path) -> ReferenceKeys:
    """
    Raises:
        ConfigurationError: a file is missing or isn't what `make_folder` wrote.
    """
    try:
        hall = PublicKey.model_validate(json.loads((folder / HALL_PUBLIC).read_text(encoding="utf-8")))
        platform = PrivateKey.model_validate(json.loads(read_secret(folder / PLATFORM_KEY)))
    except (OSError, ValueError):
        # Without its cause, which may hold a piece of a key.
        raise ConfigurationError(f"{folder}: has no usable keys; make them with --make") from None
    return ReferenceKeys(hall, platform, read_secret(folder / TOKEN))
