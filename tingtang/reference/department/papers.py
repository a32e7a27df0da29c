"""What stands on a department's document: values for the templates `certificate` and `report`. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from api.messages.item_views import ColumnView, PrintStep
from api.messages.item_words import ColumnKind
from api.messages.names import Names

CHECK_SIGNS = 16
CHINESE = "zh-CN"
CERTIFICATE = "certificate"
"""The template with a sentence before and after what it certifies."""
FEN_A_YUAN = 100
NOTE: Names = {
    "zh-CN": "演示数据，不具有任何效力。",
    "en": "Invented data, of no effect whatsoever.",
}
"""The reference server's papers must never be taken for real ones."""


def document_data(
    step: PrintStep,
    columns: Sequence[ColumnView],
    rows: Sequence[Mapping[str, str]],
    *,
    single: bool,
    issuer: Names,
    name: str,
    number: str,
    serial: str,
    today: date,
    language: str,
) -> dict[str, str]:
    check = hashlib.sha256(f"{serial}{number}".encode()).hexdigest()[:CHECK_SIGNS].upper()
    data = {
        "title": step.title[CHINESE],
        "title_en": step.title["en"],
        "serial": serial,
        "name": name,
        "id_number": number,
        "issuer": issuer[CHINESE],
        "issued": f"{today.year}年{today.month}月{today.day}日",
        "verify": f"https://verify.example.invalid/{check}",
        "verify_note": "扫一扫核对真伪",
        "note": NOTE[language] if language == CHINESE else f"{NOTE[CHINESE]} {NOTE[language]}",
    }
    if step.template == CERTIFICATE and name:
        data |= {"text": f"经核对，{name}（证件号码见上）的登记情况如下。", "closing": "特此证明。"}
    shown = [column for column in columns if column.kind not in (ColumnKind.NAME, ColumnKind.ID_NUMBER)]
    if single and rows:
        data["facts"] = "\n".join(f"{column.names[CHINESE]}\t{written(column, rows[0])}" for column in shown)
    elif rows:
        lines = ["\t".join(column.names[CHINESE] for column in shown)]
        lines += ["\t".join(written(column, row) for column in shown) for row in rows]
        data["table"] = "\n".join(lines)
    return {key: text for key, text in data.items() if text}


def written(column: ColumnView, row: Mapping[str, str]) -> str:
    """A value as a person reads it, in Chinese."""
    value = row.get(column.key, "")
    match column.kind:
        case ColumnKind.MONEY:
            fen = int(value)
            return f"{fen // FEN_A_YUAN:,}.{fen % FEN_A_YUAN:02d}元"
        case ColumnKind.DATE:
            day = date.fromisoformat(value)
            return f"{day.year}年{day.month}月{day.day}日"
        case ColumnKind.MONTH:
            year, month = value.split("-")
            return f"{year}年{int(month)}月"
        case _:
            return value
