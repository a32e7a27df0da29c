"""The Kivy app: one window, the frame in it, one loop for both and the kiosk. Kivy is set up before this is imported."""

import asyncio
import os
import time
from typing import Any

import structlog
from kivy.app import App
from kivy.base import ExceptionHandler, ExceptionManager
from kivy.clock import Clock
from kivy.core.window import Window

from api.process.metrics_settings import MetricsSection
from api.process.sd_notify import notify, watchdog_interval_s
from kiosk.composition import TICK_S, Kiosk
from kiosk.demo import DemoServer, Target
from kiosk.flow.engine import where
from kiosk.flow.failure_budget import FailureBudget
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.technician.views import TECHNICIAN
from kiosk.heart import Heart
from kiosk.memory import STARTED_AFTER_S, TIDY_AFTER_S, loaded, started, tidy
from kiosk.monitoring import status_server
from kiosk.new_settings import NewSettings
from kiosk.screens.glass import Glass, Settling, targets
from kiosk.screens.picture import FrameReader, png
from kiosk.screens.shell import Shell
from kiosk.technician.corner import Corner
from kiosk.theme.theme import Theme
from kiosk.view_models.models import KioskModel
from kiosk.view_models.state import state_of

SECOND_FRAME_S = 0.1
"""On KMSDRM the first frame stays black until another one is drawn."""
BEAT_S = 10.0
"""Where systemd wants no watchdog fed, frames are asked for all the same, for /healthz."""
EXIT_TOO_MANY_FAILURES = 70
"""EX_SOFTWARE of sysexits.h; systemd starts a clean kiosk."""


class FailsafeHandler(ExceptionHandler):
    """Any exception in a Kivy callback: the failsafe screen, and the app lives on, as long as it isn't one after another."""

    def __init__(self, app: "KioskApp") -> None:
        super().__init__()
        self._app = app

    def handle_exception(self, exception: BaseException) -> Any:
        self._app.failed(exception)
        return ExceptionManager.PASS


class WindowSurface:
    """Implements `kiosk.demo.Surface` on the real window."""

    def __init__(self, kiosk: Kiosk, glass: Glass, reader: FrameReader, settling: Settling) -> None:
        self._kiosk = kiosk
        self._glass = glass
        self._reader = reader
        self._settling = settling

    async def targets(self) -> list[Target]:
        await self._settling.wait()
        return targets()

    def touch(self, x: float, y: float) -> None:
        self._glass.touch(x, y)

    def state(self) -> dict[str, Any]:
        return state_of(self._kiosk.engine.shown, self._kiosk.model.value)

    async def picture(self) -> bytes | None:
        frame: asyncio.Future[tuple[int, int, bytes]] = asyncio.get_running_loop().create_future()
        self._reader.read(lambda taken: None if frame.done() else frame.set_result(taken))
        return await asyncio.to_thread(png, *await frame)


class KioskApp(App):
    """Runs until its window is closed or `stop` is called."""

    def __init__(
        self,
        kiosk: Kiosk,
        theme: Theme,
        demo_port: int | None,
        metrics: MetricsSection | None = None,
        new_settings: NewSettings | None = None,
    ) -> None:
        super().__init__()
        self._new_settings = new_settings
        self._metrics = metrics or MetricsSection()
        self._kiosk = kiosk
        self._theme = theme
        self._demo_port = demo_port
        self._budget = FailureBudget()
        self._log = structlog.get_logger("kiosk.app")
        self._glass = Glass()
        self._reader = FrameReader()
        self._settling = Settling()
        self._corner = Corner(theme.display.width_px, theme.display.height_px)
        self._server: DemoServer | None = None
        self._heart = Heart(
            lambda: Window.canvas.ask_update(),
            ready=lambda: notify(os.environ, "READY=1"),
            feed=lambda: notify(os.environ, "WATCHDOG=1"),
        )
        self.exit_code = 0

    def build(self) -> Shell:
        shell = Shell(theme=self._theme, post=self._kiosk.post, vm=self._kiosk.model.value, preview=self._kiosk.preview)
        self._shell = shell
        return shell

    def on_start(self) -> None:
        self._kiosk.model.observe(self._show)
        Window.bind(on_touch_down=self._touched, on_flip=self._flipped)
        Clock.schedule_interval(self._tick, TICK_S)
        Clock.schedule_interval(lambda _: self._heart.beat(), watchdog_interval_s(os.environ, os.getpid()) or BEAT_S)
        # The first frames at once: until they are there nobody can be served.
        Clock.schedule_once(lambda _: self._heart.beat(), SECOND_FRAME_S)
        Clock.schedule_once(lambda _: self._heart.beat(), 2 * SECOND_FRAME_S)
        Clock.schedule_once(lambda _: started(), STARTED_AFTER_S)
        self._tidy = Clock.create_trigger(lambda _: tidy(), TIDY_AFTER_S)

    async def run_kiosk(self) -> int:
        """Start everything, run, stop everything. Returns the process's exit code."""
        handler = FailsafeHandler(self)
        ExceptionManager.add_handler(handler)
        loaded()
        await self._kiosk.start()
        status = status_server(self._kiosk, self._metrics, self._heart.frames)
        try:
            await status.start()
            if self._demo_port:
                self._glass.install()
                self._server = DemoServer(WindowSurface(self._kiosk, self._glass, self._reader, self._settling), self._demo_port)
                await self._server.start()
            await self.async_run(async_lib="asyncio")
        finally:
            notify(os.environ, "STOPPING=1")
            if self._server is not None:
                await self._server.stop()
                self._glass.remove()
            await status.stop()
            self._reader.close()
            await self._kiosk.stop()
            ExceptionManager.remove_handler(handler)
        return self.exit_code

    def failed(self, error: BaseException) -> None:
        """Show the failsafe screen; end the process when the budget of failures is used up."""
        self._log.error("screen failed", where=where(error))
        if not self._budget.spend(time.monotonic()):
            self.exit_code = EXIT_TOO_MANY_FAILURES
            self._log.error("too many failures: a clean start is needed")
            self.stop()
            return
        self._kiosk.engine.fail(where(error))

    def _show(self, model: KioskModel) -> None:
        if type(model.screen) is not type(self._shell.vm.screen) or model.mode != self._shell.vm.mode:
            # A trigger that waits already is put off: a screen that stands is tidied up behind, not one that goes by.
            self._tidy.cancel()
            self._tidy()
        self._shell.vm = model
        self._settling.changed()

    def _tick(self, _: float) -> None:
        self._kiosk.tick()
        if self._new_settings is not None and self._new_settings.poll(time.monotonic(), somebody=self._kiosk.in_use):
            self.stop()

    def _touched(self, _: object, touch: Any) -> bool:
        self._kiosk.post(Intent(IntentKind.TOUCHED))
        if self._corner.touched(touch.sx, 1 - touch.sy, time.monotonic()) and self._kiosk.engine.session is None:
            self._kiosk.post(Intent(IntentKind.START, TECHNICIAN))
        return False

    def _flipped(self, *_: object) -> None:
        self._heart.flipping()
