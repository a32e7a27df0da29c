"""The authority on paper's terms: key, certificate and book in one encrypted file, for a safe outside the hall.

With it a new controller goes on with the same authority: no unit has to be enrolled again, and who was cut off stays so. Scrypt
(RFC 7914) makes the key of the passphrase, AES-256-GCM seals.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from hall_controller.trust.authority import Authority, certificate_pem, key_pem
from hall_controller.trust.registry import NodeEntry, RevocationList, Signed

MAGIC = "tingtang-authority-1"
SHORTEST_PASSPHRASE = 12
SALT_BYTES, NONCE_BYTES, KEY_BYTES = 16, 12, 32
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**17, 8, 1
"""128 MiB and some 0.4 s a guess (OWASP's first choice for scrypt)."""


class ExportDamaged(Exception):
    """The file can't be opened; the text says what to check."""


@dataclass(frozen=True, slots=True)
class Exported:
    """All that a new controller needs to go on."""

    authority: Authority
    nodes: tuple[NodeEntry, ...]
    certificates: tuple[Signed, ...]
    last_list: RevocationList | None


def seal(content: Exported, passphrase: str, random: Callable[[int], bytes]) -> str:
    """
    Raises:
        ValueError: the passphrase is too short.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise ValueError(f"the passphrase needs at least {SHORTEST_PASSPHRASE} characters")
    salt, nonce = random(SALT_BYTES), random(NONCE_BYTES)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, json.dumps(_plain(content)).encode(), MAGIC.encode())
    return json.dumps({"format": MAGIC, "salt": salt.hex(), "nonce": nonce.hex(), "sealed": sealed.hex()}) + "\n"


def unseal(text: str, passphrase: str) -> Exported:
    """
    Raises:
        ExportDamaged: another file, a wrong passphrase, or a changed one.
    """
    try:
        outer = json.loads(text)
        if outer["format"] != MAGIC:
            raise ExportDamaged(f"this isn't an authority's export of a format known here ({MAGIC})")
        salt, nonce, sealed = (bytes.fromhex(outer[name]) for name in ("salt", "nonce", "sealed"))
    except (ValueError, KeyError, TypeError):
        raise ExportDamaged("this isn't an authority's export") from None
    try:
        plain = AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, MAGIC.encode())
    except (InvalidTag, ValueError):
        raise ExportDamaged("the passphrase is wrong, or the file was changed") from None
    return _content(json.loads(plain))


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P).derive(passphrase.encode("utf-8"))


def _plain(content: Exported) -> dict[str, object]:
    last = content.last_list
    return {
        "certificate": certificate_pem(content.authority.certificate),
        "key": key_pem(content.authority.key),
        "nodes": [[node.name, _stamp(node.since), _stamp(node.cut_off_at)] for node in content.nodes],
        "certificates": [
            [
                format(signed.serial, "x"),
                signed.node,
                signed.key_id,
                _stamp(signed.not_before),
                _stamp(signed.not_after),
                signed.pem,
                _stamp(signed.revoked_at),
            ]
            for signed in content.certificates
        ],
        "last_list": None if last is None else [last.number, _stamp(last.date), last.pem],
    }


def _content(plain: dict[str, list]) -> Exported:  # type: ignore[type-arg]
    key = serialization.load_pem_private_key(str(plain["key"]).encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ExportDamaged("the key in it is of a kind that isn't used here")
    authority = Authority(x509.load_pem_x509_certificate(str(plain["certificate"]).encode()), key)
    nodes = tuple(NodeEntry(name, _sure(since), _instant(cut)) for name, since, cut in plain["nodes"])
    certificates = tuple(
        Signed(int(serial, 16), node, key_id, _sure(begins), _sure(ends), pem, _instant(revoked))
        for serial, node, key_id, begins, ends, pem, revoked in plain["certificates"]
    )
    last = plain["last_list"]
    newest = RevocationList(int(last[0]), _sure(last[1]), str(last[2])) if last else None
    return Exported(authority, nodes, certificates, newest)


def _stamp(instant: datetime | None) -> int | None:
    return None if instant is None else int(instant.timestamp())


def _sure(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)


def _instant(stamp: int | None) -> datetime | None:
    return None if stamp is None else _sure(stamp)
