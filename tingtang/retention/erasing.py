"""Erases what is past its time, with the stores' own rules and in whole transactions: it may run beside the controller."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from hall_controller.accounts.store import AccountStore
from hall_controller.config import HallConfig
from hall_controller.duty import calls, complaints, ratings
from hall_controller.duty.schema import open_duty_file
from hall_controller.identity.privacy import PrivacyOffice
from hall_controller.identity.store import IdentityStore
from hall_controller.items import applications, documents
from hall_controller.items.schema import SCHEMA, SCHEMA_VERSION
from hall_controller.side_file import open_side_file
from tingtang.retention.rules import Keeper, Rule, rules_of

Erased = dict[str, int]
"""Rows by rule."""
Erase = Callable[[Path, HallConfig, int], Erased]
"""File, configuration, now in UTC ms.

Raises:
    sqlite3.Error, OSError, SideFileError, AccountError: nothing of this file was erased.
"""


def _identity(path: Path, config: HallConfig, now: int) -> Erased:
    store = IdentityStore(path, config.privacy, PrivacyOffice(config).local.day)
    with closing(store):
        store.open()
        done = store.tidy(now)
    return {"evidence": done.evidence, "consents": done.consents, "withdrawals": done.persons, "codes": done.codes}


def _duty(path: Path, config: HallConfig, now: int) -> Erased:
    """Without the key: what is erased need not be opened."""
    before = _limits(config, Keeper.DUTY, now)
    with closing(open_duty_file(path)) as connection, _whole(connection):
        return {
            "calls": calls.forget(connection, before["calls"]),
            "complaint-words": complaints.forget_words(connection, before["complaint-words"]),
            "complaints": complaints.forget(connection, before["complaints"]),
            "visit-ratings": ratings.forget(connection, before["visit-ratings"]),
        }


def _items(path: Path, config: HallConfig, now: int) -> Erased:
    before = _limits(config, Keeper.ITEMS, now)
    with closing(open_side_file(path, SCHEMA, SCHEMA_VERSION)) as connection, _whole(connection):
        return {
            "applications": applications.forget(connection, before["applications"]),
            "documents": documents.forget(connection, before["documents"]),
        }


def _accounts(path: Path, _: HallConfig, now: int) -> Erased:
    store = AccountStore(path)
    with closing(store):
        store.open()
        return {"sessions": store.remove_expired(now)}


ERASE: dict[Keeper, Erase] = {
    Keeper.IDENTITY: _identity,
    Keeper.DUTY: _duty,
    Keeper.ITEMS: _items,
    Keeper.ACCOUNTS: _accounts,
}


def _limits(config: HallConfig, keeper: Keeper, now: int) -> dict[str, int]:
    """Instants before which rows go, by rule."""
    return {rule.key: _before(rule, now) for rule in rules_of(config) if rule.keeper is keeper}


def _before(rule: Rule, now: int) -> int:
    return now - round(rule.kept.total_seconds() * 1000)


@contextmanager
def _whole(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing; on disk at the end."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
