"""One kiosk put together, without a screen: ports, flow, view model. The Kivy app and the headless kiosk stand on it."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from api.bus.backoff import Jitter, system_jitter
from api.bus.outbox import Outbox, OutboxEntry
from api.bus.outbox_sender import OutboxSender
from api.bus.port import BusPort
from api.bus.presence import answer_presence
from api.messages.completion import Completion
from api.messages.names import Names
from api.messages.state import Describe, Status
from api.messages.topics import NODE_DEVICE
from api.messages.words import DeviceState, HandOver
from api.process.version import product_version
from api.text.catalogue import TextCatalogue
from kiosk.certificates import CertificateParts
from kiosk.duty_parts import DutyParts, DutyWorld
from kiosk.flow.audit import AuditEvent, AuditKind
from kiosk.flow.engine import Flow, FlowEngine, where
from kiosk.flow.flows import TAKE_TICKET, flows
from kiosk.flow.guide.flows import guide_flows
from kiosk.flow.guide.plan import read_plan
from kiosk.flow.identity.tries import Tries
from kiosk.flow.idle import IdleTiming
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.items.flows import item_flows
from kiosk.flow.ports import KioskPorts, PrintOutcome
from kiosk.flow.search_flow import search_flows, search_step
from kiosk.guidance import Guidance
from kiosk.health import Health
from kiosk.identification import Around, IdentityParts, Secrets, read_files
from kiosk.input_methods.methods import InputMethods
from kiosk.metrics import Moment
from kiosk.ports.audit import LogAudit
from kiosk.ports.booking_paper import BookingPaper
from kiosk.ports.bookings import HallBookings
from kiosk.ports.catalogue import HallCatalogue
from kiosk.ports.hall_time import HallTime
from kiosk.ports.kept import CATALOGUE, OFFSET, kept_catalogue, kept_offset
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.leases import Leases
from kiosk.ports.numbers import HallNumbers
from kiosk.ports.printer import AgentPrinter
from kiosk.ports.rating import TerminalRating
from kiosk.ports.store import KioskStore, TakeRow
from kiosk.ports.tickets import HallTickets
from kiosk.ports.voice import TerminalVoice
from kiosk.self_service import SelfServiceParts
from kiosk.settings import KioskSettings
from kiosk.technician.parts import Look, TechnicianParts, TechnicianWorld, look_at_machine
from kiosk.view_models.kiosk import Presenter
from kiosk.view_models.models import KioskModel
from kiosk.view_models.observable import Observable
from kiosk.view_models.spoken import SILENT, phrase_of
from kiosk.view_models.surroundings import Surroundings
from kiosk.vision.preview import PreviewReader

SCREEN_DEVICE = "screen-1"
PORTRAIT_CARDS = 12
"""Cards on one page of a screen that stands."""
TICK_S = 0.25
"""How often the flow looks at the clock: the idle count-down is in whole seconds."""


@dataclass(frozen=True, slots=True)
class World:
    """What a kiosk takes from the machine it runs on."""

    monotonic_s: Callable[[], float]
    now_ms: Callable[[], int]
    """UTC."""
    local: Callable[[int], datetime]
    """UTC ms → the hall's local time."""
    new_id: Callable[[], str]
    jitter: Jitter = system_jitter
    random: Callable[[int], bytes] = secrets.token_bytes
    """So many bytes that nobody can guess."""
    look: Look = look_at_machine
    """For the daily self-test."""


class Kiosk:
    """`start`, then `tick` every TICK_S, then `stop`. `model` is what to show; `post` is what the citizen does."""

    def __init__(
        self, settings: KioskSettings, bus: BusPort, store: KioskStore, texts: TextCatalogue, world: World, *, page_size: int
    ) -> None:
        """`page_size`: service cards on one page of the screen."""
        self._settings = settings
        self._bus = bus
        self._store = store
        self._world = world
        self._page_size = page_size
        self._texts = texts
        self._presenter = Presenter(texts, settings.kiosk.languages, world.local)
        self._settling: set[asyncio.Task[None]] = set()
        self._health = Health(LogAudit(), world.monotonic_s)
        self._typing = InputMethods()
        self._told: Status | None = None
        self.model: Observable[KioskModel]
        self.engine: FlowEngine

    async def start(self) -> None:
        """Open the store, begin to connect, take up what a crash cut off.

        Raises:
            ConfigurationError: a file that identification needs can't be used.
            sqlite3.Error: the store can't be opened.
        """
        identity_files = read_files(self._settings.identity)
        outbox = self._outbox = self._store.open()
        self._started_s = self._world.monotonic_s()
        self._sender = OutboxSender(self._bus, outbox, self._on_done, jitter=self._world.jitter)
        self._make_ports(outbox)
        self._identity = self._make_identity(outbox, identity_files)
        self._self_service = self._make_self_service(outbox)
        self._certificates = self._make_certificates()
        self._duty = self._make_duty(outbox)
        self._technician = self._make_technician()
        settings = self._settings
        self._guidance = Guidance(self._bus, settings.kiosk, self._texts, new_id=self._world.new_id, post=self.post)
        ports = KioskPorts(
            tickets=self._tickets,
            printer=self._printer,
            catalogue=self._catalogue,
            rating=self._rating,
            audit=self._health,
            island=self._leases,
            bookings=HallBookings(self._bus),
            identity=self._identity.ports,
            documents=self._certificates.port,
            numbers=HallNumbers(self._bus, outbox, new_id=self._world.new_id, wake=self._sender.wake),
            booking_paper=self._make_booking_paper(),
            typing=self._typing,
            duty=self._duty.ports,
            zone=self._duty.zone,
            technician=self._technician.port,
            items=self._self_service.items,
            item_papers=self._self_service.papers,
            plan=read_plan(settings.kiosk.plan) if settings.kiosk.plan else None,
        )
        self._offered = self._flows()
        self.engine = FlowEngine(
            ports,
            self._offered,
            clock=self._world.monotonic_s,
            languages=settings.kiosk.languages,
            on_change=self._refresh,
            timing=IdleTiming(settings.times.idle_s, settings.times.warning_s),
        )
        self.model = Observable(self._present())
        self._tell_what_this_is()
        self._tickets.settle_old()
        self._sender.start()
        await self._bus.start()
        self._catalogue.start()
        self._leases.start()
        self._duty.start()
        self._self_service.start()
        await self._identity.start()
        self.engine.resume(TAKE_TICKET)

    async def stop(self) -> None:
        """A ticket under way is taken up at the next start."""
        await self.engine.close()
        for task in self._settling:
            task.cancel()
        await asyncio.gather(*self._settling, return_exceptions=True)
        await self._guidance.stop()
        self._typing.close()
        await self._identity.stop()
        await self._certificates.stop()
        await self._duty.stop()
        await self._technician.stop()
        if self._voice is not None:
            await self._voice.close()
        await self._self_service.stop()
        await self._leases.stop()
        await self._catalogue.stop()
        await self._printer.close()
        await self._sender.stop()
        await self._bus.stop()
        self._store.close()

    @property
    def preview(self) -> PreviewReader | None:
        """What the camera sees while a step looks through it; None where there is no camera."""
        return self._identity.preview

    @property
    def in_use(self) -> bool:
        """Somebody stands there: a session runs, or a menu is open."""
        shown = self.engine.shown
        return self.engine.session is not None or shown.help_open or shown.modes_open

    def moment(self) -> Moment:
        """How it is now, for `/metrics` and `/healthz`. After `start`."""
        return Moment(
            version=product_version(),
            uptime_s=self._world.monotonic_s() - self._started_s,
            connected=self._bus.connected,
            counters=self._bus.counters,
            outbox=self._outbox.count(),
            hall_reachable=self._catalogue.reachable,
            leased=self._leases.left,
            printer=self._printer.readiness(),
            status=self._health.status(),
            in_use=self.in_use,
            failsafes=self._health.failsafes,
            camera_lack=self._identity.camera_lack,
            vision_restarts=self._identity.vision_restarts,
            ended=dict(self._health.ended),
        )

    def post(self, intent: Intent) -> None:
        self.engine.post(intent)

    def tick(self) -> None:
        self._health.ticked()
        self._catalogue.keep_running()
        self._leases.keep_running()
        self._self_service.keep_running()
        self._identity.keep_running()
        self._duty.keep_running()
        self._guidance.keep_running()
        self._technician.tick(somebody=self.engine.session is not None)
        nobody = self._identity.nobody_there(session=self.engine.session is not None)
        self.engine.tick(speaking=self._guidance.speaking, nobody=nobody)
        self._refresh()
        self._tell_how_it_is()

    def _make_ports(self, outbox: Outbox) -> None:
        node, device = self._settings.kiosk.printer.split("/")
        world = self._world
        self._printer = AgentPrinter(
            self._bus,
            node,
            device,
            self._store,
            self._texts,
            new_id=world.new_id,
            local=world.local,
            on_change=self._world_changed,
            large=self._settings.kiosk.large_tickets,
        )
        self._voice = self._make_voice()
        self._make_catalogue_and_leases(outbox)
        self._tickets = HallTickets(
            self._bus,
            self._store,
            outbox,
            new_id=world.new_id,
            clock=world.now_ms,
            wake=self._sender.wake,
            withdraw=self._sender.withdraw,
            on_orphan=self._settle_orphan,
            island=self._leases,
        )
        self._rating = TerminalRating(self._settings.kiosk.site, self._store, outbox, new_id=world.new_id, wake=self._sender.wake)

    def _make_certificates(self) -> CertificateParts:
        return CertificateParts(
            self._settings.documents,
            self._bus,
            self._store,
            place=self._settings.kiosk.place,
            now_ms=self._world.now_ms,
            new_id=self._world.new_id,
            changed=self._world_changed,
        )

    def _make_technician(self) -> TechnicianParts:
        documents = self._certificates.printer
        world = TechnicianWorld(
            bus=self._bus,
            texts=self._texts,
            now_ms=self._hall_time.now,
            local=self._world.local,
            new_id=self._world.new_id,
            blanks=lambda: self._certificates.port.readiness().blanks,
            refill=documents.refill if documents is not None else lambda _: None,
            clock_offset_ms=lambda: self._hall_time.now() - self._world.now_ms(),
            look=self._world.look,
        )
        return TechnicianParts(self._settings, world, SCREEN_DEVICE)

    def _make_duty(self, outbox: Outbox) -> DutyParts:
        catalogue = self._catalogue

        def hall_names() -> Names:
            known = catalogue.catalogue()
            return known.hall_names if known else {}

        world = DutyWorld(
            bus=self._bus,
            kept=LeaseStore(self._store),
            outbox=outbox,
            printer=self._printer,
            texts=self._texts,
            hall_names=hall_names,
            serves=lambda: catalogue.reachable or self._leases.ready or self._self_service.works_alone,
            failing=lambda: self._health.failing,
            now_ms=self._hall_time.now,
            local=self._world.local,
            monotonic_s=self._world.monotonic_s,
            new_id=self._world.new_id,
            wake=self._sender.wake,
            changed=self._world_changed,
            failed=lambda error: self._failed("hall-notice", error),
        )
        return DutyParts(self._settings, world)

    def _make_booking_paper(self) -> BookingPaper:
        def hall_names() -> Names:
            known = self._catalogue.catalogue()
            return known.hall_names if known else {}

        return BookingPaper(
            self._printer, self._texts, self._world.local, hall_names=hall_names, now_ms=lambda: self._hall_time.now()
        )

    def _make_voice(self) -> TerminalVoice | None:
        speaker, world = self._settings.kiosk.speaker, self._world
        return TerminalVoice(self._bus, speaker, new_id=world.new_id, clock=world.monotonic_s) if speaker else None

    def _make_catalogue_and_leases(self, outbox: Outbox) -> None:
        world = self._world
        kept = LeaseStore(self._store)
        hall_time = HallTime(world.now_ms, kept_offset(kept), lambda offset_ms: kept.keep(OFFSET, str(offset_ms)))
        self._hall_time = hall_time
        self._catalogue = HallCatalogue(
            self._bus,
            new_id=world.new_id,
            on_change=self._world_changed,
            on_failure=lambda error: self._failed("catalogue", error),
            known=kept_catalogue(kept),
            on_new=lambda catalogue: kept.keep(CATALOGUE, catalogue.model_dump_json()),
            clock=world.now_ms,
            on_hall_time=hall_time.measured,
        )
        self._leases = Leases(
            self._bus,
            self._store,
            kept,
            outbox,
            self._catalogue,
            hall_time,
            stock=self._settings.island.numbers,
            clock=world.now_ms,
            local=world.local,
            new_id=world.new_id,
            monotonic_s=world.monotonic_s,
            wake=self._sender.wake,
            on_failure=lambda error: self._failed("leases", error),
        )

    def _flows(self) -> Mapping[str, Flow]:
        tries = Tries()
        words = partial(self._texts.texts, "items")
        search = search_step(self._page_size, tries, words)
        return {
            **flows(self._page_size, tries, search),
            **item_flows(self._page_size, tries, words, search),
            **search_flows(search),
            **guide_flows(self._page_size, tries, words, self._texts.texts("look", "sheet.title")),
        }

    def _make_self_service(self, outbox: Outbox) -> SelfServiceParts:
        world = self._world

        def hall_names() -> Names:
            known = self._catalogue.catalogue()
            return known.hall_names if known is not None else {}

        return SelfServiceParts(
            self._bus,
            self._store,
            outbox,
            self._printer,
            self._texts,
            place=self._settings.kiosk.place,
            new_id=world.new_id,
            local_now=lambda: world.local(self._hall_time.now()),
            hall_names=hall_names,
            wake=self._sender.wake,
            changed=self._world_changed,
            failed=lambda error: self._failed("items", error),
        )

    def _make_identity(self, outbox: Outbox, files: Secrets) -> IdentityParts:
        world, hall_time = self._world, self._hall_time
        around = Around(
            bus=self._bus,
            store=self._store,
            outbox=outbox,
            kept=LeaseStore(self._store),
            hall_time=hall_time,
            now_ms=world.now_ms,
            monotonic_s=world.monotonic_s,
            today=lambda: world.local(hall_time.now()).date(),
            new_id=world.new_id,
            random=world.random,
            wake=self._sender.wake,
            changed=self._world_changed,
            failed=lambda error: self._failed("withdrawals", error),
        )
        return IdentityParts(self._settings, files, around)

    def _on_done(self, entry: OutboxEntry, completion: Completion) -> None:
        if self._identity.on_done(entry, completion):
            return
        self._tickets.on_done(entry, completion)
        self._catalogue.refresh()

    def _world_changed(self) -> None:
        self.engine.post(Intent(IntentKind.WORLD_CHANGED))

    def _refresh(self) -> None:
        model = self._present()
        self._guidance.show(model)
        self.model.set(replace(model, focus=self._guidance.focus))
        if self._voice is not None:
            # Who is guided hears the whole screen.
            phrase = SILENT if model.mode.voice else phrase_of(self.engine.shown)
            self._voice.want(phrase, self.engine.shown.language)

    def _present(self) -> KioskModel:
        reachable = self._catalogue.reachable
        around = Surroundings(
            self._catalogue.catalogue(),
            reachable,
            self._printer.readiness(),
            self._world.local(self._world.now_ms()),
            not reachable and self._leases.ready,
            scans=self._identity.ports.scan.readiness().ready,
            faces=self._settings.identity.camera is not None,
            voice=self._voice is not None,
            flows=frozenset(self._offered),
            closing=self._duty.zone.closing(),
            card_left=self._identity.ports.card.lies_there,
            portrait=self._page_size == PORTRAIT_CARDS,
            items=bool(self._self_service.items.catalogue().zones),
        )
        return self._presenter.present(self.engine.shown, around)

    def _tell_what_this_is(self) -> None:
        place = self._settings.kiosk.place
        port = self._settings.kiosk.demo_port
        answer_presence(self._bus)
        self._bus.set_state(NODE_DEVICE, "describe", Describe(kind="node", maker="Tingtang", model="kiosk", place=place))
        self._bus.set_state(NODE_DEVICE, "status", Status(device=DeviceState.ONLINE))
        picture = f"http://127.0.0.1:{port}/picture.png" if port else None
        self._bus.set_state(
            SCREEN_DEVICE, "describe", Describe(kind="kiosk", maker="Tingtang", model="kiosk", place=place, picture=picture)
        )
        self._tell_how_it_is()

    def _tell_how_it_is(self) -> None:
        self._certificates.tell()
        status = self._duty.status(self._health.status())
        if status != self._told:
            self._told = status
            self._bus.set_state(SCREEN_DEVICE, "status", status)

    def _failed(self, part: str, error: BaseException) -> None:
        """Something behind the screen broke; the citizen goes on."""
        self._health.record(AuditEvent(AuditKind.FAILSAFE, part, where(error)))

    def _settle_orphan(self, row: TakeRow) -> None:
        """The citizen left while their paper was printing: see it through, and tell the hall how it ended."""
        task = asyncio.get_running_loop().create_task(self._see_through(row), name=f"settle-{row.id}")
        self._settling.add(task)
        task.add_done_callback(self._settled)

    def _settled(self, task: asyncio.Task[None]) -> None:
        self._settling.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failed("settle", error)

    async def _see_through(self, row: TakeRow) -> None:
        if row.issued is None:
            return
        report = await self._printer.print(row.id, row.issued, row.language, 0)
        printed = report.outcome is PrintOutcome.PRINTED
        # The number stood on the screen while it printed: it is the citizen's either way.
        self._tickets.report_hand_over(row.id, HandOver.PRINTER if printed else HandOver.SCREEN)
