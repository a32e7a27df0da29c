"""What a card says about its holder, and what doesn't fit together on it. Pure; the day comes from outside."""

import re
from dataclasses import dataclass
from datetime import date

from api.identity.ethnic_groups import ethnic_group
from api.identity.id_number import PLACES, IdNumber, InvalidIdNumber, Sex, read_id_number
from drivers.id_card_reader.layouts import REPLACEMENT, Layout, TextBlock

LONG_TERM = "long-term"
"""长期: a card that doesn't expire."""
_SEXES = {"1": Sex.MALE, "2": Sex.FEMALE}
"""GB/T 2261.1; 0 unknown, 9 unsaid."""
_DAY = re.compile(r"[0-9]{8}")
_NUMBER_OF_2017 = re.compile(r"[A-Z]{3}[0-9]{12}")
_CUT_WORTH_TELLING = ("name", "latin_name", "address", "issuer")
_WITHOUT_CITIZENS_NUMBER = Layout.FOREIGNER_2017


@dataclass(frozen=True, slots=True)
class Card:
    """One card. Texts are empty where the card or its layout has none. `repr` hides the person."""

    layout: Layout
    name: str
    latin_name: str
    sex: Sex
    nation: str
    """Ethnic group: 汉. Residents only."""
    nation_code: str
    """GB/T 3304."""
    nationality: str
    """Of foreigners, as the card has it: three letters or digits."""
    birth: str
    """ISO 8601 day; empty when it isn't one."""
    address: str
    id_number: str
    issuer: str
    authority_code: str
    """Of the office that took the application (2017)."""
    authority_place: str
    """Its province."""
    valid_from: str
    """ISO 8601 day."""
    valid_to: str
    """ISO 8601 day, or LONG_TERM."""
    pass_number: str
    """通行证 of a holder of a residence permit."""
    count: str
    """How often it was issued (permits) or changed (2023)."""
    version: str
    former_link: str
    cut: tuple[str, ...]
    """Fields that fill their place to the last character: the real name or address may be longer."""
    problems: tuple[str, ...]
    """What doesn't fit, as dotted keys; empty on a sound card."""

    def __repr__(self) -> str:
        return f"Card({self.layout.value}, problems={list(self.problems)})"


def read_card(block: TextBlock, today: date) -> Card:
    """The card in a text block. Never refuses: what can't be right is in `problems`."""
    parts = block.parts
    nation_code = parts.get("nation", "")
    authority = parts.get("authority_code", "")
    sex = _SEXES.get(parts.get("sex", ""), Sex.UNKNOWN)
    birth = _day(parts.get("birth", ""))
    number = parts.get("id_number", "").upper()
    valid_from = _day(parts.get("from", ""))
    valid_to = LONG_TERM if parts.get("to") == "长期" else _day(parts.get("to", ""))
    return Card(
        layout=block.layout,
        name=parts.get("name", ""),
        latin_name=parts.get("latin_name", ""),
        sex=sex,
        nation=ethnic_group(nation_code),
        nation_code=nation_code,
        nationality=parts.get("nationality", ""),
        birth=birth,
        address=parts.get("address", ""),
        id_number=number,
        issuer=parts.get("issuer", ""),
        authority_code=authority,
        authority_place=PLACES.get(authority[:2], ""),
        valid_from=valid_from,
        valid_to=valid_to,
        pass_number=parts.get("pass_number", ""),
        count=parts.get("issue_count", "") or parts.get("change_count", ""),
        version=parts.get("version", ""),
        former_link=parts.get("former_link", ""),
        cut=tuple(name for name in _CUT_WORTH_TELLING if name in block.full),
        problems=(
            *_number_problems(block.layout, number, birth, sex, today),
            *(("card.birthday",) if not birth else ()),
            *_validity_problems(valid_from, valid_to, today),
            *(("card.unreadableCharacter",) if any(REPLACEMENT in text for text in parts.values()) else ()),
        ),
    )


def _day(digits: str) -> str:
    if not _DAY.fullmatch(digits):
        return ""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
    except ValueError:
        return ""


def _number_problems(layout: Layout, number: str, birth: str, sex: Sex, today: date) -> tuple[str, ...]:
    if layout is _WITHOUT_CITIZENS_NUMBER:
        return () if _NUMBER_OF_2017.fullmatch(number) else ("id.length",)
    try:
        read = read_id_number(number, today)
    except InvalidIdNumber as error:
        return (f"id.{error.problem.value}",)
    return _differences(layout, read, birth, sex)


def _differences(layout: Layout, read: IdNumber, birth: str, sex: Sex) -> tuple[str, ...]:
    problems = []
    if birth and read.birthday.isoformat() != birth:
        problems.append("id.birthdayDiffers")
    if sex is not Sex.UNKNOWN and read.sex is not sex:
        problems.append("id.sexDiffers")
    if read.foreigner is not (layout is Layout.FOREIGNER_2023):
        problems.append("id.kindDiffers")
    return tuple(problems)


def _validity_problems(valid_from: str, valid_to: str, today: date) -> tuple[str, ...]:
    """ISO days compare as text."""
    if not valid_from or not valid_to:
        return ("card.validity",)
    if valid_from > today.isoformat():
        return ("card.notYetValid",)
    return ("card.expired",) if valid_to != LONG_TERM and valid_to < today.isoformat() else ()
