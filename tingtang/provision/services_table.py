"""The table of services beside a site file: CSV, as a hall's office keeps it in a spreadsheet (UTF-8, with or without a mark)."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from api.process.settings_file import ConfigurationError

COLUMNS = ("id", "queue", "names.zh-CN", "names.en", "department.zh-CN", "department.en", "minutes")
OPTIONAL = ("skill", "then", "conflict_group")
"""`then`: services that follow, with blanks between."""


def read_services(path: Path) -> list[dict[str, Any]]:
    """One table of the hall's file for each row; what is wrong inside a row the hall's own schema says.

    Raises:
        ConfigurationError: it can't be read, or a column is missing, unknown, or empty where it mustn't be.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: can't be read ({error}); save the table as CSV UTF-8") from error
    rows = csv.DictReader(StringIO(text, newline=""))
    header = tuple(rows.fieldnames or ())
    missing = [column for column in COLUMNS if column not in header]
    unknown = [column for column in header if column not in (*COLUMNS, *OPTIONAL)]
    if missing or unknown:
        raise ConfigurationError(f"{path}: first line: missing {missing}, unknown {unknown}")
    return [_service(row, f"{path}: line {number}") for number, row in enumerate(rows, start=2)]


def _service(row: Mapping[str, Any], where: str) -> dict[str, Any]:
    if None in row:
        raise ConfigurationError(f"{where}: more cells than columns; put text with commas into quotes")
    empty = [column for column in COLUMNS if not (row[column] or "").strip()]
    if empty:
        raise ConfigurationError(f"{where}: {', '.join(empty)} is empty")
    if not row["minutes"].strip().isdigit():
        raise ConfigurationError(f"{where}: minutes: write a whole number")
    service: dict[str, Any] = {"id": row["id"], "queue": row["queue"], "minutes": int(row["minutes"])}
    for name in ("names", "department"):
        service[name] = {"zh-CN": row[f"{name}.zh-CN"], "en": row[f"{name}.en"]}
    for name in ("skill", "conflict_group"):
        if row.get(name):
            service[name] = row[name]
    if row.get("then"):
        service["then"] = row["then"].split()
    return service


def write_services(services: Iterable[Mapping[str, Any]]) -> str:
    """The table of these services, each as `read_services` gives it."""
    out = StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow((*COLUMNS, *OPTIONAL))
    for one in services:
        names, department = one["names"], one["department"]
        table.writerow(
            (
                one["id"],
                one["queue"],
                names["zh-CN"],
                names["en"],
                department["zh-CN"],
                department["en"],
                one["minutes"],
                one.get("skill") or "",
                " ".join(one.get("then", ())),
                one.get("conflict_group") or "",
            )
        )
    return out.getvalue()
