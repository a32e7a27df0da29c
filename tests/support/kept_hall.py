"""A controller's folders with everything in them that a backup must bring back, made by the stores themselves; and a key."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.messages.hall_commands import Take
from api.messages.words import HandOver, Role
from api.process.secret_file import write_secret
from hall_controller.accounts.store import Account, AccountStore
from hall_controller.config import HallConfig, load_hall_config
from hall_controller.duty.store import DutyStore
from hall_controller.identity.privacy import PrivacyOffice
from hall_controller.identity.store import IdentityStore
from hall_controller.items.store import ItemsStore
from hall_controller.settings import (
    ControllerSettings,
    accounts_file,
    complaints_key,
    duty_file,
    hall_file,
    identity_file,
    items_file,
    load_settings,
)
from tests.support.hall_config import SMALL_HALL
from tests.support.hall_core import KIOSK, MORNING
from tests.support.hall_store import HandClock, StoreHall, store_hall
from tingtang.backup.making import Made, Source, make
from tingtang.backup.sealing import new_key

PLENTY = 1 << 40
"""Bytes free."""


@dataclass(frozen=True, slots=True)
class KeptHall:
    """A stopped hall's `data` and `etc`, and `backups`."""

    folder: Path
    key_file: Path

    @property
    def config_file(self) -> Path:
        return self.folder / "etc/controller.toml"

    @property
    def settings(self) -> ControllerSettings:
        return load_settings(self.config_file)

    @property
    def config(self) -> HallConfig:
        return load_hall_config(self.settings.site_file)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def hall(self) -> Path:
        return hall_file(self.data)

    @property
    def source(self) -> Source:
        return Source(self.settings, self.config_file, self.config.hall.site, "0.0")

    def make(self, now_ms: int = MORNING, free_bytes: int = PLENTY) -> Made:
        return make(self.source, now_ms=lambda: now_ms, free_bytes=lambda _: free_bytes)

    @contextmanager
    def running(self, clock: HandClock | None = None) -> Iterator[StoreHall]:
        with store_hall(self.hall, self.config, clock) as hall:
            yield hall


def take(hall: StoreHall) -> str:
    """A number of the queue A."""
    done = hall.do(Take(service="id-card", hand_over=HandOver.SCREEN), KIOSK)
    return str(done.result["ticket"]["number"])


def kept_hall(folder: Path, *, backup: str = "", numbers: int = 3) -> KeptHall:
    """
    Args:
        backup: further lines of [backup].
        numbers: that were given out.
    """
    secret, recipient = new_key()
    folder.mkdir(parents=True, exist_ok=True)
    key_file = folder / "hall.key"
    write_secret(key_file, secret)
    for name in ("etc", "data"):
        (folder / name).mkdir(mode=0o700)
    (folder / "etc/hall.toml").write_text(SMALL_HALL, encoding="utf-8")
    (folder / "etc/controller.toml").write_text(
        f'site_file = "hall.toml"\ndata_dir = "../data"\n[backup]\nrecipients = ["{recipient}"]\n{backup}\n', encoding="utf-8"
    )
    hall = KeptHall(folder, key_file)
    with hall.running() as running:
        for _ in range(numbers):
            take(running)
    _make_side_files(hall)
    return hall


def _make_side_files(hall: KeptHall) -> None:
    accounts = AccountStore(accounts_file(hall.data))
    with closing(accounts):
        accounts.open()
        accounts.add(Account("manager", Role.MANAGER, None, "x" * 20), MORNING)
        accounts.add_session("t" * 64, "manager", "csrf", MORNING + 10**9)
    identity = IdentityStore(identity_file(hall.data), hall.config.privacy, PrivacyOffice(hall.config).local.day)
    duty = DutyStore(duty_file(hall.data), complaints_key(hall.data), hall.config.duty)
    for store in (identity, duty, ItemsStore(items_file(hall.data))):
        store.open()
        store.close()
