"""The vision process's loop: one order at a time, the camera open only while one needs it, and how things stand.

`run` in the main thread; frames come in the camera's thread, the preview goes out in another, orders are read in a third.
"""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from api.messages.identity_words import IdentityOutcome
from api.messages.state import Status
from api.messages.words import Action, DeviceState
from kiosk.vision.camera_hold import CameraHold, MakeSource
from kiosk.vision.channel import ChannelClosed
from kiosk.vision.comparison import BROKEN, NO_REFERENCE, Comparison, NoReference, Unusable
from kiosk.vision.leftovers import overwrite_small_arrays
from kiosk.vision.messages import (
    CameraSeen,
    FaceDone,
    Forget,
    Forgotten,
    Order,
    Quit,
    Ready,
    Report,
    StartFace,
    StartScan,
    StartWatch,
    Stop,
)
from kiosk.vision.parts import Parts
from kiosk.vision.preview import PreviewWriter
from kiosk.vision.registry import Registry, RegistryUnusable
from kiosk.vision.watching import Watching
from kiosk.vision.work import Comparing, Probing, Scanning, Work

IDLE_WAIT_S = 0.5
LOOK_AGAIN_S = 10.0
"""Between two looks at a camera that didn't work, or showed nothing, while nobody needs it."""
REGISTRY_LOOK_S = 5.0
"""The technician's command changes the register beside this process."""
REGISTRY_BROKEN = "vision.registryBroken"
REGISTRY_OFF = "vision.registryOff"
NO_CAMERA = Status(device=DeviceState.NO_DEVICE, action=Action.CONFIGURATION, reason="camera.none")


class Orders(Protocol):
    """See `kiosk.vision.channel.Channel`."""

    def next_order(self, timeout_s: float) -> Order | None: ...

    def report(self, report: Report) -> None: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the process takes from its machine."""

    monotonic_s: Callable[[], float]
    make_source: MakeSource | None
    """None: this kiosk has no camera."""
    preview: PreviewWriter


class VisionProcess:
    """`run` returns when it is told to quit, or the kiosk is gone."""

    def __init__(self, orders: Orders, parts: Parts, registry: Registry | None, around: Surroundings) -> None:
        """`registry`: open; None: off."""
        self._orders = orders
        self._parts = parts
        self._registry = registry
        self._around = around
        self._work: Work | None = None
        self._camera_status: Status | None = None
        self._told_ready: Ready | None = None
        self._look_again_s = 0.0
        self._look_at_registry_s = 0.0
        self._log = structlog.get_logger("kiosk.vision")

    def run(self) -> None:
        try:
            self._tell_ready()
            if self._around.make_source is None:
                self._camera_is(NO_CAMERA)
            while self._turn():
                pass
        except ChannelClosed:
            self._log.info("the kiosk is gone")
        finally:
            self._drop_work()
            self._around.preview.close()

    def _turn(self) -> bool:
        """One order, or one step of the work. False: quit."""
        order = self._orders.next_order(0.0 if self._work is not None else IDLE_WAIT_S)
        if isinstance(order, Quit):
            return False
        if order is not None:
            self._obey(order)
        elif self._work is not None:
            if not self._work.step():
                self._drop_work()
        else:
            self._idle()
        return True

    # --- orders ---

    def _obey(self, order: Order) -> None:
        match order:
            case StartFace():
                self._abandon()
                self._start_face(order)
            case StartScan():
                self._abandon()
                self._start_scan(order)
            case StartWatch():
                self._abandon()
                self._start_watch(order)
            case Stop():
                if self._work is not None and (not order.id or self._work.id == order.id):
                    self._abandon()
            case Forget():
                self._orders.report(Forgotten(count=self._forget(order)))
                self._tell_ready()

    def _start_face(self, order: StartFace) -> None:
        try:
            comparison = Comparison(order, self._parts, self._registry, self._around.monotonic_s())
        except NoReference:
            self._unavailable(order, NO_REFERENCE)
            return
        except Unusable:
            self._unavailable(order, self._parts.lacks[0] if self._parts.lacks else BROKEN)
            return
        except Exception as error:
            self._log.error("comparison can't begin", error=type(error).__name__)
            self._unavailable(order, REGISTRY_BROKEN if isinstance(error, RegistryUnusable) else BROKEN)
            return
        camera = self._open(self._around.preview)
        if camera is None:
            comparison.wipe()
            self._unavailable(order, NO_CAMERA.reason)
            return
        self._work = Comparing(order, comparison, self._parts, camera, self._orders.report, self._around.monotonic_s)

    def _start_scan(self, order: StartScan) -> None:
        camera = self._open(self._around.preview)
        if camera is not None:
            self._work = Scanning(order, self._parts.make_code_finder(), camera, self._orders.report)

    def _start_watch(self, order: StartWatch) -> None:
        camera = self._open(None)
        if camera is not None:
            self._work = Watching(order, camera, self._orders.report)

    def _forget(self, order: Forget) -> int:
        if self._registry is None:
            return 0
        try:
            return self._registry.remove(order.persons)
        except RegistryUnusable:
            self._log.error("people can't be deleted from the register")
            return 0

    def _unavailable(self, order: StartFace, reason: str) -> None:
        self._orders.report(FaceDone(id=order.id, outcome=IdentityOutcome.UNAVAILABLE, reason=reason))

    # --- the work at hand ---

    def _open(self, preview: PreviewWriter | None) -> CameraHold | None:
        if self._around.make_source is None:
            return None
        camera = CameraHold(self._around.make_source, preview, self._camera_is)
        camera.start()
        return camera

    def _abandon(self) -> None:
        """Somebody wants something else: end what runs, and say so."""
        work = self._work
        self._drop_work()
        if work is not None:
            work.abandon()

    def _drop_work(self) -> None:
        if self._work is not None:
            self._work.close()
            self._work = None
            # What cameras, threads and orders still hold of each other goes now and not with some later collection.
            gc.collect()
            overwrite_small_arrays()

    # --- between orders ---

    def _idle(self) -> None:
        now_s = self._around.monotonic_s()
        if now_s >= self._look_at_registry_s:
            self._look_at_registry_s = now_s + REGISTRY_LOOK_S
            self._tell_ready()
        if now_s >= self._look_again_s and not self._camera_is_well():
            camera = self._open(None)
            if camera is not None:
                self._work = Probing(camera, self._around.monotonic_s, self._probed)

    def _probed(self, status: Status) -> None:
        self._camera_is(status)
        self._look_again_s = self._around.monotonic_s() + LOOK_AGAIN_S

    def _camera_is_well(self) -> bool:
        status = self._camera_status
        return status is not None and status.device is DeviceState.ONLINE and status.action is Action.NONE

    def _camera_is(self, status: Status) -> None:
        """From whichever thread found it out."""
        if status != self._camera_status:
            self._camera_status = status
            self._orders.report(CameraSeen(status=status))

    def _tell_ready(self) -> None:
        ready = self._ready()
        if ready != self._told_ready:
            self._told_ready = ready
            self._orders.report(ready)

    def _ready(self) -> Ready:
        parts = self._parts
        lacks, stored = list(parts.lacks), 0
        if self._registry is None:
            lacks.append(REGISTRY_OFF)
        else:
            try:
                self._registry.purge()
                stored = self._registry.count()
            except RegistryUnusable:
                lacks.append(REGISTRY_BROKEN)
        engine = parts.engine
        return Ready(
            engine="" if engine is None else engine.name,
            models=parts.models,
            lacks=tuple(lacks),
            stored=stored,
            level=parts.level,
        )
