"""A hall's real server for units, over real HTTPS with client certificates, and units that ask it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from api.process.layout import Layout, Role
from api.releases.orders import Report
from hall_controller.clock import wall_ms
from hall_controller.releases.rollout import Stage, new_rollout
from hall_controller.releases.routes import ReleasePorts
from hall_controller.releases.steering import start
from hall_controller.units.program import UnitServer
from hall_controller.units.settings import load_settings
from tests.support.upgrade_rig import NEW, WELL, Rig, make_bundle
from tingtang.trust.identity import Identity
from tingtang.trust.officer import TrustOfficer
from tingtang.trust.unit_client import UnitClient
from tingtang.trust.unit_settings import UnitSection, unit_text
from tingtang.upgrade.source import HallSource
from tingtang.upgrade.this_machine import hall_of

SITE = "150426-07"


@dataclass
class UpgradeHall:
    folder: Path
    layout: Layout
    port: int
    ports: ReleasePorts
    """As `tingtang upgrade` on the server has them."""
    requests: list[httpx.Response]

    @property
    def officer(self) -> TrustOfficer:
        return TrustOfficer(self.layout)

    def unit(self, node: str) -> Rig:
        """One that takes releases from the same maker, certified as `node`."""
        rig = Rig(self.folder / node, secret=(self.folder / "maker.key").read_bytes())
        self.officer.issue(node, rig.layout.identity)
        return rig

    def client(self, rig: Rig | None, node: str = "x") -> httpx.Client:
        """`rig` left out: without a certificate."""
        section = UnitSection(node=node, hall="127.0.0.1", port=self.port)
        if rig is None:
            context = httpx.create_ssl_context(verify=False)
            return httpx.Client(verify=context, base_url=f"https://127.0.0.1:{self.port}")
        way = UnitClient(section, Identity(rig.layout.identity))
        heard = {"response": [self.requests.append]}
        return httpx.Client(verify=way.context(), base_url=way.base_url, trust_env=False, event_hooks=heard)

    async def ask_noted(self, rig: Rig) -> Report:
        """As `ask`; what the server answers is kept in `requests`."""

        def poll() -> Report:
            with self.client(rig) as client:
                return rig.upgrader().poll(HallSource(client))

        return await asyncio.to_thread(poll)

    async def ask(self, rig: Rig) -> Report:
        """One question, as the timer's; in a thread, for the server runs in this one."""

        section = UnitSection(node=rig.layout.root.parent.name, hall="127.0.0.1", port=self.port)
        rig.layout.unit.write_text(unit_text(section), "utf-8")

        def poll() -> Report:
            with hall_of(rig.layout) as hall:
                return rig.upgrader().poll(hall)

        return await asyncio.to_thread(poll)

    def offer(self, nature: str = WELL, version: str = NEW) -> None:
        secret = (self.folder / "maker.key").read_bytes()
        bundle = make_bundle(self.folder / "bundles" / f"{version}-{nature}", version, secret, nature)
        rig_key = self.folder / "maker.pub"
        self.ports.shelf.add(bundle, rig_key.read_bytes())

    def order(self, *stages: tuple[str, ...], version: str = NEW) -> None:
        """Stages that follow one another as soon as each is well."""
        planned = tuple(Stage(name=f"stage {number}", nodes=nodes) for number, nodes in enumerate(stages))
        self.ports.store.plan(new_rollout("R1", version, planned, wall_ms(), settle_s=0, gate_s=5), "tester")
        self.ports.store.change(start, "tester", "start")


@asynccontextmanager
async def upgrade_hall(folder: Path) -> AsyncIterator[UpgradeHall]:
    layout = Layout(folder / "hall")
    TrustOfficer(layout).init(SITE, ["hall.local", "127.0.0.1"])
    maker = Rig(folder / "maker")
    (folder / "maker.key").write_bytes(maker.secret)
    (folder / "maker.pub").write_bytes(maker.layout.release_key.read_bytes())
    data = layout.data_of(Role.UNITS)
    here = {
        "host": "127.0.0.1",
        "port": 0,
        "data_dir": data,
        "authority": layout.authority,
        "authority_key": layout.authority_key,
    }
    settings = load_settings(layout.settings_of(Role.UNITS)).model_copy(update=here)
    async with AsyncExitStack() as closing:
        server = UnitServer(settings)
        await server.start(closing)
        ports = ReleasePorts(data, wall_ms)
        ports.open()
        closing.callback(ports.close)
        yield UpgradeHall(folder, layout, server.port, ports, [])
