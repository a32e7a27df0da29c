"""All the way: a kiosk's register over MQTT, the controller's process, the reference platforms; and no trace of anybody."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from api.bus.client import MqttBus
from api.bus.outbox_sender import OutboxSender
from api.bus.settings import BusSettings
from api.ids import new_id
from api.messages.identity_commands import GiveConsent
from api.messages.identity_words import Assurance, ConsentPurpose, IdentityOutcome
from hall_controller.clock import wall_ms
from kiosk.flow.identity.person import DocumentHolder
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.register import HallRegister
from kiosk.ports.store import KioskStore
from kiosk.ports.withdrawals import WithdrawalWatch
from tests.support.broker import connected, running_broker, until
from tests.support.controller import ControllerProcess
from tests.support.hall_config import AGENT, SITE
from tests.support.hall_identity import written
from tests.support.reference_process import made, reference
from tests.support.vision_process import MODELS
from tingtang.ports import free_port
from tingtang.reference.make import CTID_PORT, LICENCE_PORT, SECTION
from tingtang.reference.people import INVENTED

pytestmark = pytest.mark.integration

FACES = Path(__file__).parents[3] / "drivers" / "emulators" / "persons" / "faces"
WANG = DocumentHolder(document="111", number=INVENTED[0].number, name=INVENTED[0].name)


def picture(person: int, which: str) -> str:
    return b64encode((FACES / f"person-{person:02}" / f"{which}.png").read_bytes()).decode()


class Hall:
    """A hall with both platforms, seen from one kiosk."""

    def __init__(self, register: HallRegister, controller: ControllerProcess, folder: Path, licence_port: int) -> None:
        self.register, self.controller, self.folder, self.licence_port = register, controller, folder, licence_port


async def _kiosk(folder: Path, bus_settings: BusSettings, closing: AsyncExitStack) -> HallRegister:
    bus = MqttBus(bus_settings)
    store = KioskStore(folder / "kiosk.sqlite3", wall_ms)
    outbox = store.open()
    closing.callback(store.close)
    sender = OutboxSender(bus, outbox, lambda entry, completion: register.on_done(entry, completion))

    async def forget(persons: tuple[str, ...]) -> int:
        return 0

    failures: list[BaseException] = []
    watch = WithdrawalWatch(bus, LeaseStore(store), forget, new_id=new_id, on_change=lambda: None, on_failure=failures.append)
    register = HallRegister(
        bus, store, outbox, watch, forget, person_key=bytes(32), new_id=new_id, today=date.today, wake=sender.wake
    )
    await connected(bus)
    closing.push_async_callback(bus.stop)
    sender.start()
    closing.push_async_callback(sender.stop)
    watch.start()
    closing.push_async_callback(watch.stop)
    return register


@pytest_asyncio.fixture
async def hall(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    platforms = tmp_path_factory.mktemp("platforms")
    (platforms / "a.png").write_bytes((FACES / "person-01" / "a.png").read_bytes())
    people = platforms / "people.toml"
    people.write_text(f'[[people]]\nname = "{WANG.name}"\nnumber = "{WANG.number}"\npicture = "a.png"\n', "utf-8")
    await made(platforms / "keys")
    ctid_port, licence_port = free_port(), free_port()
    async with AsyncExitStack() as closing:
        broker = await closing.enter_async_context(running_broker(tmp_path / "broker", ("ctl", AGENT, "kiosk-01"), SITE))
        more = ("--people", str(people), "--models", str(MODELS))
        await closing.enter_async_context(reference("ctid", platforms / "keys", ctid_port, *more))
        await closing.enter_async_context(reference("licence", platforms / "keys", licence_port, "--people", str(people)))
        controller = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"))
        section = (platforms / "keys" / SECTION).read_text().replace(f":{CTID_PORT}", f":{ctid_port}")
        with controller.config.open("a", encoding="utf-8") as config:
            config.write(section.replace(f":{LICENCE_PORT}", f":{licence_port}"))
        await controller.start()
        closing.push_async_callback(controller.kill)
        settings = BusSettings(
            broker.host,
            broker.port,
            SITE,
            "kiosk-01",
            "test",
            username="kiosk-01",
            password=broker.password("kiosk-01"),
            will_delay_s=1,
        )
        register = await _kiosk(tmp_path, settings, closing)
        await until(lambda: register.adapters == {"ctid", "licence"}, "both platforms offered")
        yield Hall(register, controller, tmp_path, licence_port)


async def test_faces_names_and_a_phones_code(hall: Hall) -> None:
    register = hall.register
    consent = register.give_consent(GiveConsent(purpose=ConsentPurpose.FACE_ONLINE, text_version="1", given_at=wall_ms()))
    hers = await register.check("ctid", holder=WANG, picture=picture(1, "b"), consent=consent)
    assert (hers.outcome, hers.assurance) == (IdentityOutcome.VERIFIED, Assurance.L2)
    others = await register.check("ctid", holder=WANG, picture=picture(2, "a"), consent=consent)
    assert (others.outcome, others.reason) == (IdentityOutcome.REJECTED, "platform.otherFace")
    without = await register.check("ctid", holder=WANG, picture=picture(1, "b"))
    assert (without.outcome, without.reason) == (IdentityOutcome.UNAVAILABLE, "platform.noConsent")
    assert (await register.check("ctid", holder=WANG)).assurance is Assurance.L0

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{hall.licence_port}", trust_env=False) as phone:
        code = (await phone.post("/reference/code", json={"number": WANG.number})).json()["code"]
    shown = await register.check("licence", holder=None, code=code)
    assert (shown.holder, shown.assurance) == (WANG, Assurance.L2)
    assert (await register.check("licence", holder=None, code=code)).reason == "code.replayed"

    assert await hall.controller.stop() == 0
    traces = await asyncio.to_thread(written, hall.folder)
    for secret in (WANG.name, WANG.number, code, picture(1, "b")[:60]):
        assert secret.encode() not in traces
