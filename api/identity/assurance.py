"""How sure proofs make us of a person: a table, without rules hidden elsewhere.

One proof counts for what its way can show; a face together with a card or a code of the same holder counts for more than
either. Proofs of different holders are never put together: that is for the caller to see to.
"""

from collections.abc import Collection
from typing import Protocol

from api.messages.identity_words import Assurance, IdentitySource, IdentityWay, ScoreBand

TURNED = {False: Assurance.L1, True: Assurance.L2}
"""A face judged by its look; one that turned as asked."""
BY_ADAPTER = frozenset({IdentitySource.CTID, IdentitySource.LICENCE})
"""The platform's own word says how sure it is."""
HOLDS_A_THING = frozenset({IdentityWay.CARD, IdentityWay.SHOW_CODE})
"""Something that a person has, to go with a face."""


class Evidence(Protocol):
    """What counts of a proof."""

    @property
    def way(self) -> IdentityWay: ...
    @property
    def source(self) -> IdentitySource: ...
    @property
    def assurance(self) -> Assurance: ...
    @property
    def bound(self) -> bool: ...
    @property
    def band(self) -> ScoreBand | None: ...


def code_assurance(*, bound: bool, unused: bool) -> Assurance:
    """A show-code alone.

    Args:
        bound: signed over the nonce that stood on this screen: nobody photographed it elsewhere.
        unused: the hall confirmed that it is its first time; without the hall nobody knows.
    """
    if bound:
        return Assurance.L2
    return Assurance.L1 if unused else Assurance.L0


def card_assurance() -> Assurance:
    """A card's chip alone: it can't be copied, but it can be somebody else's."""
    return Assurance.L2


def face_assurance(*, turned: bool) -> Assurance:
    """A face alone, compared with the claimed person's reference."""
    return TURNED[turned]


def reached(proofs: Collection[Evidence]) -> Assurance:
    """What proofs of one holder reach together; L0 for none.

    | proofs | reached |
    |---|---|
    | one | what it reaches alone |
    | accepted face of this holder, with their card or code | L3 |
    | face between the bands, with their card or code | L2 |
    | a platform's word | what the platform says, alone or with the others |
    | staff | L3 |

    A face between the bands says nothing alone.
    """
    best = Assurance.L0
    for proof in proofs:
        if proof.way is not IdentityWay.FACE or proof.band is not ScoreBand.STEP_UP:
            best = max(best, proof.assurance)
    things = [proof for proof in proofs if proof.way in HOLDS_A_THING and proof.assurance > Assurance.L0]
    faces = [proof for proof in proofs if proof.way is IdentityWay.FACE and proof.bound]
    if things and any(face.band is not ScoreBand.STEP_UP and face.assurance > Assurance.L0 for face in faces):
        return Assurance.L3
    if things and any(face.band is ScoreBand.STEP_UP for face in faces):
        return max(best, Assurance.L2)
    return best


BEST_ALONE = {
    IdentityWay.SHOW_CODE: code_assurance(bound=True, unused=True),
    IdentityWay.CARD: card_assurance(),
    IdentityWay.DOCUMENT: Assurance.L0,
    IdentityWay.PERSON: Assurance.L3,
}
"""The most that a way can show by itself; a face's best depends on the kiosk's models."""


def best_with(way: IdentityWay, others: Collection[IdentityWay], face: Assurance) -> Assurance:
    """The most that somebody can reach who begins with `way` and may go on with `others`.

    Args:
        face: the best that a face can reach at this kiosk.
    """
    alone = face if way is IdentityWay.FACE else BEST_ALONE[way]
    things = HOLDS_A_THING & {way, *others}
    if way is not IdentityWay.FACE and way not in HOLDS_A_THING:
        return alone
    if things and face > Assurance.L0 and IdentityWay.FACE in {way, *others}:
        return Assurance.L3
    return max(alone, *(BEST_ALONE[thing] for thing in things), Assurance.L0)
