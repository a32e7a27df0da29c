"""Identification's parts of one kiosk, put together from its settings: those that are left out are never ready, with a reason."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from api.bus.outbox import Outbox, OutboxEntry
from api.bus.port import BusPort
from api.credentials.clock import ClockSigns
from api.credentials.keys import PublicKey
from api.identity.person_key import person_key_of
from api.messages.completion import Completion
from api.messages.topics import parse_topic
from api.process.secret_file import read_secret
from api.process.settings_file import ConfigurationError
from kiosk.flow.identity.absent import NoCard, NoCode, NoFace, NoRegister, NoScan
from kiosk.flow.identity.ports import (
    CardPort,
    CodePort,
    FacePort,
    IdentityPorts,
    Moment,
    RegisterPort,
    ScanPort,
)
from kiosk.ports.camera import CameraDevice
from kiosk.ports.card import AgentCard
from kiosk.ports.code import HallCodes
from kiosk.ports.face import VisionFace
from kiosk.ports.hall_time import HallTime
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.leaving import CameraLeaving
from kiosk.ports.machine_clock import clock_signs
from kiosk.ports.photo_decoder import PhotoDecoder
from kiosk.ports.register import OWN_REPORTS, HallRegister
from kiosk.ports.scan import AgentScanner, FirstScan
from kiosk.ports.store import KioskStore
from kiosk.ports.trust import TrustFile, load_root
from kiosk.ports.withdrawals import WithdrawalWatch
from kiosk.settings import IdentitySection, KioskSettings
from kiosk.vision.client import VisionClient
from kiosk.vision.preview import PreviewReader
from kiosk.vision.settings import VisionSettings

TRUST_VERSION = "trust-list-version"
"""Name in the kiosk's store: the newest trust list that was ever used here."""
SEED_BYTES = 6
"""As many as every JSON reader takes as a whole number."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the kiosk gives to its parts."""

    bus: BusPort
    store: KioskStore
    outbox: Outbox
    kept: LeaseStore
    hall_time: HallTime
    now_ms: Callable[[], int]
    monotonic_s: Callable[[], float]
    today: Callable[[], date]
    """By the hall's clock."""
    new_id: Callable[[], str]
    random: Callable[[int], bytes]
    wake: Callable[[], None]
    changed: Callable[[], None]
    failed: Callable[[BaseException], None]


@dataclass(frozen=True, slots=True)
class Secrets:
    """What was read from files at start."""

    person_key: bytes | None
    trust_root: PublicKey | None


def read_files(section: IdentitySection) -> Secrets:
    """
    Raises:
        ConfigurationError: the person key or the trust list's root can't be used; the text says why, and nothing of either.
    """
    return Secrets(
        None if section.person_key is None else _person_key(section.person_key),
        None if section.trust_root is None else load_root(section.trust_root),
    )


def _person_key(path: Path) -> bytes:
    try:
        return person_key_of(read_secret(path))
    except ValueError as error:
        raise ConfigurationError(f"{path}: {error}") from None


class IdentityParts:
    """Made on the event loop before the bus starts; then `start`, `keep_running` now and then, `stop`."""

    def __init__(self, settings: KioskSettings, secrets: Secrets, around: Around) -> None:
        self._settings = settings
        self._section = settings.identity
        self._around = around
        self._vision = self._make_vision()
        self._camera = None if self._vision is None else CameraDevice(around.bus, self._vision, place=settings.kiosk.place)
        self._leaving = (
            CameraLeaving(self._vision, new_id=around.new_id, clock=around.monotonic_s)
            if self._vision is not None and settings.identity.leave_detection
            else None
        )
        self._scanner = self._make_scanner()
        self._agent_card = self._make_card()
        self._watch: WithdrawalWatch | None = None
        self._register = self._make_register(secrets)
        card: CardPort = self._agent_card or NoCard()
        register: RegisterPort = self._register or NoRegister()
        self.ports = IdentityPorts(
            face=self._face(register, card),
            card=card,
            scan=self._scan(),
            code=self._code(secrets),
            register=register,
            moment=Moment(
                # A consent is compared with withdrawals that the hall dated.
                now_ms=around.hall_time.now,
                today=around.today,
                new_id=around.new_id,
                seed=lambda: int.from_bytes(around.random(SEED_BYTES), "big"),
            ),
        )

    @property
    def preview(self) -> PreviewReader | None:
        """The camera's newest picture; None where there is no camera."""
        return None if self._vision is None else self._vision.preview

    @property
    def camera_lack(self) -> str | None:
        """Why the camera can't be used, a dotted key; empty: it can; None: there is none."""
        return None if self._vision is None else self._vision.lack

    @property
    def vision_restarts(self) -> int:
        return 0 if self._vision is None else self._vision.restarts

    async def start(self) -> None:
        if self._vision is not None:
            await self._vision.start()
        if self._watch is not None:
            self._watch.start()
        self._changed()

    async def stop(self) -> None:
        if self._watch is not None:
            await self._watch.stop()
        for device in (self._scanner, self._agent_card):
            if device is not None:
                await device.close()
        if self._vision is not None:
            await self._vision.stop()

    def nobody_there(self, *, session: bool) -> bool:
        """Something watches and has seen nobody move for a while. Ask at every tick; the camera is on in a session only."""
        return self._leaving is not None and self._leaving.look(session=session)

    def keep_running(self) -> None:
        if self._watch is not None:
            self._watch.keep_running()

    def on_done(self, entry: OutboxEntry, completion: Completion) -> bool:
        """Whether the outbox's answer was to a report of an identification."""
        if self._register is None or parse_topic(entry.topic).name not in OWN_REPORTS:
            return False
        self._register.on_done(entry, completion)
        return True

    def _changed(self) -> None:
        if self._camera is not None:
            self._camera.tell()
        self._around.changed()

    def _make_vision(self) -> VisionClient | None:
        section = self._section
        if section.camera is None:
            return None
        settings = VisionSettings(
            camera=section.camera,
            models=section.models,
            engine=section.engine,
            accept_from=section.accept_from,
            liveness_modules=section.liveness_modules,
            registry=section.registry,
            nice=section.nice,
            log_format=self._settings.log.format,
            log_level=self._settings.log.level,
        )
        return VisionClient(settings, on_change=self._changed)

    def _make_scanner(self) -> AgentScanner | None:
        if self._section.scanner is None:
            return None
        around = self._around
        return AgentScanner(around.bus, self._section.scanner, new_id=around.new_id, on_change=around.changed)

    def _make_card(self) -> AgentCard | None:
        section, around = self._section, self._around
        if section.card is None:
            return None
        decoder = PhotoDecoder(section.photo_decoder, section.photo_decoder_folder) if section.photo_decoder else None
        return AgentCard(
            around.bus, section.card, new_id=around.new_id, today=around.today, on_change=around.changed, decoder=decoder
        )

    def _make_register(self, secrets: Secrets) -> HallRegister | None:
        around = self._around
        if secrets.person_key is None:
            return None
        forget = self._forget()
        self._watch = WithdrawalWatch(
            around.bus,
            around.kept,
            forget,
            new_id=around.new_id,
            on_change=around.changed,
            on_failure=around.failed,
        )
        return HallRegister(
            around.bus,
            around.store,
            around.outbox,
            self._watch,
            forget,
            person_key=secrets.person_key,
            new_id=around.new_id,
            today=around.today,
            wake=around.wake,
        )

    def _forget(self) -> Callable[[Sequence[str]], Awaitable[int | None]]:
        """Without a register of its own a kiosk holds nobody."""

        async def nobody_here(_: Sequence[str]) -> int | None:
            return 0

        return nobody_here if self._vision is None or self._section.registry is None else self._vision.forget

    def _face(self, register: RegisterPort, card: CardPort) -> FacePort:
        if self._vision is None:
            return NoFace()
        return VisionFace(self._vision, adapters=lambda: register.adapters, decodes_photos=lambda: card.decodes_photos)

    def _scan(self) -> ScanPort:
        if self._vision is None and self._scanner is None:
            return NoScan()
        return FirstScan(self._vision, self._scanner, new_id=self._around.new_id)

    def _code(self, secrets: Secrets) -> CodePort:
        section, around = self._section, self._around
        if section.trust_list is None or secrets.trust_root is None:
            return NoCode()
        trust = TrustFile(
            section.trust_list,
            secrets.trust_root,
            kept_version=lambda: int(around.kept.kept(TRUST_VERSION) or 0),
            keep_version=lambda version: around.kept.keep(TRUST_VERSION, str(version)),
        )

        def clock() -> ClockSigns:
            return clock_signs(around.now_ms, lambda: around.hall_time.measured_offset_ms)

        return HallCodes(around.bus, trust.current, clock, new_id=around.new_id, today=around.today, random=around.random)
