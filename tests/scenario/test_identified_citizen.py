"""The demo's invented citizen at the demo's kiosk: a face, a code signed for the moment, a card with a face. Only the devices and
the person are emulated: broker, hall, vision process, models, register and signatures are the product's.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from hall_controller.config import load_hall_config
from tests.support.whole_hall import ASSETS, DEMO_SITE, WholeHall, whole_hall
from tingtang.demo.hands import KioskHands
from tingtang.demo.person import DEMO_PERSON

LOOK_S = 0.1
WAIT_S = 90.0
"""A comparison may take 30 s; machines are shared."""
DEPARTMENTS = {"property-query": "不动产", "social-card": "人力资源", "tax-clearance": "税务"}

pytestmark = pytest.mark.skipif(
    not (ASSETS / "models" / "face_recognition_sface_2021dec.onnx").exists(), reason="no models: tingtang models fetch"
)


class Person:
    """Touches the kiosk by what stands on it, and takes things out on the citizen's page."""

    def __init__(self, hall: WholeHall, client: httpx.AsyncClient) -> None:
        self._page = hall.site.citizen_url
        self._client = client
        self._kiosk = KioskHands(client, hall.site.kiosks[0].url)

    async def press(self, name: str) -> None:
        async with asyncio.timeout(WAIT_S):
            while True:
                found = [t for t in await self._kiosk.targets() if t.name == name and t.enabled]
                if found:
                    await self._kiosk.touch(found[0])
                    return
                await asyncio.sleep(LOOK_S)

    async def see(self, *screens: str) -> str:
        async with asyncio.timeout(WAIT_S):
            while True:
                shown = str((await self._kiosk.screen())["screen"])
                if shown in screens:
                    return shown
                await asyncio.sleep(LOOK_S)

    async def type_number(self) -> None:
        """Each key once, as soon as the one before stands there."""
        for end, sign in enumerate(DEMO_PERSON.number, start=1):
            await self.press(f"key.{sign}")
            async with asyncio.timeout(WAIT_S):
                while True:
                    if (await self._kiosk.screen())["typed"] == "*" * end:
                        break
                    await asyncio.sleep(LOOK_S)
        await self.press("number.confirm")

    async def take_out(self, thing: str) -> None:
        """`card/lay`, `card/lift`, `code/show`, `code/again`."""
        async with asyncio.timeout(WAIT_S):
            while True:
                try:
                    answer = await self._client.post(f"{self._page}{thing}")
                except httpx.ConnectError:
                    # The page comes up last.
                    await asyncio.sleep(LOOK_S)
                    continue
                assert answer.is_redirect
                return

    async def choose(self, service: str) -> None:
        await self.press("home.take-ticket")
        await self.see("choose-department")
        wanted = DEPARTMENTS[service]
        [card] = [t for t in await self._kiosk.targets() if t.name.startswith("department.") and wanted in t.text]
        await self._kiosk.touch(card)
        await self.press(f"service.{service}")
        await self.see("identity-hub")

    async def look_into_the_camera(self) -> str:
        await self.see("consent-notice")
        await self.press("consent.yes")
        return await self.see("welcome", "way-failed")

    async def goes_with_a_number(self) -> None:
        assert await self.see("paper-given", "refused") == "paper-given"
        await self.press("footer.home")
        await self.see("home")


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[WholeHall]:
    async with whole_hall(tmp_path, load_hall_config(DEMO_SITE), headless=True) as running:
        yield running


async def test_face_code_and_card_with_face(hall: WholeHall) -> None:
    async with httpx.AsyncClient(timeout=10) as client:
        person = Person(hall, client)

        await person.choose("property-query")
        await person.press("way.face")
        await person.press("claim.id-number")
        await person.type_number()
        assert await person.look_into_the_camera() == "welcome"
        await person.goes_with_a_number()

        await person.choose("social-card")
        await person.press("way.show-code")
        await person.see("scan-now")
        await person.take_out("code/show")
        await person.see("welcome")
        await person.goes_with_a_number()

        await person.choose("tax-clearance")
        await person.press("way.card")
        await person.see("lay-card")
        await person.take_out("card/lay")
        await person.see("take-card-back")
        await person.take_out("card/lift")
        await person.see("identity-hub")
        await person.press("way.face")
        assert await person.look_into_the_camera() == "welcome"
        await person.goes_with_a_number()

    said = "\n".join(hall.lines)
    for secret in (DEMO_PERSON.number, DEMO_PERSON.name):
        assert secret not in said, "a log names the citizen"
    assert hall.problems() == []
