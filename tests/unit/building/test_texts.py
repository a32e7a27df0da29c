"""What the building's devices report has words for people: alarms of the door, troubles of the UPS, its room's climate."""

import pytest

from api.messages.words import ClimateState
from api.text.catalogue import LANGUAGES, read_catalogue
from drivers.core.registry import DRIVERS
from drivers.ups.conversation import _NO_DATA, _WRONG
from drivers.ups.power import Power, trouble
from drivers.zone_door.driver import FORGETFUL, FULL, STILL_ON
from drivers.zone_door.watch import ACTIONS

FLAGS = ("LB", "OVER", "RB", "BYPASS", "OFF", "FSD")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_text(language: str) -> None:
    texts = read_catalogue().section("web", language)
    codes = {*ACTIONS, FORGETFUL, FULL, STILL_ON, *_NO_DATA.values(), *_WRONG.values()}
    codes |= {trouble(Power(frozenset({"OB", flag})), out=True)[0] for flag in FLAGS}
    codes |= {trouble(Power(frozenset({"OL", flag})), out=False)[0] for flag in FLAGS} - {"ok"}
    codes |= {f"climate.{state.value}" for state in (ClimateState.HIGH, ClimateState.LOW)}
    assert len(codes) > 15
    assert [code for code in sorted(codes) if f"reason.{code}" not in texts] == []
    assert {f"kind.{kind}" for kind in ("zone-door", "ups", "climate")} <= texts.keys()
    assert {"zone-door", "ups", "climate"} <= DRIVERS.keys()
