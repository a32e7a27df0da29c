"""A person at a real kiosk window: an X server of its own, the finger of xdotool, a real hall behind the glass.

Pictures of each screen are kept under `var/e2e/`.
"""

from pathlib import Path

import httpx
import pytest

from tests.support.desktop import PersonAtGlass, screen
from tests.support.whole_hall import ROOT, demo_hall, whole_hall

PICTURES = ROOT / "var" / "e2e"


@pytest.mark.integration
@pytest.mark.parametrize("mode", ["usual", "large"])
async def test_a_person_takes_a_number_and_rates(mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with screen() as display:
        monkeypatch.setenv("DISPLAY", display)
        async with whole_hall(tmp_path / "hall", demo_hall(), headless=False) as hall, httpx.AsyncClient() as client:
            person = PersonAtGlass(client, hall.site.kiosks[0].url, display, PICTURES / mode)
            await person.see("home")
            if mode == "large":
                await person.press("footer.large")
                await person.see("home", mode=["large"])
            await person.press("home.take-ticket")
            await person.see("choose-department")
            await person.choose("市场监督")
            await person.see("choose-one-service")
            await person.press("service.*")
            state = await person.see("paper-given")
            await person.press("ticket.done")
            await person.see("rate-kiosk")
            await person.press("rating.VERY_GOOD")
            await person.see("finished")
            papers = (await client.get(f"{hall.site.emulators_url}/receipt-1/state")).json()
            assert state["number"] in str(papers)
