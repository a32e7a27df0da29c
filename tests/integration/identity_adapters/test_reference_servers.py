"""The reference servers as their own processes, and adapters made from the section that they wrote, over real sockets."""

import asyncio
from pathlib import Path

import httpx
import pytest

from api.ids import new_id
from api.messages.identity_commands import CheckIdentity
from api.messages.identity_words import Assurance, IdentityOutcome, IdentitySource
from hall_controller.clock import wall_ms
from hall_controller.identity.adapters.asked import Adapters
from hall_controller.identity.adapters.base import Answer
from hall_controller.identity.adapters.build import build_adapters
from hall_controller.settings import load_settings
from tests.support.reference_process import made, reference
from tingtang.reference.make import CTID_PORT, LICENCE_PORT, SECTION
from tingtang.reference.people import INVENTED

pytestmark = pytest.mark.integration

WANG = INVENTED[0]


def adapters_from(folder: Path, ports: dict[int, int]) -> Adapters:
    text = (folder / SECTION).read_text()
    for usual, free in ports.items():
        text = text.replace(f":{usual}", f":{free}")
    path = folder / "controller.toml"
    path.write_text('site_file = "hall.toml"\ndata_dir = "data"\n' + text)
    return build_adapters(
        load_settings(path).identity, now_ms=wall_ms, monotonic_s=asyncio.get_running_loop().time, new_id=new_id
    )


async def test_ctid_over_a_real_line_and_while_it_is_away(tmp_path: Path, free_port: int) -> None:
    folder = tmp_path / "reference"
    await made(folder)
    adapters = adapters_from(folder, {CTID_PORT: free_port})
    question = CheckIdentity(adapter="ctid", name=WANG.name, id_number=WANG.number)

    async def ask() -> Answer:
        return await adapters.check(question)

    assert (await ask()).reason == "platform.silent"
    async with reference("ctid", folder, free_port) as said:
        answer = await ask()
        assert (answer.outcome, answer.source) == (IdentityOutcome.VERIFIED, IdentitySource.CTID)
        assert (await adapters.check(question.model_copy(update={"name": "李秀英"}))).reason == "platform.noMatch"
    assert WANG.number not in b"".join(said).decode()
    assert (await ask()).reason == "platform.silent"
    await adapters.close()


async def test_a_phones_licence_over_a_real_line(tmp_path: Path, free_port: int) -> None:
    folder = tmp_path / "reference"
    await made(folder)
    adapters = adapters_from(folder, {LICENCE_PORT: free_port})
    async with (
        reference("licence", folder, free_port) as said,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{free_port}", trust_env=False) as phone,
    ):
        code = (await phone.post("/reference/code", json={"number": WANG.number})).json()["code"]
        answer = await adapters.check(CheckIdentity(adapter="licence", code=code))
        assert (answer.outcome, answer.assurance, answer.id_number) == (IdentityOutcome.VERIFIED, Assurance.L2, WANG.number)
        again = await adapters.check(CheckIdentity(adapter="licence", code=code))
        assert again.reason == "code.replayed"
    assert code not in b"".join(said).decode()
    await adapters.close()
