"""A hall with a service that asks who somebody is, and kiosks whose cameras are video files."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from api.bus.client import MqttBus
from api.bus.settings import BusSettings
from drivers.emulators.persons.attacks import Species
from drivers.emulators.persons.scenes import Scene
from tests.support.broker import connected, running_broker
from tests.support.controller import ControllerProcess
from tests.support.face_kiosk import LOOP_S, MODELS, PERSON, asking_hall, film, identity_section
from tests.support.hall_config import AGENT as HALL_AGENT
from tests.support.hall_config import SITE
from tests.support.kiosk import AGENT, KioskProcess
from tests.support.kiosk_printer import PrinterPeer
from tests.support.person_who_reads import before_the_camera
from tingtang.broker import PrivateBroker

MakeFaceKiosk = Callable[..., KioskProcess]


@pytest_asyncio.fixture
async def hall(tmp_path: Path) -> AsyncIterator[PrivateBroker]:
    """Broker and controller; the kiosk's printer stands beside."""
    async with running_broker(tmp_path / "broker", ("ctl", HALL_AGENT, "kiosk-01", AGENT), SITE) as broker:
        controller = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"), hall=asking_hall())
        await controller.start()
        password = broker.password(AGENT)
        settings = BusSettings(broker.host, broker.port, SITE, AGENT, "test", username=AGENT, password=password, will_delay_s=1)
        printer = PrinterPeer(MqttBus(settings)).listen()
        await connected(printer.bus)
        yield broker
        await printer.bus.stop()
        assert await controller.stop() == 0, controller.log


@pytest_asyncio.fixture
async def make_kiosk(tmp_path: Path, hall: PrivateBroker) -> AsyncIterator[MakeFaceKiosk]:
    """`make(scene)`: somebody of that look stands before the camera from the start; None: somebody who reads the screen."""
    if not MODELS.is_dir():
        pytest.skip(f"models aren't there: tingtang models fetch --out {MODELS}")
    made: list[KioskProcess] = []

    def make(
        scene: Scene | Species | None,
        *,
        person: int = PERSON,
        enrolled: int = PERSON,
        seconds: float = LOOP_S,
        repeat: bool = True,
        **changes: object,
    ) -> KioskProcess:
        folder = tmp_path / f"identity-{len(made)}"
        folder.mkdir()
        if scene is None:
            source = f'generator = "{before_the_camera.__module__}:{before_the_camera.__name__}"'
        else:
            source = f'video = "{film(folder / "film.avi", scene, person, seconds)}"'
        section = identity_section(folder, source, repeat=repeat, enrolled=enrolled)
        made.append(
            KioskProcess(tmp_path / f"kiosk-{len(made)}", hall.port, hall.password_file("kiosk-01"), more=section, **changes)
        )
        return made[-1]

    yield make
    for process in made:
        assert await process.stop() in (0, -9), process.log
