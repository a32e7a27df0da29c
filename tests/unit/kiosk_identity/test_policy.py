"""What an item asks for, which ways it offers and why one is grey; how often a face may be tried; how old somebody is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.messages.hall_views import IdentityPolicyView, ServiceView
from api.messages.identity_words import Assurance, IdentitySource, IdentityWay, OfflineRung
from api.messages.names import Names
from kiosk.flow.identity.age import age_of
from kiosk.flow.identity.person import DocumentHolder, Proof
from kiosk.flow.identity.policy import ALL_WAYS, Need, enough, need_of, offers, rung
from kiosk.flow.identity.ports import Readiness
from kiosk.flow.identity.tries import Tries
from tests.support.identity_ports import ADULT, CHILD, id_number

READY, AWAY = Readiness(True), Readiness(False, "silent")
ALL_READY = dict.fromkeys(IdentityWay, READY)
NAMES = {"zh-CN": "首次登记"}
CARD = Proof(IdentityWay.CARD, IdentitySource.CARD_CHIP, Assurance.L2)
TYPED = Proof(IdentityWay.DOCUMENT, IdentitySource.TYPED, Assurance.L0)


def service(
    ident: str, names: Names = NAMES, identity: IdentityPolicyView | None = None, *, anonymous: bool = True
) -> ServiceView:
    return ServiceView(
        id=ident, names=names, department=NAMES, queue="q", minutes=5, open=True, anonymous=anonymous, identity=identity
    )


def grey(need: Need, readiness=ALL_READY, face=Assurance.L2, proofs=()) -> dict[IdentityWay, str]:
    return {offer.way: offer.reason for offer in offers(need, readiness, face, proofs) if not offer.enabled}


def test_nobody_is_asked_where_no_item_asks() -> None:
    assert need_of([service("a"), service("b")]) is None


def test_an_item_without_nameless_numbers_asks_also_where_no_policy_stands_beside_it() -> None:
    assert need_of([service("a", anonymous=False)]) == Need(Assurance.L1, ALL_WAYS, service=NAMES, service_id="a", nameless=False)
    both = need_of([service("a", anonymous=False), service("b", identity=IdentityPolicyView(assurance=2))])
    assert both is not None
    assert (both.assurance, both.nameless) == (Assurance.L2, False)


def test_several_items_ask_as_the_strictest_and_offer_what_all_allow() -> None:
    face, card, document = IdentityWay.FACE, IdentityWay.CARD, IdentityWay.DOCUMENT
    need = need_of(
        [
            service("a", identity=IdentityPolicyView(assurance=1, ways=(face, card, document), typed_suffices=True)),
            service("b", {"zh-CN": "b"}, IdentityPolicyView(assurance=2, ways=(card, face), guardian_under=14)),
            service("c"),
        ]
    )
    assert need == Need(Assurance.L2, (face, card, IdentityWay.PERSON), 14, False, {"zh-CN": "b"}, "b", nameless=True)


def test_staff_are_offered_whatever_a_hall_forgot() -> None:
    assert need_of([service("a", identity=IdentityPolicyView())]) == Need(
        Assurance.L0, ALL_WAYS, 0, False, NAMES, "a", nameless=True
    )
    only = need_of([service("a", identity=IdentityPolicyView(ways=(IdentityWay.FACE,)))])
    assert only is not None
    assert [offer.way for offer in offers(only, ALL_READY, Assurance.L1)] == [IdentityWay.FACE, IdentityWay.PERSON]


@pytest.mark.parametrize(
    ("assurance", "face", "away", "grey_ways"),
    [
        (Assurance.L0, Assurance.L2, (), set()),
        (Assurance.L1, Assurance.L2, (), {IdentityWay.DOCUMENT}),
        (Assurance.L2, Assurance.L1, (), {IdentityWay.DOCUMENT}),
        (Assurance.L2, Assurance.L1, (IdentityWay.CARD, IdentityWay.SHOW_CODE), set(IdentityWay) - {IdentityWay.PERSON}),
        (Assurance.L3, Assurance.L1, (IdentityWay.SHOW_CODE,), {IdentityWay.SHOW_CODE, IdentityWay.DOCUMENT}),
        (Assurance.L3, Assurance.L2, (IdentityWay.FACE,), set(IdentityWay) - {IdentityWay.PERSON}),
    ],
)
def test_a_way_is_grey_where_it_cant_lead_to_enough(
    assurance: Assurance, face: Assurance, away: tuple[IdentityWay, ...], grey_ways: set[IdentityWay]
) -> None:
    readiness = {way: AWAY if way in away else READY for way in IdentityWay}
    assert set(grey(Need(assurance), readiness, face)) == grey_ways


def test_each_grey_way_has_its_own_reason() -> None:
    readiness = ALL_READY | {IdentityWay.FACE: Readiness(False, "vision.models")}
    found = grey(Need(Assurance.L1), readiness, proofs=(CARD,))
    assert found == {
        IdentityWay.FACE: "vision.models",
        IdentityWay.CARD: "identity.doneAlready",
        IdentityWay.DOCUMENT: "identity.insufficient",
    }


@given(
    st.sampled_from(Assurance),
    st.sets(st.sampled_from(IdentityWay)),
    st.sampled_from(Assurance),
    st.booleans(),
    st.lists(st.sampled_from([CARD, TYPED]), max_size=2),
)
def test_there_is_always_a_way_to_be_served_and_grey_has_words(
    assurance: Assurance, ready: set[IdentityWay], face: Assurance, typed: bool, proofs: list[Proof]
) -> None:
    readiness = {way: READY if way in ready else AWAY for way in IdentityWay}
    found = offers(Need(assurance, typed_suffices=typed), readiness, face, proofs)
    assert len({offer.way for offer in found}) == len(found) == len(IdentityWay)
    assert IdentityWay.PERSON in {offer.way for offer in found if offer.enabled}
    assert all(offer.enabled or offer.reason for offer in found)


def test_a_typed_document_is_enough_where_the_hall_says_so_and_nowhere_else() -> None:
    assert not enough([TYPED], Need(Assurance.L1))
    assert enough([TYPED], Need(Assurance.L3, typed_suffices=True))
    assert not enough([], Need(Assurance.L0))


def test_the_ladder() -> None:
    assert rung(hall=True, readiness=dict.fromkeys(IdentityWay, AWAY)) is OfflineRung.ONLINE
    assert rung(hall=False, readiness=ALL_READY) is OfflineRung.CARD_AND_FACE
    code_only = dict.fromkeys(IdentityWay, AWAY) | {IdentityWay.SHOW_CODE: READY}
    assert rung(hall=False, readiness=code_only) is OfflineRung.WINDOW


def test_five_failures_then_five_minutes_from_the_fifth() -> None:
    tries = Tries()
    for second in (0, 60, 120, 180):
        tries.failed(float(second))
    assert tries.wait_s(239) == 0
    tries.failed(240)
    assert tries.wait_s(240) == 300
    assert tries.wait_s(539.5) == 0.5
    assert tries.wait_s(540) == 0
    tries.failed(540)
    assert tries.wait_s(540) == 0


def test_failures_long_ago_dont_add_up_and_one_success_forgets_them() -> None:
    tries = Tries()
    for second in (0, 100, 200, 299, 301):
        tries.failed(float(second))
    assert tries.wait_s(301) == 0
    tries.verified()
    for second in (302, 303, 304, 305):
        tries.failed(float(second))
    assert tries.wait_s(305) == 0


@pytest.mark.parametrize(
    ("holder", "age"),
    [
        (ADULT, 36),
        (CHILD, 11),
        (DocumentHolder("111", id_number("20121121", "123")), 13),
        (DocumentHolder("111", id_number("20121120", "123")), 14),
        (DocumentHolder("414", "E12345678"), None),
        (DocumentHolder("414", "E12345678", birth="2000-02-29"), 26),
        (DocumentHolder("414", "E12345678", birth="not a day"), None),
        (DocumentHolder("", ""), None),
    ],
)
def test_age_is_what_the_document_says(holder: DocumentHolder, age: int | None) -> None:
    assert age_of(holder, date(2026, 11, 20)) == age
