"""Identification over real Mosquitto with the controller as a process: killed in between, with pictures, without traces."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from api.bus.client import MqttBus
from api.bus.port import NotAnswered
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_command import HallCommand
from api.messages.identity_commands import (
    IDENTITY_COMMANDS,
    CheckIdentity,
    ClaimBooking,
    GiveConsent,
    RecordIdentity,
    RedeemCode,
    Withdrawals,
    WithdrawConsent,
)
from api.messages.identity_words import ConsentPurpose, IdentityOutcome, IdentityWay
from api.messages.privacy_views import PrivacyView
from api.messages.topics import LONGER_COMMANDS, hall_command_topic
from api.messages.words import CompletionCode, Refusal
from hall_controller.clock import wall_ms
from tests.integration.controller.conftest import MakeBus
from tests.support.broker import connected
from tests.support.controller import ControllerProcess
from tests.support.hall_config import SITE
from tests.support.hall_identity import written
from tingtang.__main__ import main
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.integration

NAMES = {model: name for name, model in IDENTITY_COMMANDS.items()}
NAME, NUMBER, CODE = "测试甲乙丙", "610124199001010013", "code-of-nobody-at-all"
PICTURE = "UGljdHVyZU9mTm9ib2R5" * 9_000


@pytest.fixture
async def kiosk(make_bus: MakeBus) -> MqttBus:
    return await connected(make_bus("kiosk-01"))


@pytest.fixture
async def controller(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[ControllerProcess]:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"))
    await process.start()
    yield process
    if process.running:
        assert await process.stop() == 0, process.log


async def ask(bus: MqttBus, command: HallCommand, ident: str | None = None) -> Completion:
    return await bus.request(hall_command_topic(SITE, NAMES[type(command)]), command, command_id=ident or new_id())


async def test_a_killed_controller_remembers_codes_and_consents(controller: ControllerProcess, kiosk: MqttBus) -> None:
    code = RedeemCode(code="0c" * 32, expires_at=wall_ms() + 60_000)
    given = GiveConsent(purpose=ConsentPurpose.FACE_REGISTRY, text_version="1", person="person-under-test-01", given_at=wall_ms())
    redeemed, consented = new_id(), new_id()
    assert (await ask(kiosk, code, redeemed)).succeeded
    receipt = (await ask(kiosk, given, consented)).result["receipt"]
    await controller.kill()
    await controller.start()
    assert (await ask(kiosk, code, redeemed)).succeeded
    assert (await ask(kiosk, code)).error_code == Refusal.CODE_USED
    assert (await ask(kiosk, given, consented)).result["receipt"] == receipt
    assert (await ask(kiosk, WithdrawConsent(receipt=receipt))).result == {"withdrawn": 1}
    answer = await ask(kiosk, Withdrawals())
    assert answer.result["persons"] == ["person-under-test-01"]
    assert answer.result["adapters"] == []


async def test_of_ten_at_once_one_gets_the_code(controller: ControllerProcess, kiosk: MqttBus) -> None:
    code = RedeemCode(code="0d" * 32, expires_at=wall_ms() + 60_000)
    answers = await asyncio.gather(*[ask(kiosk, code) for _ in range(10)])
    assert sorted(answer.succeeded for answer in answers) == [False] * 9 + [True]


async def test_a_question_with_a_picture_arrives_and_leaves_no_trace(
    tmp_path: Path, controller: ControllerProcess, kiosk: MqttBus
) -> None:
    question = CheckIdentity(adapter="ctid", name=NAME, id_number=NUMBER, code=CODE, picture=PICTURE)
    assert len(orjson.dumps(question.model_dump(mode="json"))) > 180_000
    answer = await ask(kiosk, question)
    assert (answer.code, answer.error_code) == (CompletionCode.COMMAND_ERROR_CODE, Refusal.UNKNOWN_ADAPTER)
    with pytest.raises(ValueError, match="at most"):
        await ask(kiosk, question.model_copy(update={"picture": "A" * LONGER_COMMANDS["check-identity"]}))
    assert await controller.stop() == 0
    traces = await asyncio.to_thread(written, tmp_path)
    for secret in (NAME, NUMBER, CODE, PICTURE[:40]):
        assert secret.encode() not in traces


async def test_the_broker_keeps_no_question_for_a_controller_that_is_away(
    tmp_path: Path, broker: PrivateBroker, controller: ControllerProcess, kiosk: MqttBus
) -> None:
    await controller.kill()
    question = CheckIdentity(adapter="ctid", name=NAME, id_number=NUMBER, code=CODE, picture=PICTURE)
    claim = ClaimBooking(number="ZZ98765")
    for command in (question, claim):
        with pytest.raises(NotAnswered):
            await kiosk.request(hall_command_topic(SITE, NAMES[type(command)]), command, command_id=new_id(), timeout_s=1.5)
    await kiosk.stop()
    await broker.stop()
    traces = await asyncio.to_thread(written, tmp_path)
    # What isn't personal waits there: the search would find it.
    assert claim.number.encode() in traces
    for secret in (NAME, NUMBER, CODE, PICTURE[:40]):
        assert secret.encode() not in traces


async def test_reports_beside_a_running_controller_and_after_it(
    tmp_path: Path, controller: ControllerProcess, kiosk: MqttBus
) -> None:
    evidence = RecordIdentity(way=IdentityWay.CARD, outcome=IdentityOutcome.VERIFIED, ended_at=wall_ms())
    assert (await ask(kiosk, evidence)).succeeded
    output = tmp_path / "report.json"
    for _ in ("running", "stopped"):
        command = ["privacy", "report", "--config", str(controller.config), "--json", "--output", str(output)]
        assert await asyncio.to_thread(main, command) == 0
        view = PrivacyView.model_validate_json(await asyncio.to_thread(output.read_bytes))
        assert (view.verified, view.verified_without_face) == (1, 1)
        if controller.running:
            async with controller.client("manager") as manager:
                assert PrivacyView.model_validate(await manager.get("/api/v1/reports/privacy?days=30")) == view
            health = await controller.health()
            assert next(part for part in health.parts if part.name == "identity").well
            assert await controller.stop() == 0
