"""Cards to lay on the emulated reader. Nobody of these names and numbers exists: they are made up from the layouts.

Written from the protocol text for the emulator only. Byte positions stand as absolute offsets here.
"""

import hashlib
from dataclasses import dataclass
from functools import partial

TEXT_SIZE = 256
PHOTO_SIZE = 1024
PRINT_SIZE = 512
"""Of one finger."""
KIND_AT = 248


@dataclass(frozen=True)
class EmulatedCard:
    """What a module reads out of one card."""

    kind: str
    text: bytes
    photo: bytes
    prints: bytes
    newest_address: str = ""


def _text(*places: tuple[int, int, str], kind: str = " ") -> bytes:
    """(offset, bytes, text) … on a block of blanks."""
    block = bytearray(" ".encode("utf-16-le") * (TEXT_SIZE // 2))
    for offset, size, text in (*places, (KIND_AT, 2, kind)):
        encoded = text.encode("utf-16-le")[:size]
        block[offset : offset + len(encoded)] = encoded
    return bytes(block)


def _noise(seed: str, size: int, head: bytes) -> bytes:
    """Bytes that look compressed, the same in every run."""
    out = head
    while len(out) < size:
        out += hashlib.sha256(seed.encode() + len(out).to_bytes(4, "big")).digest()
    return out[:size]


def _card(kind: str, text: bytes, newest_address: str = "", *, fingers: int = 2) -> EmulatedCard:
    photo = _noise(kind, PHOTO_SIZE, b"WLf\x00")
    return EmulatedCard(kind, text, photo, _noise(kind + "-print", fingers * PRINT_SIZE, b"C\x01"), newest_address)


def resident(
    name: str,
    sex: str = "1",
    nation: str = "01",
    born: str = "19850302",
    address: str = "内蒙古自治区兴安盟扎赉特旗音德尔镇新华街1号",
    number: str = "152223198503020019",
    issuer: str = "扎赉特旗公安局",
    begins: str = "20200101",
    ends: str = "20400101",
) -> bytes:
    """居民身份证."""
    return _text(
        (0, 30, name), (30, 2, sex), (32, 4, nation), (36, 16, born), (52, 70, address), (122, 36, number),
        (158, 30, issuer), (188, 16, begins), (204, 16, ends),
    )  # fmt: skip


def _permit() -> bytes:
    """港澳台居民居住证."""
    return _text(
        (0, 30, "陳大文"), (30, 2, "1"), (36, 16, "19900615"), (52, 70, "广东省深圳市福田区深南大道1006号"),
        (122, 36, "810000199006150010"), (158, 30, "深圳市公安局"), (188, 16, "20230601"), (204, 16, "20280601"),
        (220, 18, "H12345678"), (238, 4, "01"), kind="J",
    )  # fmt: skip


def _foreigner_2017() -> bytes:
    """外国人永久居留身份证, the card of 2017."""
    return _text(
        (0, 120, "SMITH, JOHN EXAMPLE"), (120, 2, "1"), (122, 30, "USA310075020101"), (152, 6, "USA"), (158, 30, "史密斯"),
        (188, 16, "20190101"), (204, 16, "20290101"), (220, 16, "19750201"), (236, 4, "01"), (240, 8, "1500"), kind="I",
    )  # fmt: skip


def _foreigner_2023() -> bytes:
    """外国人永久居留身份证, the card of 2023: its number begins with 9, its Latin name may run on."""
    return _text(
        (0, 30, "玛丽亚"), (30, 2, "2"), (32, 4, "00"), (36, 16, "19880808"),
        (52, 70, "RODRIGUEZ DE LA VEGA, MARIA GUADALU"), (122, 36, "915724198808080029"), (188, 16, "20231201"),
        (204, 16, "20331201"), (220, 22, "PE ESPERANZ"), (242, 6, "724"), (250, 6, "A01"), kind="Y",
    )  # fmt: skip


CARDS = {
    "resident": partial(_card, "resident", resident("王小明")),
    "resident-newest-address": partial(
        _card, "resident-newest-address", resident("王小明"), "内蒙古自治区兴安盟乌兰浩特市兴安路8号"
    ),
    "one-fingerprint": partial(_card, "one-fingerprint", resident("王小明"), fingers=1),
    "no-fingerprint": partial(_card, "no-fingerprint", resident("王小明"), fingers=0),
    "residence-permit": partial(_card, "residence-permit", _permit()),
    "foreigner-2017": partial(_card, "foreigner-2017", _foreigner_2017()),
    "foreigner-2023": partial(_card, "foreigner-2023", _foreigner_2023()),
    "wrong-number": partial(_card, "wrong-number", resident("错号人", number="152223198503020018")),
    "rare-name": partial(_card, "rare-name", resident("䶮𠀀𪚥")),
    "long-name": partial(
        _card, "long-name", resident("阿依古丽·麦麦提热依木江·阿卜杜", nation="05", number="650102198503020018")
    ),
    "long-term": partial(_card, "long-term", resident("李长命", born="19450101", number="152223194501010011", ends="长期")),
    "expired": partial(_card, "expired", resident("赵过期", begins="20000101", ends="20200101")),
    "empty": partial(_card, "empty", resident("", "", "", "", "", "", "", "", "")),
    "unknown-kind": partial(_card, "unknown-kind", _text((0, 30, "无名"), kind="Z")),
}
"""By the name that a press gives: `card:resident`."""
