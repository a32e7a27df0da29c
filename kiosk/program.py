"""`python -m kiosk --config kiosk.toml`: a window when there is a display, an offscreen one otherwise."""

import argparse
import asyncio
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from api.bus.client import MqttBus
from api.bus.clock import system_clock
from api.ids import new_id
from api.process.broker_access import bus_settings
from api.process.logs import configure_logs
from api.process.settings_file import ConfigurationError
from api.text.catalogue import LANGUAGES, CatalogueError, read_catalogue
from kiosk.composition import Kiosk, World
from kiosk.headless import serve
from kiosk.identification import read_files
from kiosk.new_settings import NewSettings
from kiosk.ports.store import KioskStore
from kiosk.settings import KioskSettings, load_settings

EXIT_CONFIGURATION = 78
"""EX_CONFIG of sysexits.h: trying again can't help."""
EXIT_STORE = 74
"""EX_IOERR."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m kiosk", description="The citizen's kiosk.")
    parser.add_argument("--config", type=Path, required=True, help="the kiosk's TOML file")
    parser.add_argument("--check-config", action="store_true", help="only check the file")
    parser.add_argument(
        "--check", action="store_true", help="look at screen, fonts, touch, camera, disk, broker, printer; say it"
    )
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of what --check says")
    parser.add_argument("--json", action="store_true", help="with --check: one JSON object")
    parser.add_argument("--headless", action="store_true", help="without Kivy: flow and ports only, for tests")
    options = parser.parse_args(arguments)
    try:
        settings = load_settings(options.config)
        configure_logs(settings.log.format, settings.log.level, part="kiosk", node=settings.kiosk.node)
        if options.check_config:
            read_files(settings.identity)
            sys.stdout.write(f"{options.config}: usable\n")
            return 0
        if options.check:
            return _check(settings, options.language, as_json=options.json)
        if options.headless:
            asyncio.run(_headless(settings, options.config))
            return 0
        return _windowed(settings, options.config)
    except (ConfigurationError, CatalogueError) as error:
        sys.stderr.write(f"kiosk: {error}\n")
        return EXIT_CONFIGURATION
    except (OSError, sqlite3.Error) as error:
        sys.stderr.write(f"kiosk: {error}\n")
        return EXIT_STORE


def _check(settings: KioskSettings, language: str, *, as_json: bool) -> int:
    from kiosk.check.run import check, report

    texts = read_catalogue()
    return report(check(settings, texts, environment=dict(os.environ)), texts, language, as_json=as_json)


async def _headless(settings: KioskSettings, path: Path) -> None:
    new_settings = NewSettings(path, settings, time.monotonic())
    await serve(make_kiosk(settings, page_size=HEADLESS_PAGE), settings, new_settings)


HEADLESS_PAGE = 2_000
"""Cards: more than a county hall has services, so that a test finds each at once."""


def _windowed(settings: KioskSettings, path: Path) -> int:
    # Nothing of Kivy may be imported before its settings are made, hence the imports down here.
    from kiosk.memory import limit_hoarding
    from kiosk.theme.fonts import FontsMissing, extract_fonts
    from kiosk.theme.kivy_setup import has_display, register_fonts, set_up_kivy
    from kiosk.theme.rotation import kept_rotation

    width, height, fullscreen = window_of(settings, display_there=has_display())
    fonts = settings.kiosk.fonts or settings.kiosk.data_dir / "fonts"
    try:
        extract_fonts(fonts)
    except FontsMissing as missing:
        raise ConfigurationError(str(missing)) from missing
    rotation = kept_rotation(settings.kiosk.data_dir, settings.display.rotation)
    limit_hoarding()
    set_up_kivy(settings.kiosk.data_dir / "kivy", width, height, fullscreen=fullscreen, rotation=rotation)
    register_fonts(fonts)
    _require_window(settings)
    from kiosk.app import KioskApp
    from kiosk.screens.service_pick.service_pick import page_size
    from kiosk.theme.sizes import Display
    from kiosk.theme.theme import Theme

    theme = Theme(Display(width, height, settings.display.diagonal_in))

    async def run() -> int:
        kiosk = make_kiosk(settings, page_size=page_size(theme.portrait))
        new_settings = NewSettings(path, settings, time.monotonic())
        app = KioskApp(kiosk, theme, settings.kiosk.demo_port, settings.metrics, new_settings)
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, app.stop)
        return await app.run_kiosk()

    return asyncio.run(run())


def _require_window(settings: KioskSettings) -> None:
    """
    Raises:
        ConfigurationError: no window opens; the text says the likeliest reason and what to do.
    """
    from kivy.core.window import Window

    if Window is not None:
        return
    from kiosk.check.renderer import CARDS, video_driver, why_no_window
    from kiosk.check.run import sentence

    finding = why_no_window(video_driver(os.environ), os.environ, CARDS)
    raise ConfigurationError(sentence(finding, read_catalogue(), settings.kiosk.languages[0]))


def window_of(settings: KioskSettings, *, display_there: bool) -> tuple[int, int, bool]:
    """Width, height, and whether it fills the screen. In the demo a person's own screen shows a kiosk of half the size."""
    display, demo = settings.display, settings.kiosk.demo_port is not None
    if display.fullscreen is None and demo and display_there:
        return display.width // 2, display.height // 2, False
    return display.width, display.height, not demo if display.fullscreen is None else display.fullscreen


def make_kiosk(settings: KioskSettings, *, page_size: int) -> Kiosk:
    """The kiosk over the real bus, store and clocks. Call it on the event loop.

    Raises:
        ConfigurationError: the password file can't be read.
        OSError: the data folder can't be written.
    """
    data = settings.kiosk.data_dir
    data.mkdir(parents=True, exist_ok=True)
    world = World(time.monotonic, system_clock, local_time(ZoneInfo(settings.kiosk.timezone)), new_id)
    kiosk = settings.kiosk
    bus = bus_settings(settings.broker, site=kiosk.site, node=kiosk.node, data_dir=data)
    store = KioskStore(data / "kiosk.sqlite", world.now_ms)
    return Kiosk(settings, MqttBus(bus), store, read_catalogue(), world, page_size=page_size)


def local_time(zone: ZoneInfo) -> Callable[[int], datetime]:
    """UTC ms → the hall's local time."""
    return lambda utc_ms: datetime.fromtimestamp(utc_ms / 1000, zone)
