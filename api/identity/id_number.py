"""The 18-digit citizen identification number (GB 11643-1999) and the number of a foreigner's card of 2023.

Six digits of a place, eight of the birthday, three of a serial whose last is odd for men, and a check character by
ISO 7064 MOD 11-2. A foreigner's number has the same shape and begins with 9 (National Immigration Administration, 2023).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LENGTH = 18
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""2^(17-i) mod 11, GB 11643."""
CHECK_CHARACTERS = "10X98765432"
"""By the weighted sum modulo 11."""
FOREIGNER = "9"
PLACES = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁", "22": "吉林", "23": "黑龙江",
    "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东", "41": "河南",
    "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南", "50": "重庆", "51": "四川", "52": "贵州",
    "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏", "65": "新疆", "71": "台湾",
    "81": "香港", "82": "澳门", "83": "台湾",
}  # fmt: skip
"""First two digits, GB/T 2260; 83 stands for Taiwan on residence permits (State Council order of 2018)."""
OLDEST_YEARS = 150
"""Nobody is older; a birthday before is a reading error."""


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class IdNumberProblem(StrEnum):
    """Why a number can't be one."""

    LENGTH = "length"
    """Not 17 digits and a digit or X."""
    CHECK = "check"
    """The check character is wrong: a typing or reading error."""
    PLACE = "place"
    """No province has these digits."""
    BIRTHDAY = "birthday"
    """No such day, one to come, or more than 150 years ago."""


class InvalidIdNumber(ValueError):
    """The text of the error never holds the number."""

    def __init__(self, problem: IdNumberProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class IdNumber:
    """What a sound number says."""

    number: str
    """18 characters, X in capitals."""
    birthday: date
    sex: Sex
    place: str
    """The province; empty for a foreigner's number, whose digits 2 and 3 are another code."""
    foreigner: bool

    def __repr__(self) -> str:
        """Without the number: it must not come into a log by an f-string."""
        return f"IdNumber(foreigner={self.foreigner})"


def check_character(first_17: str) -> str:
    """The 18th character for 17 digits."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True)) % 11]


def read_id_number(text: str, today: date) -> IdNumber:
    """What a number says that was read or typed; blanks around it and a small x are taken.

    Raises:
        InvalidIdNumber: it can't be an identification number; the problem says why.
    """
    number = text.strip().upper()
    digits, last = number[:17], number[17:]
    if len(number) != LENGTH or not (digits.isascii() and digits.isdigit()) or last not in tuple("0123456789X"):
        raise InvalidIdNumber(IdNumberProblem.LENGTH)
    if check_character(digits) != last:
        raise InvalidIdNumber(IdNumberProblem.CHECK)
    foreigner = number.startswith(FOREIGNER)
    if not foreigner and number[:2] not in PLACES:
        raise InvalidIdNumber(IdNumberProblem.PLACE)
    return IdNumber(
        number=number,
        birthday=_birthday(number[6:14], today),
        sex=Sex.MALE if int(number[16]) % 2 else Sex.FEMALE,
        place="" if foreigner else PLACES[number[:2]],
        foreigner=foreigner,
    )


def _birthday(digits: str, today: date) -> date:
    try:
        birthday = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        raise InvalidIdNumber(IdNumberProblem.BIRTHDAY) from error
    if not today.year - OLDEST_YEARS <= birthday.year or birthday > today:
        raise InvalidIdNumber(IdNumberProblem.BIRTHDAY)
    return birthday
