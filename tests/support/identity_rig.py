"""A citizen before a kiosk whose services ask who they are."""

from api.messages.hall_views import IdentityPolicyView
from api.messages.identity_words import Assurance, IdentityOutcome, IdentityWay
from kiosk.flow.flows import TAKE_TICKET
from kiosk.flow.identity.person import DocumentHolder
from kiosk.flow.identity.ports import CardRead, CodeVerdict, FaceReport, Scanned
from kiosk.flow.intents import IntentKind
from tests.support.identity_ports import SHOW_CODE, VERIFIED, MemoryIdentity
from tests.support.kiosk_flow import Rig
from tests.support.kiosk_views import catalogue_view

ALL_WAYS = (
    IdentityWay.FACE,
    IdentityWay.SHOW_CODE,
    IdentityWay.CARD,
    IdentityWay.DOCUMENT,
    IdentityWay.PERSON,
)


def policy(assurance: Assurance = Assurance.L1, **changes: object) -> IdentityPolicyView:
    return IdentityPolicyView(assurance=assurance, ways=ALL_WAYS).model_copy(update=changes)


class IdentityRig(Rig):
    """Service `s0` asks who somebody is; the others don't."""

    def __init__(self, asked: IdentityPolicyView | None = None, identity: MemoryIdentity | None = None) -> None:
        super().__init__(identity=identity)
        self.ask("s0", asked or policy())

    def ask(self, service: str, asked: IdentityPolicyView | None) -> None:
        self.change(service, identity=asked)

    def change(self, service: str, **changes: object) -> None:
        view = self.catalogue.view or catalogue_view()
        services = tuple(s.model_copy(update=changes) if s.id == service else s for s in view.services)
        self.catalogue.view = view.model_copy(update={"services": services})

    async def to_hub(self) -> None:
        await self.do(IntentKind.START, TAKE_TICKET)
        await self.do(IntentKind.CHOOSE, "不动产登记中心")
        await self.do(IntentKind.CHOOSE, "s0")
        assert self.view == "IdentityHub"

    async def way(self, way: IdentityWay) -> None:
        await self.do(IntentKind.CHOOSE, way.value)

    async def type_number(self, number: str) -> None:
        for sign in number:
            await self.do(IntentKind.KEY, sign)
        await self.do(IntentKind.CONFIRM)

    async def claim_by_number(self, holder: DocumentHolder) -> None:
        await self.do(IntentKind.CHOOSE, "id-number")
        await self.type_number(holder.number)

    async def face(self, holder: DocumentHolder, report: FaceReport | Exception = VERIFIED) -> None:
        """From the hub through claim and consent to the comparison's end."""
        self.identity.face.reports.append(report)
        await self.way(IdentityWay.FACE)
        if self.view == "ChooseClaim":
            await self.claim_by_number(holder)
        assert self.view == "ConsentNotice"
        await self.do(IntentKind.YES)

    async def card(self, holder: DocumentHolder) -> None:
        self.identity.card.reads.append(CardRead(holder))
        await self.way(IdentityWay.CARD)

    async def code(self, verdict: CodeVerdict) -> None:
        self.identity.scan.codes.append(Scanned(SHOW_CODE))
        self.identity.code.verdicts.append(verdict)
        await self.way(IdentityWay.SHOW_CODE)

    @property
    def outcomes(self) -> list[tuple[IdentityWay, IdentityOutcome, str]]:
        return [(e.way, e.outcome, e.reason) for e in self.identity.register.records]

    @property
    def holder(self) -> str:
        """What the hall was told of who took the number."""
        [taken] = self.hall.takes.values()
        return taken.holder
