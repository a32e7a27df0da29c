"""A folder with the keys of the reference issuer and of the list's root. What is secret in it is readable by its owner only.

`root.key.json`, `<key id>.key.json`: private keys; `root.json`: the root's public key, for the kiosks; `issuers.json`: who is
listed, signed into a trust list by `sign`.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from api.credentials.keys import Algorithm, PrivateKey, new_private_key
from api.credentials.trust_list import Issuer, ListedKey, TrustList, sign_trust_list

ROOT_KEY, ROOT, ISSUERS = "root.key.json", "root.json", "issuers.json"
KEY_ID_BYTES, ROOT_ID_BYTES = 2, 8
"""A code carries its key's id, so an issuer's is short; no id stands twice in a list."""
OWNER_ONLY = 0o600
DAY_S = 86_400


class FolderError(Exception):
    """The text says what is wrong and what to do."""


class IssuerFolder:
    """Args: now_s: UTC seconds."""

    def __init__(self, path: Path, *, now_s: Callable[[], int]) -> None:
        self._path = path
        self._now_s = now_s

    @property
    def root_file(self) -> Path:
        """The public key that kiosks check the list with."""
        return self._path / ROOT

    def make_root(self, algorithm: Algorithm) -> None:
        """Nothing where there is one already: a new root makes every kiosk's file useless.

        Raises:
            CodeRefused: `code.algorithm`, without the library for it.
        """
        self._path.mkdir(parents=True, exist_ok=True)
        if (self._path / ROOT_KEY).exists():
            return
        root = new_private_key(algorithm, secrets.token_hex(ROOT_ID_BYTES))
        self._write(ROOT_KEY, root.model_dump_json())
        self._write(ROOT, root.public.model_dump_json(), mode=0o644)

    def make_key(self, issuer: str, name: str, algorithm: Algorithm, days: int) -> ListedKey:
        """A new key of an issuer, listed from now on. Its older keys stay listed until their own end.

        Raises:
            CodeRefused: `code.algorithm`, without the library for it.
            ValueError: no such issuer's id can be.
        """
        listed = self.issuers()
        taken = {key.key.kid for known in listed for key in known.keys}
        kid = next(kid for kid in iter(lambda: secrets.token_hex(KEY_ID_BYTES), "") if kid not in taken)
        key = new_private_key(algorithm, kid)
        entry = ListedKey(key=key.public, good_from_s=self._now_s(), good_until_s=self._now_s() + days * DAY_S)
        known = next((each for each in listed if each.id == issuer), None)
        names = {"zh-CN": name or issuer} if known is None or name else known.names
        changed = Issuer(id=issuer, names=names, keys=(entry, *(known.keys if known else ())))
        self._write(f"{kid}.key.json", key.model_dump_json())
        self._keep([changed if each is known else each for each in listed] if known else [*listed, changed])
        return entry

    def withdraw(self, kid: str) -> None:
        """Its codes are refused wherever the next list arrives.

        Raises:
            FolderError: it isn't listed.
        """
        listed = self.issuers()
        if not any(key.key.kid == kid for issuer in listed for key in issuer.keys):
            raise FolderError(f"no key {kid} is listed in {self._path / ISSUERS}")
        self._keep(
            [
                issuer.model_copy(
                    update={
                        "keys": tuple(
                            key.model_copy(update={"withdrawn": True}) if key.key.kid == kid else key for key in issuer.keys
                        )
                    }
                )
                for issuer in listed
            ]
        )

    def issuers(self) -> list[Issuer]:
        return list(self._kept().issuers)

    def sign(self, out: Path, days: int, *, version: int | None = None) -> TrustList:
        """Write the signed list, one version higher than the last, or of that version.

        Raises:
            FolderError: there is no root, or the version isn't higher.
        """
        kept = self._kept()
        if version is not None and version <= kept.version:
            raise FolderError(f"version {kept.version} was signed already; kiosks take only higher ones")
        now_s = self._now_s()
        trust = TrustList(
            version=version or kept.version + 1, made_at_s=now_s, good_until_s=now_s + days * DAY_S, issuers=kept.issuers
        )
        signed = sign_trust_list(trust, self._private(ROOT_KEY))
        self._write(ISSUERS, trust.model_dump_json(indent=1), mode=0o644)
        # In one step: a kiosk that looks now finds the old list or the new one.
        part = out.with_name(out.name + ".part")
        part.write_text(signed + "\n", "ascii")
        part.replace(out)
        return trust

    def key(self, kid: str | None) -> PrivateKey:
        """The newest key that isn't withdrawn, or that of this id.

        Raises:
            FolderError: there is none.
        """
        listed = [key for issuer in self.issuers() for key in issuer.keys]
        usable = [key for key in listed if (key.key.kid == kid if kid else not key.withdrawn)]
        if not usable:
            raise FolderError(f"{self._path} has no such key; make one with `tingtang credential keys`")
        return self._private(f"{max(usable, key=lambda key: key.good_from_s).key.kid}.key.json")

    def _kept(self) -> "_Kept":
        path = self._path / ISSUERS
        if not path.exists():
            return _Kept(version=0, made_at_s=0, good_until_s=0, issuers=())
        try:
            return _Kept.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise FolderError(f"{path}: not readable ({type(error).__name__})") from None

    def _keep(self, issuers: list[Issuer]) -> None:
        changed = self._kept().model_copy(update={"issuers": tuple(issuers)})
        self._write(ISSUERS, changed.model_dump_json(indent=1), mode=0o644)

    def _private(self, name: str) -> PrivateKey:
        path = self._path / name
        try:
            return PrivateKey.model_validate_json(path.read_bytes())
        except OSError as error:
            raise FolderError(f"{path}: can't be read ({error.strerror})") from None
        except ValidationError:
            # Its text would show the key.
            raise FolderError(f"{path}: no private key") from None

    def _write(self, name: str, text: str, *, mode: int = OWNER_ONLY) -> None:
        part = self._path / (name + ".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        part.replace(self._path / name)


class _Kept(TrustList):
    """As it lies in the folder: version 0 before the first list is signed."""

    version: int = 0
