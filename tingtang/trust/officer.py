"""The authority's desk on the controller, for root: what `tingtang trust` does, and what replacing a unit needs of it."""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.process.layout import Layout, Role
from api.process.settings_file import ConfigurationError
from hall_controller.trust.authority import (
    Authority,
    certificate_pem,
    key_pem,
    load_authority,
    make_authority,
    new_key,
    read_key,
)
from hall_controller.trust.certificates import LIFE
from hall_controller.trust.codes import format_code
from hall_controller.trust.export import Exported, seal, unseal
from hall_controller.trust.files import PRIVATE, PUBLIC, make_folder, write_file
from hall_controller.trust.registrar import BROKER_ACCOUNT, CODE_LIFE, Registrar
from hall_controller.trust.registry import NodeEntry, Registry, Signed
from hall_controller.units.own_certificate import renew_server
from hall_controller.units.settings import REGISTRY, UnitsSettings, load_settings
from tingtang.trust.accounts import owner_in
from tingtang.trust.broker_control import BrokerControl, BrokerSilent, HallBroker, not_running, reload_by_systemd
from tingtang.trust.broker_files import BrokerFolder, password_name
from tingtang.trust.units_file import units_text

FOLDER_MODE = 0o700


@dataclass(frozen=True, slots=True)
class Revoked:
    """What cutting a unit off came to."""

    serials: tuple[int, ...]
    broker_running: bool
    """False: nobody is connected, and the files are read when it starts."""
    connection_ended: bool
    trouble: str = ""
    """Why its connection may be open still, and what to do."""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit, for a list."""

    node: NodeEntry
    certificates: tuple[Signed, ...]
    code_until: datetime | None
    """It has a code that wasn't used yet."""

    def newest_good(self, now: datetime) -> Signed | None:
        good = [signed for signed in self.certificates if signed.good(now)]
        return max(good, key=lambda signed: signed.not_after, default=None)


class TrustOfficer:
    """Each call opens the book, does one thing, and closes it. Another process, the units' server, may have it open as well; of
    two desks at once one waits, so that the broker's files never lag behind the book.
    """

    def __init__(
        self, layout: Layout, *, broker: BrokerControl | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`broker`: left out, the one that systemd runs on this machine; in an image none runs."""
        self._layout = layout
        self._now = now
        self._folder = BrokerFolder(layout)
        here = layout.root == Path("/")
        password = layout.secrets / password_name(BROKER_ACCOUNT)
        self._broker = broker or HallBroker(password, reload_by_systemd if here else not_running)

    @property
    def settings(self) -> UnitsSettings:
        """
        Raises:
            ConfigurationError: `units.toml` can't be used.
        """
        return load_settings(self._layout.settings_of(Role.UNITS))

    def init(self, site: str, names: Sequence[str]) -> list[Path]:
        """Make the hall's authority, its settings and the broker's files; what exists stays. Paths that were written.

        Raises:
            ValueError: the site or a name isn't valid.
            ConfigurationError, OSError: a file can't be used.
        """
        layout, written = self._layout, []
        make_folder(layout.secrets, FOLDER_MODE)
        settings = layout.settings_of(Role.UNITS)
        if not settings.exists():
            write_file(settings, units_text(site, names), PUBLIC)
            written.append(settings)
        load_settings(settings)
        written += self._make_authority(site)
        written += [layout.mosquitto / name for name in self.broker_files()]
        return written

    def code(self, node: str, life: timedelta = CODE_LIFE) -> str:
        """A one-time code; the broker knows the unit from now on.

        Raises:
            ValueError: the name or the life isn't good.
            BrokerSilent: the broker can't be told; the code isn't told either.
            ConfigurationError, OSError: a file can't be used.
        """
        with self._registrar() as (registrar, registry):
            code = registrar.new_code(node, life)
            self._folder.refresh(self.settings, registry.nodes(), registrar.revocation_list())
        self._broker.reload()
        return format_code(code)

    def issue(self, node: str, folder: Path, life: timedelta = LIFE) -> list[Path]:
        """Certificate, key and authority for a device that can't enrol by itself; the broker knows it from now on.

        Raises:
            ValueError: the name or the life isn't good.
            BrokerSilent: the broker can't be told; the files are written.
            ConfigurationError, OSError: a file can't be used or written.
        """
        key = new_key()
        with self._registrar() as (registrar, registry):
            granted = registrar.issue(node, key.public_key(), life)
            self._folder.refresh(self.settings, registry.nodes(), registrar.revocation_list())
        make_folder(folder, FOLDER_MODE)
        files = {"client.crt": granted.pem, "client.key": key_pem(key), "hall-ca.crt": self._layout.authority.read_text("ascii")}
        for name, text in files.items():
            write_file(folder / name, text, PRIVATE)
        self._broker.reload()
        return [folder / name for name in files]

    def revoke(self, node: str) -> Revoked:
        """Cut a unit off: no certificate of its holds any more, it may do nothing at the broker, and its connection ends.

        Each step holds by itself, and doing it again finishes what a power cut left.

        Raises:
            LookupError: nobody knows the unit.
            ConfigurationError, OSError: a file can't be used.
        """
        with self._registrar() as (registrar, registry):
            serials = tuple(registrar.cut_off(node))
            self._folder.refresh(self.settings, registry.nodes(), registrar.new_revocation_list())
        try:
            if not self._broker.reload():
                return Revoked(serials, broker_running=False, connection_ended=True)
        except BrokerSilent as error:
            trouble = f"{error}. Until it has read them the unit can go on there; do this now: systemctl restart mosquitto"
            return Revoked(serials, broker_running=True, connection_ended=False, trouble=trouble)
        try:
            # After the reload: it would come back before it.
            self._broker.throw_out(node)
        except (BrokerSilent, ConfigurationError) as error:
            trouble = f"{error}. It may do nothing any more; to end its connection too: systemctl restart mosquitto"
            return Revoked(serials, broker_running=True, connection_ended=False, trouble=trouble)
        return Revoked(serials, broker_running=True, connection_ended=True)

    def listing(self) -> list[UnitLine]:
        """Every unit that was ever known, by name."""
        with self._registrar() as (_, registry):
            now = self._now()
            lines = []
            for node in registry.nodes():
                code = registry.code_of(node.name)
                waits = code is not None and code.used_by_key is None and code.expires_at >= now
                until = code.expires_at if code is not None and waits else None
                lines.append(UnitLine(node, tuple(registry.certificates(node.name)), until))
            return lines

    def broker_files(self) -> list[str]:
        """Write all that the broker reads; names of those that changed. It reads them again.

        Raises:
            BrokerSilent: it can't be told.
            ConfigurationError, OSError: a file can't be used or written.
        """
        with self._registrar() as (registrar, registry):
            authority = self._authority()
            changed = self._folder.write(authority, self.settings, registry.nodes(), registrar.revocation_list(), self._now())
        if changed:
            self._broker.reload()
        return changed

    def renew_servers(self) -> list[Path]:
        """Certificates of this machine's own servers that were due: the broker's, and that of the pages where there is one.
        Then `tell_broker`.
        """
        renewed = []
        if self._folder.renew(self._authority(), self.settings, self._now()):
            renewed.append(self._layout.mosquitto / "broker.crt")
        certificate, _ = self._pages
        if certificate.exists() and self._renew_pages():
            renewed.append(certificate)
        return renewed

    def tell_broker(self) -> None:
        """Have it read its files again, whatever has changed: also what it couldn't be told the last time.

        Raises:
            BrokerSilent: it can't be told.
        """
        self._broker.reload()

    def pages_certificate(self) -> tuple[Path, Path]:
        """Certificate and key for the pages over HTTPS, signed by the hall's authority; renewed each time from then on.

        Browsers must be told to trust `Layout.authority`; where a public authority's certificate is to be had, take that one.
        """
        make_folder(self._layout.identity, FOLDER_MODE)
        self._renew_pages()
        return self._pages

    def revocation_list(self) -> str:
        with self._registrar() as (registrar, _):
            return registrar.revocation_list()

    def export(self, passphrase: str) -> str:
        """Authority and book, encrypted.

        Raises:
            ValueError: the passphrase is too short.
        """
        with self._registrar() as (_, registry):
            content = Exported(self._authority(), tuple(registry.nodes()), tuple(registry.certificates()), registry.last_list())
        return seal(content, passphrase, os.urandom)

    def take_in(self, text: str, passphrase: str) -> int:
        """Go on with an exported authority on a new machine; how many units it knows.

        Raises:
            ExportDamaged: the file or the passphrase is wrong.
            ConfigurationError: there is an authority here already.
        """
        layout = self._layout
        present = [path for path in (layout.authority_key, layout.authority, self._book) if path.exists()]
        if present:
            hint = "" if layout.authority_key.exists() else f"; if an import was cut short, remove {self._book}* and import again"
            raise ConfigurationError(f"{present[0]}: this machine has an authority already; nothing was changed{hint}")
        content = unseal(text, passphrase)
        make_folder(layout.secrets, FOLDER_MODE)
        with self._open() as registry:
            registry.take_over(content.nodes, content.certificates, content.last_list)
        self._put_authority(content.authority)
        return len(content.nodes)

    def _make_authority(self, site: str) -> list[Path]:
        layout = self._layout
        if layout.authority_key.exists() and layout.authority.exists():
            return []
        if layout.authority.exists():
            raise ConfigurationError(
                f"{layout.authority} is there, its key isn't: bring both back with `tingtang trust import`; or remove the "
                "certificate, and every unit has to be enrolled again"
            )
        # A key without its certificate was cut short, or somebody removed the certificate: the same key goes on.
        key = read_key(layout.authority_key) if layout.authority_key.exists() else None
        self._put_authority(make_authority(site, self._now(), key))
        return [layout.authority_key, layout.authority]

    @property
    def _pages(self) -> tuple[Path, Path]:
        return self._layout.identity / "http.crt", self._layout.identity / "http.key"

    def _renew_pages(self) -> bool:
        return renew_server(self._authority(), self.settings.names, *self._pages, self._now(), modes=(PRIVATE, PRIVATE))

    @property
    def _book(self) -> Path:
        return self._layout.data_of(Role.UNITS) / REGISTRY

    def _put_authority(self, authority: Authority) -> None:
        write_file(self._layout.authority_key, key_pem(authority.key), PRIVATE)
        write_file(self._layout.authority, certificate_pem(authority.certificate), PUBLIC)

    def _authority(self) -> Authority:
        return load_authority(self._layout.authority, self._layout.authority_key)

    @contextmanager
    def _registrar(self) -> Iterator[tuple[Registrar, Registry]]:
        authority = self._authority()
        with self._open() as registry:
            yield Registrar(authority, registry, self._now, os.urandom), registry

    @contextmanager
    def _open(self) -> Iterator[Registry]:
        owner = owner_in(self._layout.root, Role.UNITS.account)
        folder = self._book.parent
        make_folder(folder, FOLDER_MODE, owner=owner)
        with _alone(folder):
            registry = Registry(self._book)
            registry.open()
            try:
                if owner is not None:
                    # The units' server works in it; SQLite gives its companions the same owner.
                    for path in folder.glob(f"{REGISTRY}*"):
                        os.chown(path, *owner)
                yield registry
            finally:
                registry.close()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One desk at a time: two that wrote the broker's files at once could bring a unit back that was just cut off."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
