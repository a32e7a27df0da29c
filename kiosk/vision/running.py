"""The vision process put together: models, register, camera, loop."""

import time
from functools import partial

import structlog

from drivers.camera.source import FrameSource
from kiosk.vision.channel import Channel
from kiosk.vision.library_pages import drop_code_pages
from kiosk.vision.loading import load
from kiosk.vision.preview import PreviewWriter
from kiosk.vision.process import Surroundings, VisionProcess
from kiosk.vision.registry import Registry, RegistryUnusable
from kiosk.vision.settings import RegistrySettings, VisionSettings


def run(channel: Channel, memory: int, settings: VisionSettings) -> None:
    """Returns when the kiosk says so or is gone. `memory`: descriptor of the preview's memory."""
    registry = None if settings.registry is None else _opened(settings.registry)
    make_source = None
    if (camera := settings.camera) is not None:
        make_source = lambda told: FrameSource(camera, on_status=told)  # noqa: E731
    around = Surroundings(time.monotonic, make_source, PreviewWriter(memory))
    try:
        parts = load(settings)
        drop_code_pages()
        VisionProcess(channel, parts, registry, around).run()
    finally:
        if registry is not None:
            registry.close()


def _opened(settings: RegistrySettings) -> Registry:
    """A register that can't be opened is said with the first look at it; the rest goes on without."""
    registry = Registry(settings, partial(_now_ms))
    try:
        registry.open()
    except RegistryUnusable as error:
        structlog.get_logger("kiosk.vision").error("the register can't be used", detail=str(error))
    return registry


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
