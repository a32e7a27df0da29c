"""The table of proofs, row by row; and that nothing but the table's combinations adds up."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.identity.assurance import best_with, card_assurance, code_assurance, face_assurance, reached
from api.messages.identity_words import Assurance, IdentitySource, IdentityWay, ScoreBand

L0, L1, L2, L3 = Assurance


@dataclass(frozen=True)
class Shown:
    way: IdentityWay
    assurance: Assurance
    source: IdentitySource = IdentitySource.CARD_CHIP
    bound: bool = False
    band: ScoreBand | None = None


PASSIVE_FACE = Shown(IdentityWay.FACE, L1, IdentitySource.LOCAL_REGISTRY, True, ScoreBand.ACCEPT)
TURNED_FACE = Shown(IdentityWay.FACE, L2, IdentitySource.LOCAL_REGISTRY, True, ScoreBand.ACCEPT)
UNSURE_FACE = Shown(IdentityWay.FACE, L0, IdentitySource.LOCAL_REGISTRY, True, ScoreBand.STEP_UP)
FACE_OF_WHOMEVER = Shown(IdentityWay.FACE, L2, IdentitySource.LOCAL_REGISTRY, False, ScoreBand.ACCEPT)
PLATFORM_FACE = Shown(IdentityWay.FACE, L2, IdentitySource.CTID, True)
CARD = Shown(IdentityWay.CARD, L2)
CODE = Shown(IdentityWay.SHOW_CODE, L1, IdentitySource.SHOW_CODE)
BOUND_CODE = Shown(IdentityWay.SHOW_CODE, L2, IdentitySource.SHOW_CODE, True)
UNCHECKED_CODE = Shown(IdentityWay.SHOW_CODE, L0, IdentitySource.SHOW_CODE)
LICENCE = Shown(IdentityWay.SHOW_CODE, L3, IdentitySource.LICENCE)
TYPED = Shown(IdentityWay.DOCUMENT, L0, IdentitySource.TYPED)
STAFF = Shown(IdentityWay.PERSON, L3, IdentitySource.STAFF)


@pytest.mark.parametrize(
    ("proofs", "level"),
    [
        ([], L0),
        ([TYPED], L0),
        ([PASSIVE_FACE], L1),
        ([TURNED_FACE], L2),
        ([UNSURE_FACE], L0),
        ([CODE], L1),
        ([BOUND_CODE], L2),
        ([UNCHECKED_CODE], L0),
        ([CARD], L2),
        ([STAFF], L3),
        ([LICENCE], L3),
        ([PLATFORM_FACE], L2),
        ([PASSIVE_FACE, CARD], L3),
        ([TURNED_FACE, CODE], L3),
        ([CARD, PASSIVE_FACE], L3),
        ([CARD, PLATFORM_FACE], L3),
        ([UNSURE_FACE, CARD], L2),
        ([UNSURE_FACE, CODE], L2),
        ([CODE, CARD], L2),
        ([TYPED, TURNED_FACE], L2),
        ([TYPED, CARD], L2),
        ([FACE_OF_WHOMEVER, CARD], L2),
        ([TURNED_FACE, UNCHECKED_CODE], L2),
        ([UNSURE_FACE, UNCHECKED_CODE], L0),
        ([UNSURE_FACE, TYPED], L0),
    ],
)
def test_row(proofs: list[Shown], level: Assurance) -> None:
    assert reached(proofs) == level


def test_a_code_photographed_elsewhere_is_worth_less_and_one_used_before_nothing() -> None:
    assert code_assurance(bound=True, unused=True) == L2
    assert code_assurance(bound=True, unused=False) == L2
    assert code_assurance(bound=False, unused=True) == L1
    assert code_assurance(bound=False, unused=False) == L0
    assert (card_assurance(), face_assurance(turned=False), face_assurance(turned=True)) == (L2, L1, L2)


ALL = [
    PASSIVE_FACE, TURNED_FACE, UNSURE_FACE, FACE_OF_WHOMEVER, PLATFORM_FACE,
    CARD, CODE, BOUND_CODE, UNCHECKED_CODE, LICENCE, TYPED, STAFF,
]  # fmt: skip


@given(st.lists(st.sampled_from(ALL), max_size=5), st.sampled_from(ALL))
def test_a_further_proof_never_lowers(proofs: list[Shown], more: Shown) -> None:
    assert reached([*proofs, more]) >= reached(proofs)


@given(st.lists(st.sampled_from([TYPED, UNSURE_FACE, PASSIVE_FACE, TURNED_FACE, PLATFORM_FACE]), max_size=6))
def test_faces_and_typing_alone_never_reach_the_highest(proofs: list[Shown]) -> None:
    assert reached(proofs) <= L2


@pytest.mark.parametrize(
    ("way", "others", "face", "best"),
    [
        (IdentityWay.FACE, [], L1, L1),
        (IdentityWay.FACE, [IdentityWay.CARD], L1, L3),
        (IdentityWay.FACE, [IdentityWay.CARD], L0, L2),
        (IdentityWay.CARD, [], L2, L2),
        (IdentityWay.CARD, [IdentityWay.FACE], L2, L3),
        (IdentityWay.SHOW_CODE, [IdentityWay.CARD], L0, L2),
        (IdentityWay.DOCUMENT, [IdentityWay.CARD, IdentityWay.FACE], L2, L0),
        (IdentityWay.PERSON, [], L0, L3),
    ],
)
def test_the_best_that_beginning_with_a_way_can_lead_to(
    way: IdentityWay, others: list[IdentityWay], face: Assurance, best: Assurance
) -> None:
    assert best_with(way, others, face) == best
