"""Accounts of the demo hall, shown on its entry page. They exist only where `demo = true` is set."""

from collections.abc import Iterable
from pathlib import Path

from api.messages.words import Role
from hall_controller.accounts.administration import add_account, list_accounts
from hall_controller.web.frame import DemoAccount

DEMO_PASSWORD = "tingtang-demo"  # noqa: S105 (shown on the entry page; the demo listens on loopback)

DEMO_ACCOUNTS = (
    DemoAccount("clerk", DEMO_PASSWORD, Role.CLERK),
    DemoAccount("manager", DEMO_PASSWORD, Role.MANAGER),
    DemoAccount("technician", DEMO_PASSWORD, Role.TECHNICIAN),
    DemoAccount("device", DEMO_PASSWORD, Role.DEVICE),
)


def ensure_demo_accounts(path: Path, accounts: Iterable[DemoAccount] = DEMO_ACCOUNTS) -> None:
    """Add those that are missing to the accounts' file. Blocks for a password hash each."""
    known = {account.name for account in list_accounts(path)}
    for account in accounts:
        if account.name not in known:
            add_account(path, account.name, account.role, account.password, windows=account.windows or None)
