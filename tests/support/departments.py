"""A hall's items before the reference department: adapter and contract through HTTP of their own, the journal in a file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_command import HallCommand
from api.messages.identity_words import Assurance, IdentitySource, IdentityWay
from api.messages.item_commands import GivenEvidence, GivenPerson
from api.messages.words import Role
from api.ports import Actor, Submission
from hall_controller.items.content.catalogue import Catalogue
from hall_controller.items.departments.build import Departments
from hall_controller.items.departments.http import HttpDepartment
from hall_controller.items.service import ItemsService
from hall_controller.items.settling import Settling
from hall_controller.items.store import ItemsStore
from tests.support.item_hall import county
from tests.support.platforms import ACCOUNT, TOKEN, Times, Wire, http_over
from tingtang.reference.department.app import department_app
from tingtang.reference.department.server import DepartmentServer
from tingtang.reference.faults import Faults
from tingtang.reference.gateway import Gateway

TODAY = date(2026, 11, 20)
NAME, NUMBER = "测试甲乙丙", "610124199001010018"
PERSON = GivenPerson(name=NAME, document="111", number=NUMBER)
CHILD = GivenPerson(name="测试丁", document="111", number="610124201604016680")
SURE = GivenEvidence(ways=(IdentityWay.CARD, IdentityWay.FACE), source=IdentitySource.CARD_CHIP, assurance=Assurance.L3)
KIOSK = Actor("kiosk-01", Role.DEVICE)
OTHER_KIOSK = Actor("kiosk-02", Role.DEVICE)


class DepartmentRig:
    """One adapter and the server behind it."""

    def __init__(self, *, token: str = TOKEN, time_limit_s: float = 8.0, catalogue: Catalogue | None = None) -> None:
        self.times, self.faults = Times(), Faults()
        self.catalogue = catalogue or county()
        self.server = DepartmentServer(self.catalogue, lambda: TODAY)
        gateway = Gateway({ACCOUNT: TOKEN}, lambda: self.times.platform_ms)
        self.wire = Wire(department_app(self.server, gateway, self.faults))
        self.token, self.time_limit_s = token, time_limit_s
        self.adapter = self.make_adapter()

    def make_adapter(self) -> HttpDepartment:
        """As a hall makes it at each start."""
        return HttpDepartment(
            http_over(self.wire, self.times),
            account=ACCOUNT,
            token=self.token,
            time_limit_s=self.time_limit_s,
            now_ms=lambda: self.times.hall_ms,
            monotonic_s=lambda: self.times.monotonic_s,
            new_id=new_id,
        )


class ItemsHall:
    """The service on its file. `rig.times` moves both clocks."""

    def __init__(self, rig: DepartmentRig, file: Path) -> None:
        self.rig = rig
        self.file = file
        departments = {department.id: "reference" for department in rig.catalogue.departments}
        self.departments = Departments({"reference": rig.make_adapter()}, departments)
        self.store = ItemsStore(file)
        self.service = ItemsService(rig.catalogue, self.departments, self.store, self.now_ms, new_id)

    def now_ms(self) -> int:
        return self.rig.times.hall_ms

    async def do(self, command: HallCommand, ident: str | None = None, actor: Actor = KIOSK) -> Completion:
        return await self.service.submit(Submission(ident or new_id(), actor, command))

    async def settle(self) -> None:
        """One round of telling departments what they must still hear."""
        await Settling(self.departments, self.store, self.service.in_thread, self.now_ms).round()

    async def states(self, table: str) -> list[str]:
        def read() -> list[str]:
            with self.store.transaction() as connection:
                return [row[0] for row in connection.execute(f"SELECT state FROM {table} ORDER BY begun_at")]  # noqa: S608

        return await self.service.in_thread(read)


@asynccontextmanager
async def items_hall(file: Path, rig: DepartmentRig | None = None) -> AsyncIterator[ItemsHall]:
    hall = ItemsHall(rig or DepartmentRig(), file)
    await hall.service.open()
    try:
        yield hall
    finally:
        await hall.service.close()
