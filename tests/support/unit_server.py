"""The units' server of a hall, over real HTTPS on loopback, and units that enrol at it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter

from api.process.layout import Layout, Role
from hall_controller.trust.codes import parse_code
from hall_controller.units.program import UnitServer
from hall_controller.units.settings import UnitsSettings
from tests.support.broker import SITE
from tingtang.broker import LOOPBACK
from tingtang.trust.enrolment import enrol
from tingtang.trust.identity import Identity
from tingtang.trust.officer import TrustOfficer
from tingtang.trust.unit_client import UnitClient
from tingtang.trust.unit_settings import UnitSection


@dataclass
class RunningUnitServer:
    folder: Path
    layout: Layout
    port: int

    @property
    def officer(self) -> TrustOfficer:
        return TrustOfficer(self.layout)

    def unit(self, node: str) -> UnitSection:
        return UnitSection(node=node, hall=LOOPBACK, port=self.port)

    def identity(self, node: str) -> Identity:
        """Of a unit, in a folder of its own."""
        return Identity(self.folder / "units" / node / "identity")

    def client(self, node: str) -> UnitClient:
        return UnitClient(self.unit(node), self.identity(node))

    async def enrol(self, node: str) -> UnitClient:
        """A unit with its certificate."""
        code = parse_code(await asyncio.to_thread(self.officer.code, node))
        await asyncio.to_thread(enrol, self.unit(node), code, self.identity(node))
        return self.client(node)


def units_settings(layout: Layout, port: int = 0) -> UnitsSettings:
    return UnitsSettings(
        site=SITE,
        names=(LOOPBACK,),
        host=LOOPBACK,
        port=port,
        data_dir=layout.data_of(Role.UNITS),
        authority=layout.authority,
        authority_key=layout.authority_key,
    )


@asynccontextmanager
async def running_unit_server(folder: Path, routers: Sequence[APIRouter] = ()) -> AsyncIterator[RunningUnitServer]:
    """`routers`: served beside the server's own."""
    layout = Layout(folder / "hall")
    await asyncio.to_thread(TrustOfficer(layout).init, SITE, [LOOPBACK])
    async with AsyncExitStack() as closing:
        server = UnitServer(units_settings(layout), routers)
        await server.start(closing)
        yield RunningUnitServer(folder, layout, server.port)
