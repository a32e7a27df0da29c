"""A kiosk inside the simulation: the product's composition without a screen."""

import asyncio
from zoneinfo import ZoneInfo

from api.text.catalogue import TextCatalogue
from kiosk.composition import Kiosk, World
from kiosk.ports.store import KioskStore
from kiosk.program import local_time
from kiosk.settings import KioskSettings
from tests.deterministic.machine import Machine
from tests.deterministic.party import Life
from tests.deterministic.town import PRINTER, SITE, Town

PAGE_SIZE = 20
TICK_S = 1.0
"""A screen would look at the clock more often; nothing but its count-down depends on that."""


class KioskMachine(Machine):
    """`kiosk` is the present life's, None while it is down."""

    busy_writes = 20

    def __init__(self, town: Town, name: str, texts: TextCatalogue) -> None:
        super().__init__(town, name)
        self._texts = texts
        self.kiosk: Kiosk | None = None
        self.store: KioskStore | None = None

    def after_kill(self) -> None:
        self.kiosk = self.store = None

    async def run(self, life: Life) -> None:
        folder = self.disk.folder
        settings = KioskSettings.model_validate(
            {"kiosk": {"site": SITE, "node": self.name, "data_dir": folder, "printer": f"{self.name}-agent/{PRINTER}"}}
        )
        now_ms = lambda: self.town.wall_ms(self.name)  # noqa: E731 (two users of one clock)
        world = World(
            monotonic_s=self.town.loop.time,
            now_ms=now_ms,
            local=local_time(ZoneInfo(settings.kiosk.timezone)),
            new_id=self.new_id,
            jitter=self.chance.random,
            # It stands on no machine of its own: its self-test would look at this one, at the price of the whole simulation.
            look=lambda _settings, _texts: [],
        )
        store = KioskStore(folder / "kiosk.sqlite", now_ms, self.disk.connect)
        kiosk = Kiosk(settings, self.make_bus(life), store, self._texts, world, page_size=PAGE_SIZE)
        await kiosk.start()
        self.kiosk, self.store = kiosk, store
        while True:
            kiosk.tick()
            await asyncio.sleep(TICK_S)
