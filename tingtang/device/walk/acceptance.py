"""The acceptance sheet: what a walk found, for the hall's file. As text, JSON, and pages of paper."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tingtang.device.texts import Texts
from tingtang.device.walk.record import Outcome, Visit, Walk
from tingtang.device.walk.remarks import MENDED, remark_text

SUFFIXES = (".pdf", ".png", ".txt", ".json")


@dataclass(frozen=True, slots=True)
class Row:
    """One device, in words."""

    number: str
    place: str
    kind: str
    device: str
    wiring: str
    result: str
    at: str
    passed: bool
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Everything that stands on the sheet."""

    title: str
    head: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    summary: str
    to_do: tuple[str, ...]
    signature: tuple[str, ...]


def acceptance(walk: Walk, texts: Texts) -> Acceptance:
    """The walk in words of the technician's language."""
    rows = tuple(_row(number, visit, texts) for number, visit in enumerate(walk.visits, start=1))
    passed = sum(row.passed for row in rows)
    open_ = sum(visit.outcome in (Outcome.OPEN, Outcome.SKIPPED) for visit in walk.visits)
    changed = sum(remark.key in MENDED for visit in walk.visits for remark in visit.remarks)
    time = f"{_time(walk.began_ms)} – {_time(walk.ended_ms) if walk.ended_ms else '…'}"
    return Acceptance(
        title=texts("sheet.title"),
        head=(
            texts("sheet.site", site=walk.site, node=walk.node),
            texts("sheet.who", who=walk.who or "-", time=time),
            texts("sheet.config", config=walk.config),
        ),
        columns=tuple(texts(f"sheet.column.{name}") for name in ("number", "place", "kind", "device", "wiring", "result", "at")),
        rows=rows,
        summary=texts(
            "sheet.summary", all=len(rows), passed=passed, failed=len(rows) - passed - open_, open=open_, changed=changed
        ),
        to_do=tuple(
            f"{row.place}, {row.device}: {remark}"
            for row, visit in zip(rows, walk.visits, strict=True)
            if not visit.passed
            for remark in row.remarks or (row.result,)
        ),
        signature=(texts("sheet.signTechnician"), texts("sheet.signHall"), texts("sheet.signDate")),
    )


def as_text(sheet: Acceptance) -> str:
    """Plain lines, for a mail or a file."""
    lines = [sheet.title, *sheet.head, "", sheet.summary, ""]
    for row in sheet.rows:
        mark = "[x]" if row.passed else "[ ]"
        lines.append(f"{mark} {row.number:>3}  {row.place}  {row.kind}  {row.device}  {row.wiring}  {row.result}  {row.at}")
        lines += [f"         {remark}" for remark in row.remarks]
    if sheet.to_do:
        lines += ["", *(f"! {line}" for line in sheet.to_do)]
    return "\n".join([*lines, "", *(f"{line} ____________________" for line in sheet.signature), ""])


def as_json(walk: Walk) -> str:
    """The walk as data."""
    document = walk.model_dump(mode="json") | {"passed": walk.all_passed}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def write(walk: Walk, texts: Texts, out: Path) -> list[Path]:
    """In the form that the file's ending says; PNG is one file for each page.

    Raises:
        OSError: it can't be written.
        FontMissing: no font for a page.
    """
    sheet = acceptance(walk, texts)
    match out.suffix.lower():
        case ".json":
            out.write_text(as_json(walk), encoding="utf-8")
        case ".txt":
            out.write_text(as_text(sheet), encoding="utf-8")
        case _:
            from drivers.raster.fonts import FontBook
            from tingtang.device.walk.pages import pages, write_pages

            return write_pages(pages(sheet, FontBook()), out)
    return [out]


def _row(number: int, visit: Visit, texts: Texts) -> Row:
    return Row(
        number=str(number),
        place=texts("walk.window", window=visit.window) if visit.window is not None else visit.place or "-",
        kind=texts.kind(visit.kind),
        device=visit.device,
        wiring=visit.wiring or "-",
        result=texts(f"sheet.result.{visit.outcome.value}"),
        at=_time(visit.at_ms)[-5:] if visit.at_ms else "-",
        passed=visit.passed,
        remarks=tuple(remark_text(remark, texts) for remark in visit.remarks),
    )


def _time(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000).astimezone():%Y-%m-%d %H:%M}"
