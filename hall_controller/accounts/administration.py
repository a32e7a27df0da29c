"""Adding and removing accounts from the command line, beside a running controller."""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from api.messages.words import Role
from hall_controller.accounts.passwords import Passwords
from hall_controller.accounts.store import Account, AccountError, AccountStore

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


def add_account(
    path: Path, name: str, role: Role, password: str, *, windows: Iterable[int] | None = None, passwords: Passwords | None = None
) -> None:
    """Add an account to the file at `path`; a running controller lets it in at once.

    `windows`: the windows a clerk may work at; None: any.

    Raises:
        AccountError: the name is taken or not allowed, the password is too short, or windows are given to another role.
    """
    if not _NAME.fullmatch(name):
        raise AccountError(f"account {name!r}: 1 to 32 characters of a-z, 0-9 and '-' are allowed, no '-' at the start")
    if windows is not None and role is not Role.CLERK:
        raise AccountError(f"account {name!r}: only clerks are bound to windows")
    account = Account(name, role, None if windows is None else frozenset(windows), _hashed(password, passwords))
    with _opened(path) as store:
        store.add(account, time.time_ns() // 1_000_000)


def set_password(path: Path, name: str, password: str, *, passwords: Passwords | None = None) -> None:
    """Give an account a new password; its sessions end within seconds.

    Raises:
        AccountError: there is no such account, or the password is too short.
    """
    hashed = _hashed(password, passwords)
    with _opened(path) as store:
        store.set_password(name, hashed)


def remove_account(path: Path, name: str) -> None:
    """Remove an account; its sessions end within seconds.

    Raises:
        AccountError: there is no such account.
    """
    with _opened(path) as store:
        store.remove(name)


def list_accounts(path: Path) -> list[Account]:
    """All accounts by name."""
    with _opened(path) as store:
        return store.all()


@contextmanager
def _opened(path: Path) -> Iterator[AccountStore]:
    store = AccountStore(path)
    store.open()
    try:
        yield store
    finally:
        store.close()


def _hashed(password: str, passwords: Passwords | None) -> str:
    try:
        return (passwords or Passwords()).hash(password)
    except ValueError as error:
        raise AccountError(str(error)) from error
