"""Values of records and answers as words: money, days, months, options; names and ID numbers of records behind stars."""

from datetime import date

from api.messages.item_views import ItemHoursView
from api.messages.item_words import ColumnKind, FieldKind
from api.text.masking import mask_name, mask_number
from kiosk.flow.items.questions import yuan
from kiosk.flow.items.views import Answer, Cell
from kiosk.view_models.parts import Fact
from kiosk.view_models.texts import Texts

ALL_DAY = "24:00"


def cell_text(cell: Cell, texts: Texts) -> str:
    """A value that isn't what its kind says is shown as it came: the department means something by it."""
    return column_text(cell.kind, cell.value, texts)


def column_text(kind: ColumnKind, value: str, texts: Texts) -> str:
    words = texts.of("items")
    match kind:
        case ColumnKind.MONEY:
            return money_text(value, texts)
        case ColumnKind.DATE:
            return day_text(value, texts)
        case ColumnKind.MONTH if len(value) == len("2026-03") and value[:4].isdecimal() and value[5:].isdecimal():
            return words("value.month", year=value[:4], month=texts(f"month.{int(value[5:])}"))
        case ColumnKind.NAME:
            return mask_name(value)
        case ColumnKind.ID_NUMBER:
            return mask_number(value)
        case _:
            return value


def answer_text(answer: Answer, texts: Texts) -> str:
    words = texts.of("items")
    if not answer.value:
        return words("value.none")
    match answer.kind:
        case FieldKind.MONEY:
            return money_text(answer.value, texts)
        case FieldKind.DATE:
            return day_text(answer.value, texts)
        case FieldKind.YES_NO:
            return words(f"value.{answer.value}")
        case FieldKind.ID_NUMBER:
            return mask_number(answer.value)
        case _:
            return texts.name(answer.value_names) or answer.value


def answer_fact(answer: Answer, texts: Texts) -> Fact:
    return Fact(texts.name(answer.names), answer_text(answer, texts), private=True)


def money_text(fen: str, texts: Texts) -> str:
    """Whole fen, also a debt's with its minus."""
    digits = fen.removeprefix("-")
    if not digits.isdecimal():
        return fen
    sign = "-" if digits != fen else ""
    return texts.of("items")("value.money", yuan=f"{sign}{yuan(int(digits))}")


def day_text(iso: str, texts: Texts) -> str:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return texts.of("items")("value.day", year=day.year, month=texts(f"month.{day.month}"), day=day.day)


def hours_text(hours: ItemHoursView, texts: Texts) -> str:
    """`周一至周五 9:00–17:00`."""
    words = texts.of("items")
    days = sorted(hours.days)
    runs = "".join(map(str, days))
    if len(days) == 7:
        when = words("hours.daily")
    elif len(days) > 1 and runs in "1234567":
        when = words("hours.from-to", first=texts(f"weekday.{days[0] - 1}"), last=texts(f"weekday.{days[-1] - 1}"))
    else:
        when = words("hours.separator").join(texts(f"weekday.{day - 1}") for day in days)
    return words("hours.text", days=when, opens=hours.opens, closes=hours.closes)
