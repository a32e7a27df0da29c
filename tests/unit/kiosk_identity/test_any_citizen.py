"""Whatever people, parts and hall do, in any order: no frame without a consent, nothing runs on, nothing is left of anybody."""

import asyncio
import gc

from hypothesis import given
from hypothesis import strategies as st

from api.messages.identity_words import Assurance, IdentityOutcome, IdentityWay, ScoreBand
from kiosk.flow.flows import CHECK_IN, SCAN_CODE, TAKE_TICKET, WITHDRAW_CONSENT
from kiosk.flow.identity.person import DocumentHolder, Identified
from kiosk.flow.identity.ports import CardRead, CodeVerdict, FaceReport, Readiness, Scanned
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.steps.identify.case import Case
from tests.support.identity_ports import ADULT, CHILD, OTHER_ADULT, SHOW_CODE, VERIFIED, face_report, person_of
from tests.support.identity_rig import IdentityRig, policy

PEOPLE = (ADULT, OTHER_ADULT, CHILD)
CHOICES = [way.value for way in IdentityWay] + [
    "id-number", "booking", "card", "receipt", "identify", "scan", "other", "person", "111", "414", "511", "nonsense",
]  # fmt: skip
INTENTS = st.one_of(
    st.sampled_from(CHOICES).map(lambda value: Intent(IntentKind.CHOOSE, value)),
    st.sampled_from(
        [
            IntentKind.YES,
            IntentKind.NO,
            IntentKind.BACK,
            IntentKind.CONFIRM,
            IntentKind.HOME,
            IntentKind.SEVERAL,
            IntentKind.TIMED_OUT,
            IntentKind.WORLD_CHANGED,
            IntentKind.HELP,
            IntentKind.STAY,
        ]
    ).map(Intent),
    st.sampled_from(["1", "X", "erase", "Q", ""]).map(lambda key: Intent(IntentKind.KEY, key)),
    st.sampled_from([TAKE_TICKET, CHECK_IN, SCAN_CODE, WITHDRAW_CONSENT]).map(lambda flow: Intent(IntentKind.START, flow)),
)
REPORTS = st.one_of(
    st.just(VERIFIED),
    st.sampled_from([outcome for outcome in IdentityOutcome if outcome is not IdentityOutcome.VERIFIED]).map(
        lambda outcome: face_report(outcome, "face.unsure", ScoreBand.STEP_UP)
    ),
    st.just(FaceReport(IdentityOutcome.VERIFIED)),
    st.just(RuntimeError("engine")),
)
READS = st.one_of(
    st.sampled_from(PEOPLE).map(CardRead),
    st.sampled_from(["card.none", "card.liftAndPutAgain", "silent"]).map(lambda reason: CardRead(reason=reason)),
    st.just(RuntimeError("reader")),
)
VERDICTS = st.one_of(
    st.builds(CodeVerdict, st.sampled_from(PEOPLE), st.just(""), st.booleans(), st.booleans()),
    st.just(CodeVerdict(reason="code.expired")),
)
EVENTS = st.one_of(
    INTENTS,
    INTENTS,
    st.sampled_from(PEOPLE).map(lambda holder: ("type", holder)),
    REPORTS.map(lambda report: ("face", report)),
    READS.map(lambda read: ("card", read)),
    VERDICTS.map(lambda verdict: ("code", verdict)),
    st.booleans().map(lambda lies: ("lies", lies)),
    st.booleans().map(lambda ready: ("ready", ready)),
    st.booleans().map(lambda reachable: ("reachable", reachable)),
    st.sampled_from([0.5, 5.0, 46.0, 90.0]).map(lambda seconds: ("wait", seconds)),
)
TO_HUB = [
    Intent(IntentKind.START, TAKE_TICKET),
    Intent(IntentKind.CHOOSE, "不动产登记中心"),
    Intent(IntentKind.CHOOSE, "s0"),
]
FACE = [
    Intent(IntentKind.CHOOSE, "face"),
    Intent(IntentKind.CHOOSE, "id-number"),
    ("type", ADULT),
    Intent(IntentKind.YES),
]


def test_nothing_is_left_of_anybody() -> None:
    _whatever_happens()
    gc.collect()
    assert [thing for thing in gc.get_objects() if isinstance(thing, Case | Identified)] == []


@given(
    level=st.sampled_from(Assurance),
    typed=st.booleans(),
    before=st.lists(EVENTS, max_size=6),
    path=st.sampled_from([[], FACE, [Intent(IntentKind.CHOOSE, "card")], [Intent(IntentKind.CHOOSE, "show-code")]]),
    after=st.lists(EVENTS, max_size=20),
)
def _whatever_happens(level: Assurance, typed: bool, before: list, path: list, after: list) -> None:
    asyncio.run(_live(level, typed, [*TO_HUB, *before, *path, *after]))


async def _live(level: Assurance, typed: bool, events: list) -> None:
    rig = IdentityRig(policy(level, typed_suffices=typed, guardian_under=14))
    for event in events:
        await _happen(rig, event)
        _no_frame_without_consent(rig)
        running = (rig.identity.face.running, rig.identity.card.running, rig.identity.scan.running)
        assert sum(running) <= 1, "two parts at once"
        assert sum(running) == 0 or rig.view in ("FaceCheck", "LayCard", "ScanNow")
        _nobody_is_believed_without_proof(rig, level, typed)
    rig.identity.card.lies_there = False
    await rig.wait(60 + 20 + 60)
    assert rig.view == "Home"
    assert rig.engine.session is None
    assert (rig.identity.face.running, rig.identity.card.running, rig.identity.scan.running) == (0, 0, 0)
    await rig.engine.close()


def _no_frame_without_consent(rig: IdentityRig) -> None:
    consents = len(rig.identity.register.consents)
    given_ids = {f"consent-{number}" for number in range(1, consents + 1)}
    used = [order.consent for order in rig.identity.face.orders]
    assert set(used) <= given_ids, "the camera looked without a consent"
    assert len(used) == len(set(used)), "one consent served twice"


def _nobody_is_believed_without_proof(rig: IdentityRig, level: Assurance, typed: bool) -> None:
    """Who got a number as a person showed enough; staff's people get theirs without a name."""
    for taken in rig.hall.takes.values():
        if not taken.holder:
            continue
        assert taken.holder in {person_of(holder) for holder in PEOPLE}
        good = [e for e in rig.identity.register.records if e.outcome is IdentityOutcome.VERIFIED]
        best = max((e.assurance for e in good), default=Assurance.L0)
        assert good, "a number for a person whom nothing showed"
        assert typed or best >= min(level, Assurance.L1)
        assert level < Assurance.L3 or typed or len({e.way for e in rig.identity.register.records}) >= 2


async def _happen(rig: IdentityRig, event: object) -> None:
    match event:
        case Intent():
            await rig.do(event.kind, event.value)
        case ("type", DocumentHolder() as holder):
            await rig.type_number(holder.number)
        case ("face", report):
            rig.identity.face.reports.append(report)
            await rig.settle()
        case ("card", read):
            rig.identity.card.reads.append(read)
            await rig.settle()
        case ("code", CodeVerdict() as verdict):
            rig.identity.code.verdicts.append(verdict)
            rig.identity.scan.codes.append(Scanned(SHOW_CODE))
            await rig.settle()
        case ("lies", bool(lies)):
            rig.identity.card.lies_there = lies
            await rig.do(IntentKind.WORLD_CHANGED)
        case ("ready", bool(ready)):
            state = Readiness(ready, "" if ready else "silent")
            rig.identity.face.ready = rig.identity.card.ready = rig.identity.scan.ready = state
            await rig.do(IntentKind.WORLD_CHANGED)
        case ("reachable", bool(reachable)):
            rig.catalogue.reachable = reachable
            await rig.do(IntentKind.WORLD_CHANGED)
        case ("wait", float(seconds)):
            await rig.wait(seconds)
