"""A report as plain values, and how it is written: Markdown for files, HTML for printing. Pure."""

from dataclasses import dataclass
from html import escape

_STYLE = (
    "body{font:16px/1.6 'Noto Sans CJK SC','Noto Sans SC',sans-serif;color:#10233f;max-width:60rem;margin:2rem auto}"
    "h1{font-size:1.8rem}h2{font-size:1.25rem;margin-top:2rem}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #8194ad;padding:.35rem .6rem;text-align:left;vertical-align:top}th{background:#eef4fc}"
)


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Document:
    language: str
    title: str
    lead: tuple[str, ...]
    chapters: tuple[Chapter, ...]


def markdown(document: Document) -> str:
    parts = [f"# {_plain(document.title)}", *map(_plain, document.lead)]
    for chapter in document.chapters:
        parts += [f"## {_plain(chapter.title)}", *map(_plain, chapter.paragraphs)]
        if chapter.table is not None:
            parts.append(_markdown_table(chapter.table))
    return "\n\n".join(parts) + "\n"


def html(document: Document) -> str:
    """A page of its own, that loads nothing."""
    parts = [f"<h1>{escape(document.title)}</h1>", *(f"<p>{escape(text)}</p>" for text in document.lead)]
    for chapter in document.chapters:
        parts += [f"<h2>{escape(chapter.title)}</h2>", *(f"<p>{escape(text)}</p>" for text in chapter.paragraphs)]
        if chapter.table is not None:
            parts.append(_html_table(chapter.table))
    head = f'<meta charset="utf-8"><title>{escape(document.title)}</title><style>{_STYLE}</style>'
    body = "\n".join(parts)
    return f'<!doctype html>\n<html lang="{escape(document.language)}"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _markdown_table(table: Table) -> str:
    lines = [_row(table.head), _row(tuple("---" for _ in table.head)), *map(_row, table.rows)]
    return "\n".join(lines)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(_plain(cell).replace("|", "\\|") for cell in cells) + " |"


def _plain(text: str) -> str:
    """On one line: what a configuration says can't begin a chapter."""
    return " ".join(text.split())


def _html_table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
