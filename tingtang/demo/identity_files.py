"""What the demo's kiosks need to tell who somebody is: the hall's key, a reference issuer, and a place for the register."""

import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.credentials.keys import Algorithm
from api.identity.person_key import KEY_BYTES
from api.process.secret_file import write_secret
from tingtang.credential.folder import IssuerFolder
from tingtang.demo.devices import Device
from tingtang.demo.person import CAMERA, FPS

ISSUER = "demo-issuer"
ISSUER_NAME = "演示发证方"
DAYS = 30
"""How long the demo's trust list is good; it is signed anew at each start."""


@dataclass(frozen=True, slots=True)
class IdentityFiles:
    """In the demo's own folder."""

    folder: Path

    @property
    def person_key(self) -> Path:
        return self.folder / "person.key"

    @property
    def trust_list(self) -> Path:
        return self.folder / "trust-list"

    @property
    def issuer(self) -> IssuerFolder:
        return IssuerFolder(self.folder / "issuer", now_s=lambda: int(time.time()))

    def write(self) -> None:
        """Keys are made once; what was registered with them stays readable.

        Raises:
            OSError: the folder can't be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.person_key.exists():
            write_secret(self.person_key, secrets.token_hex(KEY_BYTES))
        issuer = self.issuer
        issuer.make_root(Algorithm.ES256)
        if not issuer.issuers():
            issuer.make_key(ISSUER, ISSUER_NAME, Algorithm.ES256, 365)
        issuer.sign(self.trust_list, DAYS)

    def section(self, data: Path, models: Path, terminal: list[Device]) -> dict[str, Any]:
        """`[identity]` of a kiosk with these devices at its agent; empty where it has neither reader nor scanner."""
        parts = {
            name: device.address
            for name, kind in (("card", "id-card-reader"), ("scanner", "scanner"))
            for device in terminal
            if device.kind == kind
        }
        if not parts:
            return {}
        return {
            **parts,
            "person_key": str(self.person_key),
            "trust_list": str(self.trust_list),
            "trust_root": str(self.issuer.root_file),
            "models": str(models),
            "camera": {"generator": CAMERA, "fps": int(FPS), "width": 640, "height": 480},
            "registry": {"file": str(data / "register.sqlite"), "key": str(data / "register.key"), "keep_days": DAYS},
        }
