"""A person at a real kiosk window: an X server of its own, the finger of xdotool, a real hall behind the glass.

Takes a number, files an application, prints a certificate, rates and complains, first with the usual screens, then with large
ones. Pictures of each screen are kept under `var/e2e/`.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from hall_controller.config import load_hall_config
from tests.support.desktop import PersonAtGlass, screen
from tests.support.memory_search import found_in, found_in_files, spellings
from tests.support.whole_hall import DEMO_SITE, ROOT, WholeHall, whole_hall
from tingtang.demo.person import DEMO_PERSON

PHONE = "13900007531"
"""Of a range that isn't given out."""
PRIVATE = {**spellings("name", DEMO_PERSON.name), **spellings("number", DEMO_PERSON.number), **spellings("telephone", PHONE)}
PROCESSES = ("kiosk-01", "kiosk-01-agent", "kiosk-01-broker", "controller", "broker")
"""Of the product. Emulated devices show what they printed, and the reference department is what the data was for."""
LIBRARYS_OWN = {"controller: name (utf-8)"}
"""Three characters alone in the filling of some library's record, copied from the stack with it: nothing says whose they are."""
FORGETS_WITHIN_S = 60.0
PICTURES = ROOT / "var" / "e2e"
TERMINAL = tuple(f"kiosk-01-agent/{device}" for device in ("receipt-1", "idcard-1", "document-1"))
"""What the person needs of it; the demo's other devices would only start more slowly."""

pytestmark = [pytest.mark.integration]


class Citizen:
    """What one person does, and what comes out of it."""

    def __init__(self, hall: WholeHall, client: httpx.AsyncClient, glass: PersonAtGlass, folder: Path) -> None:
        self.hall, self._client, self.glass = hall, client, glass
        self.folder = folder

    async def take_number(self) -> None:
        glass = self.glass
        await glass.press("home.take-ticket")
        await glass.see("choose-department")
        await glass.choose("市场监督")
        await glass.see("choose-one-service")
        await glass.press("service.*")
        number = (await glass.see("paper-given"))["number"]
        assert str(number) in str(await self._printed("receipt-1"))
        await glass.press("ticket.done")
        await self._rate("finished")

    async def file_application(self) -> None:
        """A lost social security card is blocked: identified by card, chosen, confirmed, a receipt in the hand."""
        glass = self.glass
        await self._begin("社保医保", "item.social-card-suspend")
        await self._lay_card()
        await glass.see("choose-one")
        await glass.press("card.0")
        await glass.see("confirm-answers")
        await glass.press("confirm.send")
        await glass.see("accepted")
        await glass.press("accepted.ok")
        await glass.see("paper-taken")
        assert "受理" in str(await self._printed("receipt-1"))
        await glass.press("items.taken.ok")
        await self._rate("item-finished")

    async def print_certificate(self) -> None:
        glass = self.glass
        before = (await self._printed("document-1"))["sheets"]
        await self._begin("社保医保", "item.insured-certificate")
        await self._lay_card()
        await glass.see("ask-choice")
        await glass.press("option.school")
        await glass.see("type-text")
        await glass.tap("key.1", "key.2")
        await glass.press("typing.confirm")
        await glass.see("show-records")
        await glass.press("show.ok")
        await glass.see("paper-taken")
        assert (await self._printed("document-1"))["sheets"] == before + 1
        # The paper is taken out of the slot: the screen goes on by itself.
        await self._client.post(f"{self.hall.site.emulators_url}/document-1/press", json={"key": "take"})
        await self._rate("item-finished")

    async def complain(self) -> None:
        glass = self.glass
        await glass.press("home.feedback")
        await glass.see("choose-feedback")
        await glass.press("feedback.complaint")
        await glass.see("choose-subject")
        await glass.press("subject.waiting")
        await glass.see("choose-office")
        await glass.choose("税务局")
        await glass.see("type-text")
        await glass.write("deng", "等")
        await glass.press("typing.confirm")
        await glass.see("type-text")
        await glass.tap(*(f"key.{digit}" for digit in PHONE))
        await glass.press("typing.confirm")
        await glass.see("check-complaint")
        await glass.press("check.send")
        await glass.see("complaint-filed")
        await glass.press("footer.home")
        await glass.see("home")

    async def _begin(self, zone: str, item: str) -> None:
        await self.glass.press("home.items")
        await self.glass.see("choose-zone")
        await self.glass.choose(zone)
        await self.glass.see("choose-item")
        await self.glass.press(item, pages=True)
        await self.glass.see("identity-hub")

    async def _lay_card(self) -> None:
        await self.glass.press("way.card")
        await self.glass.see("lay-card")
        await self._take_out("card/lay")
        await self.glass.see("take-card-back")
        await self._take_out("card/lift")

    async def _take_out(self, thing: str) -> None:
        answer = await self._client.post(f"{self.hall.site.citizen_url}{thing}")
        assert answer.is_redirect

    async def _rate(self, then: str) -> None:
        await self.glass.see("rate-kiosk")
        await self.glass.press("rating.GOOD")
        await self.glass.see(then)
        await self.glass.press("footer.home")
        await self.glass.see("home")

    async def _printed(self, device: str) -> dict[str, object]:
        return dict((await self._client.get(f"{self.hall.site.emulators_url}/{device}/state")).json())


@pytest.fixture
async def citizen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Citizen]:
    demo = load_hall_config(DEMO_SITE).model_copy(update={"devices": TERMINAL})
    async with screen() as display:
        monkeypatch.setenv("DISPLAY", display)
        async with whole_hall(tmp_path / "hall", demo, headless=False) as hall, httpx.AsyncClient(timeout=30) as client:
            glass = PersonAtGlass(client, hall.site.kiosks[0].url, display, PICTURES)
            yield Citizen(hall, client, glass, tmp_path / "hall")
            said = "\n".join(hall.lines)
            assert DEMO_PERSON.number not in said, "a log names the citizen"
            assert DEMO_PERSON.name not in said, "a log names the citizen"
            assert hall.problems() == []


def processes(hall: WholeHall) -> dict[str, int]:
    """Their numbers. The process that sees has a search of its own; here its drawn camera names the person in its code."""
    return {name: pid for name in PROCESSES if (pid := hall.supervisor.process_id(name)) is not None}


async def nothing_is_left(hall: WholeHall, folder: Path) -> None:
    """Of whoever was here: in memory of any process, in any file, such as logs, spools, databases and brokers' stores."""
    left: set[str] = set()
    loop = asyncio.get_running_loop()
    until_s = loop.time() + FORGETS_WITHIN_S
    while loop.time() < until_s:
        left = {f"{name}: {found}" for name, pid in processes(hall).items() for found in found_in(pid, PRIVATE)} - LIBRARYS_OWN
        left |= found_in_files(folder, PRIVATE)
        if not left:
            return
        await asyncio.sleep(1)
    raise AssertionError("\n".join(sorted(left)))


async def test_a_whole_visit_in_usual_and_in_large_letters(citizen: Citizen) -> None:
    await citizen.glass.see("home")
    for mode in ([], ["large"]):
        if mode:
            await citizen.glass.press("footer.large")
        for thing in (citizen.take_number, citizen.file_application, citizen.print_certificate, citizen.complain):
            if mode and (await citizen.glass.state())["mode"] != mode:
                await citizen.glass.press("footer.large")
            await citizen.glass.see("home", mode=mode)
            await thing()
    await nothing_is_left(citizen.hall, citizen.folder)
