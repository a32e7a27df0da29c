"""The chip of an ID card, residence permit or foreigner's card. A card that is left behind is asked to be taken."""

from api.identity.assurance import card_assurance
from api.messages.identity_words import IdentityOutcome, IdentitySource, IdentityWay
from kiosk.flow.identity.person import Proof
from kiosk.flow.identity.ports import CardRead
from kiosk.flow.identity.views import LayCard, TakeCardBack
from kiosk.flow.step import Context
from kiosk.flow.steps.identify.case import Attempt, Case
from kiosk.flow.steps.identify.watch import Ended, Watch

LIMIT_S = 45.0
"""Time to find a card in a bag; below the 60 s after which the kiosk asks whether anybody is there."""
LIFT_AGAIN = "card.liftAndPutAgain"
NONE_LAID = "card.none"
AWAY = frozenset({"silent", "identity.notHere"})
"""Reasons that say that the reader is away, not that the card is bad."""
LIFTS_MAX = 5
"""So often somebody is asked to lay the card anew before another way is offered."""
LEFT_BEHIND_S = 30.0
"""Then the kiosk goes on; its reader's own notice goes on telling."""
LOOK_AGAIN_S = 1.0
"""Also when no report came that the card is gone."""


async def by_card(context: Context, case: Case) -> Attempt | None:  # noqa: ARG001 (all ways share one signature)
    """Read one card. A card with problems is never taken."""
    port = context.ports.identity.card
    state, problem = "waiting", ""

    def view(left_s: int) -> LayCard:
        return LayCard(state, left_s, problem)

    watch = Watch(context, view, LIMIT_S)

    def told(word: str) -> None:
        nonlocal state
        state = word
        watch.refresh()

    async def read() -> CardRead:
        nonlocal problem, state
        for _ in range(LIFTS_MAX):
            got = await port.read(told)
            if got.reason != LIFT_AGAIN:
                return got
            state, problem = "lift", got.reason
            watch.refresh()
        return CardRead(reason=LIFT_AGAIN)

    got = await watch.wait_for(read())
    if got is Ended.BACK:
        return Attempt(IdentityOutcome.ABANDONED)
    if isinstance(got, Ended):
        return Attempt(IdentityOutcome.NON_RESPONSE, NONE_LAID)
    return judge(got)


def judge(read: CardRead) -> Attempt:
    """What a reading is worth."""
    if read.problems:
        return Attempt(IdentityOutcome.REJECTED, read.problems[0])
    if read.holder is None:
        if read.reason == NONE_LAID:
            return Attempt(IdentityOutcome.NON_RESPONSE, NONE_LAID)
        away = read.reason in AWAY or not read.reason.startswith(("card.", "id."))
        return Attempt(IdentityOutcome.UNAVAILABLE if away else IdentityOutcome.REJECTED, read.reason)
    proof = Proof(IdentityWay.CARD, IdentitySource.CARD_CHIP, card_assurance())
    return Attempt(IdentityOutcome.VERIFIED, proof=proof, holder=read.holder)


async def take_back(context: Context) -> None:
    """Remind of a card that lies there, until it is gone."""
    port = context.ports.identity.card
    until_s = context.now_s + LEFT_BEHIND_S
    while port.lies_there and context.now_s < until_s:
        context.show(TakeCardBack(), for_s=LOOK_AGAIN_S)
        await context.intent()
