"""What the flags of a UPS mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.messages.device_events import BatteryLow, DeviceEvent, PowerBack, PowerLost
from drivers.ups.power import Outages, Power, battery_state, power, trouble, ups_state


def seen(status: str, charge: str = "100") -> Power:
    return power({"ups.status": status, "battery.charge": charge, "battery.runtime": "600"})


@pytest.mark.parametrize(
    ("status", "charge", "ups", "battery", "reason"),
    [
        ("OL", "100", "engaged", "full", "ok"),
        ("OL CHRG", "60", "recovered", "operational", "ok"),
        ("OB DISCHRG", "80", "powering", "operational", "ok"),
        ("OB LB", "10", "low", "critical", "ups.batteryLow"),
        ("OL LB CHRG", "10", "recovered", "low", "ok"),
        ("OL RB", "100", "engaged", "failure", "ups.replaceBattery"),
        ("OL OVER", "100", "engaged", "full", "ups.overload"),
        ("OL BYPASS", "100", "engaged", "full", "ups.bypass"),
        ("OL OFF", "100", "engaged", "full", "ups.off"),
        ("FSD OL", "50", "low", "critical", "ups.batteryLow"),
        ("OB DISCHRG CAL", "70", "engaged", "operational", "ok"),
        ("OB DISCHRG LB CAL", "9", "engaged", "low", "ok"),
        ("FSD OB LB CAL", "5", "low", "critical", "ups.batteryLow"),
        ("", "100", "unknown", "unknown", "ok"),
        ("NONSENSE", "100", "unknown", "unknown", "ok"),
    ],
)
def test_words(status: str, charge: str, ups: str, battery: str, reason: str) -> None:
    now = seen(status, charge)
    assert (ups_state(now).value, battery_state(now).value, trouble(now, out=False)[0]) == (ups, battery, reason)


@pytest.mark.parametrize(
    ("text", "number"),
    [("42", 42), ("42.7", 42), ("042", 42), ("", None), ("-3", None), ("x", None), ("9" * 12, None), ("1.x", None)],
)
def test_numbers_as_upses_write_them(text: str, number: int | None) -> None:
    assert power({"battery.runtime": text}).runtime_s == number


def told(script: list[tuple[str, float]], settle_s: float = 3) -> list[DeviceEvent]:
    """Looks every second; each entry lasts so long."""
    outages, now_s, events = Outages(settle_s), 0.0, []
    for status, lasts_s in script:
        for _ in range(int(lasts_s)):
            events += outages.look(seen(status), now_s)
            now_s += 1
    return events


def test_an_outage_is_told_once_at_each_end() -> None:
    script = [("OL", 10), ("OB DISCHRG", 20), ("OB LB", 9), ("OL CHRG", 30)]
    assert told(script) == [PowerLost(runtime_s=600), BatteryLow(runtime_s=600), PowerBack()]


def test_a_flicker_is_no_outage() -> None:
    assert told([("OL", 5), ("OB", 2), ("OL", 5), ("OB", 2), ("OL", 5)]) == []


def test_a_battery_that_ends_is_not_waited_for() -> None:
    assert told([("OL", 2), ("OB LB", 1)]) == [PowerLost(runtime_s=600), BatteryLow(runtime_s=600)]


def test_a_low_battery_on_mains_is_no_alarm_and_a_second_outage_is_told_again() -> None:
    script = [("OB LB", 5), ("OL LB CHRG", 9), ("OB LB", 5)]
    assert [type(event) for event in told(script)] == [PowerLost, BatteryLow, PowerBack, PowerLost, BatteryLow]


def test_a_calibration_and_unknown_flags_are_no_outage() -> None:
    assert told([("OL", 3), ("OB CAL", 30), ("OB LB CAL", 30), ("", 30), ("OL", 3)]) == []


def test_a_low_battery_that_comes_and_goes_within_one_outage_is_told_once() -> None:
    script = [("OB", 9), *[("OB LB", 1), ("OB", 1)] * 20, ("OL", 9), ("OB LB", 3)]
    assert [type(event) for event in told(script)] == [PowerLost, BatteryLow, PowerBack, PowerLost, BatteryLow]


def test_mains_that_flap_faster_than_they_settle_stay_one_outage() -> None:
    assert [type(event) for event in told([("OB", 9), *[("OL", 2), ("OB", 2)] * 30, ("OL", 9)])] == [PowerLost, PowerBack]


@given(st.lists(st.sampled_from(["OL", "OB", "OB LB", "OL CHRG", "", "FSD"]), max_size=60))
def test_lost_and_back_take_turns(looks: list[str]) -> None:
    events = [event for event in told([(status, 1) for status in looks], settle_s=2) if not isinstance(event, BatteryLow)]
    assert all(isinstance(event, PowerLost if place % 2 == 0 else PowerBack) for place, event in enumerate(events))
