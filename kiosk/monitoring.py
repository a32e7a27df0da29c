"""`/metrics` and `/healthz` of a kiosk, with its screen or without."""

from collections.abc import Callable, Iterator

from api.messages.views import Health
from api.process.metrics_settings import MetricsSection
from api.process.readings import Reading
from api.process.status_server import StatusServer
from kiosk.composition import Kiosk
from kiosk.metrics import Frames, health_of, readings_of


def status_server(kiosk: Kiosk, settings: MetricsSection, frames: Callable[[], Frames] | None) -> StatusServer:
    """To be started after the kiosk. `frames`: what the screen has shown; None: there is none."""

    def shown() -> Frames | None:
        return None if frames is None else frames()

    def readings() -> Iterator[Reading]:
        return readings_of(kiosk.moment(), shown())

    def health() -> Health:
        return health_of(kiosk.moment(), shown())

    return StatusServer(settings, readings, health)
