"""The report on retention: what is kept, by which rule, how old the oldest is, what was erased. Numbers only. Pure."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from api.text.catalogue import TextCatalogue
from hall_controller.identity.document import Chapter, Document, Table
from tingtang.retention.evidence import Night
from tingtang.retention.rules import Rule
from tingtang.retention.working import Stock

SECTION = "retention"
ELSEWHERE = ("ledger", "backups", "templates", "kiosk", "journal", "support")
"""What is kept in other places, and what ends it there."""


def retention_report(
    rules: Sequence[Rule], stock: Stock, nights: Sequence[Night], texts: TextCatalogue, language: str, zone: tzinfo
) -> Document:
    """
    Args:
        nights: of the period, oldest first.
        zone: the hall's.
    """

    def say(key: str, **arguments: object) -> str:
        return texts.text(SECTION, key, language, **arguments)

    return Document(
        language,
        say("title"),
        (say("nobody"), say("verdict.overdue", count=sum(stock.overdue.values())) if stock.overdue else say("verdict.well")),
        (
            Chapter(say("rules.title"), (say("rules.text"),), _rules(rules, stock, say)),
            Chapter(say("nights.title"), _nights_text(nights, say, zone), _nights(rules, nights, say)),
            Chapter(
                say("elsewhere.title"),
                (say("elsewhere.text"),),
                Table(
                    (say("column.what"), say("column.ends")),
                    tuple((say(f"elsewhere.{key}"), say(f"elsewhere.{key}.ends")) for key in ELSEWHERE),
                ),
            ),
        ),
    )


Say = Callable[..., str]


def _rules(rules: Sequence[Rule], stock: Stock, say: Say) -> Table:
    rows = []
    for rule in rules:
        found = stock.counts.get(rule.key)
        oldest = span(found.oldest, say) if found is not None and found.oldest is not None else "—"
        numbers = (str(found.rows), oldest, str(found.overdue)) if found is not None else ("—", "—", "—")
        rows.append((say(f"what.{rule.key}"), span(rule.kept, say), rule.setting or "—", *numbers))
    head = tuple(say(f"column.{name}") for name in ("what", "kept", "setting", "rows", "oldest", "overdue"))
    return Table(head, tuple(rows))


def _nights(rules: Sequence[Rule], nights: Sequence[Night], say: Say) -> Table | None:
    if not nights:
        return None
    rows = tuple((say(f"what.{rule.key}"), str(sum(night.erased.get(rule.key, 0) for night in nights))) for rule in rules)
    return Table((say("column.what"), say("column.erased")), rows)


def _nights_text(nights: Sequence[Night], say: Say, zone: tzinfo) -> tuple[str, ...]:
    if not nights:
        return (say("nights.none"),)
    last = datetime.fromtimestamp(nights[-1].at_ms / 1000, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    failed = sum(bool(night.problems) for night in nights)
    return (say("nights.text", count=len(nights), last=last, failed=failed),)


def span(length: timedelta, say: Say) -> str:
    """In days, or in minutes below one."""
    if length >= timedelta(days=1):
        return say("days", days=length // timedelta(days=1))
    return say("minutes", minutes=max(0, length // timedelta(minutes=1)))
