"""The table of what is kept and when it is erased. Pure but for reading counts of an open file.

Each rule names the setting that a hall may change. What doesn't end by itself (a complaint that nobody answered) has no age
until it ends.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from hall_controller.config import HallConfig
from hall_controller.identity.redeeming import KEPT_MS as CODES_KEPT_MS
from hall_controller.identity.redeeming import SKEW_MS
from hall_controller.items.store import KEPT_MS as ITEMS_KEPT_MS
from hall_controller.settings import accounts_file, duty_file, hall_file, identity_file, items_file
from hall_controller.store.prune import KEEP_MS as ANSWERS_KEPT_MS


class Keeper(StrEnum):
    """A file of the controller's data folder."""

    IDENTITY = "identity"
    DUTY = "duty"
    ITEMS = "items"
    ACCOUNTS = "accounts"
    HALL = "hall"
    """Its one writer alone erases there."""

    def file(self, data_dir: Path) -> Path:
        return _FILES[self](data_dir)


_FILES: dict[Keeper, Callable[[Path], Path]] = {
    Keeper.IDENTITY: identity_file,
    Keeper.DUTY: duty_file,
    Keeper.ITEMS: items_file,
    Keeper.ACCOUNTS: accounts_file,
    Keeper.HALL: hall_file,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """
    Args:
        key: of the catalogue: what it is.
        table, ended: where, and the instant (UTC ms) from which a row's time runs; NULL: it doesn't yet.
        kept: for so long.
        setting: key of the hall's file that says so; empty: nobody changes it.
        only: further condition of rows that count.
    """

    key: str
    keeper: Keeper
    table: str
    ended: str
    kept: timedelta
    setting: str = ""
    only: str = "1"


@dataclass(frozen=True, slots=True)
class Count:
    """What there is of one rule. No person in it."""

    rows: int
    due: int
    """Their time is over: the next run erases them."""
    overdue: int
    """They should have been erased a night ago."""
    oldest: timedelta | None
    """Since the oldest row's time began; None: there is none."""


def rules_of(config: HallConfig) -> tuple[Rule, ...]:
    privacy, duty = config.privacy, config.duty

    def days(number: int) -> timedelta:
        return timedelta(days=number)

    return (
        Rule("evidence", Keeper.IDENTITY, "evidence", "at", days(privacy.evidence_days), "privacy.evidence_days"),
        Rule(
            "consents",
            Keeper.IDENTITY,
            "consent",
            "coalesce(withdrawn_at, at)",
            days(privacy.consent_days),
            "privacy.consent_days",
        ),
        Rule("withdrawals", Keeper.IDENTITY, "forget", "at", days(privacy.withdrawal_days), "privacy.withdrawal_days"),
        Rule("codes", Keeper.IDENTITY, "redeemed", "expires_at", timedelta(milliseconds=SKEW_MS + CODES_KEPT_MS)),
        Rule("calls", Keeper.DUTY, "call", "ended_at", days(duty.call_days), "duty.call_days"),
        Rule(
            "complaint-words",
            Keeper.DUTY,
            "complaint",
            "closed_at",
            days(duty.complaint_text_days),
            "duty.complaint_text_days",
            "sealed IS NOT NULL",
        ),
        Rule("complaints", Keeper.DUTY, "complaint", "closed_at", days(duty.complaint_days), "duty.complaint_days"),
        Rule("visit-ratings", Keeper.DUTY, "visit_rating", "at", days(duty.complaint_days), "duty.complaint_days"),
        Rule(
            "applications",
            Keeper.ITEMS,
            "application",
            "at",
            timedelta(milliseconds=ITEMS_KEPT_MS),
            only="state != 'withdrawing'",
        ),
        Rule("documents", Keeper.ITEMS, "document", "at", timedelta(milliseconds=ITEMS_KEPT_MS), only="told = 1"),
        Rule("sessions", Keeper.ACCOUNTS, "session", "expires_at", timedelta()),
        Rule("answers", Keeper.HALL, "command", "at", timedelta(milliseconds=ANSWERS_KEPT_MS)),
        Rule(
            "deliveries",
            Keeper.HALL,
            "delivery",
            "created_at",
            timedelta(milliseconds=ANSWERS_KEPT_MS),
            only="state != 'pending'",
        ),
    )


GRACE = timedelta(days=1, hours=6)
"""What erases runs once a day; a night in which it didn't is no fault yet."""


def count(connection: sqlite3.Connection, rule: Rule, now: int) -> Count:
    """
    Args:
        now: UTC ms.

    Raises:
        sqlite3.Error: the file can't be read.
    """
    # Table, column and condition are literals of this file.
    rows, oldest = connection.execute(f"SELECT count(*), min({rule.ended}) FROM {rule.table} WHERE {rule.only}").fetchone()  # noqa: S608
    due, overdue = (
        connection.execute(
            f"SELECT count(*) FROM {rule.table} WHERE {rule.only} AND {rule.ended} < ?",  # noqa: S608
            (now - _ms(rule.kept + grace),),
        ).fetchone()[0]
        for grace in (timedelta(), GRACE)
    )
    return Count(rows, due, overdue, timedelta(milliseconds=now - oldest) if oldest is not None else None)


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
