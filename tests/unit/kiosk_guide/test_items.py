"""Every item of the county is done by somebody who only hears and presses keys; a room hears nothing about them."""

from typing import Any

import pytest

from kiosk.flow.audit import AuditKind
from kiosk.flow.identity.ports import CardRead
from kiosk.flow.items.questions import is_choice
from kiosk.flow.ports import PrinterReadiness
from kiosk.view_models.surroundings import Surroundings
from tests.support.identity_ports import ADULT, VERIFIED
from tests.support.item_answers import typed_for
from tests.support.item_hall import WORKING_HOUR, county
from tests.support.item_rig import STEPS_MAX, WELCOME_S, ItemRig
from tests.support.kiosk_views import catalogue_view
from tests.support.pad_citizen import NineKeys, PadCitizen

ITEMS = tuple(county().items)
WANTS = ("刷身份证", "我已读懂", "同意", "不用了", "以后再去")
"""Ways and answers of somebody who has their ID card with them and wants no number for a window."""


def around() -> Surroundings:
    return Surroundings(catalogue_view(), True, PrinterReadiness(True), WORKING_HOUR)


def knows(item_id: str) -> dict[str, str]:
    """What the citizen would type, by the question as it is heard."""
    steps = [step for step in county().items[item_id].steps if step.kind == "form"]
    return {one.label["zh-CN"]: typed_for(one) for step in steps for one in step.fields if not is_choice(one)}


def personal(rig: ItemRig, typed: dict[str, str]) -> set[str]:
    cases: Any = rig.items.departments.cases
    return {ADULT.name, ADULT.number, *map(str, cases), *(text for text in typed.values() if len(text) > 2)}


@pytest.mark.parametrize("item_id", ITEMS)
async def test_an_item_by_ear(item_id: str) -> None:
    rig = ItemRig(typing=NineKeys())
    citizen = PadCitizen(rig.engine, around)
    item, typed = county().items[item_id], knows(item_id)
    rig.identity.card.reads.append(CardRead(ADULT))
    rig.identity.face.reports.append(VERIFIED)
    await citizen.begin(rig.settle)
    await citizen.choose("自助办事")
    zone = next(one for one in rig.items.catalogue().zones if one.id == item.zone)
    await citizen.turn_to(zone.names["zh-CN"])
    await citizen.turn_to(item.names["zh-CN"])
    for _ in range(STEPS_MAX):
        if rig.engine.session is None:
            break
        if not await citizen.answer(WANTS, typed):
            await rig.wait(WELCOME_S)
            citizen.look()
    assert (rig.engine.session, rig.view) == (None, "Home"), citizen.heard
    steps = [event.step for event in rig.audit.events if event.kind is AuditKind.STEP_ENTERED and event.step.startswith("item-")]
    assert steps == [f"item-{step.kind}-{index}" for index, step in enumerate(item.steps)]
    aloud = "\n".join(citizen.everything)
    assert not [text for text in personal(rig, typed) if text in aloud]
    await rig.engine.close()
