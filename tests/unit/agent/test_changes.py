from typing import Any

import pytest

from drivers.agent.changes import Changes, changes_between
from drivers.agent.settings import AgentSettings


def _settings(**changes: Any) -> AgentSettings:
    document: dict[str, Any] = {
        "agent": {"site": "150426-07", "node": "window-agent", "data_dir": "data"},
        "buses": [{"id": "pads", "kind": "ff68", "link": {"type": "tcp", "host": "h", "port": 1}}],
        "devices": [
            {"id": "receipt-1", "kind": "receipt-printer", "link": {"type": "tcp", "host": "h", "port": 2}},
            {"id": "callpad-1", "kind": "call-pad", "bus": "pads", "address": 1, "window": 1},
            {"id": "callpad-2", "kind": "call-pad", "bus": "pads", "address": 2, "window": 2},
        ],
    }
    return AgentSettings.model_validate(document | changes)


def _devices() -> list[dict[str, Any]]:
    return [device.model_dump() for device in _settings().devices]


def test_the_same_settings_change_nothing() -> None:
    assert not changes_between(_settings(), _settings())


def test_a_drivers_own_option_changes_its_device_only() -> None:
    devices = _devices()
    devices[1]["window"] = 7
    changes = changes_between(_settings(), _settings(devices=devices))
    assert changes == Changes(ended=frozenset({"callpad-1"}), made=frozenset({"callpad-1"}))
    assert changes.removed == frozenset()


def test_another_member_leaves_the_line_and_its_members_alone() -> None:
    third = {"id": "callpad-3", "kind": "call-pad", "bus": "pads", "address": 3, "window": 3}
    assert changes_between(_settings(), _settings(devices=[*_devices(), third])) == Changes(made=frozenset({"callpad-3"}))


def test_a_removed_device_is_removed() -> None:
    changes = changes_between(_settings(), _settings(devices=_devices()[:2]))
    assert changes.removed == {"callpad-2"}
    assert changes.made == frozenset()


def test_a_changed_line_changes_its_devices() -> None:
    bus = _settings().buses[0].model_dump() | {"answer_within_ms": 300}
    changes = changes_between(_settings(), _settings(buses=[bus]))
    assert changes.ended == changes.made == {"callpad-1", "callpad-2"}
    assert changes.ended_buses == changes.made_buses == {"pads"}


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("agent", {"site": "150426-07", "node": "other", "data_dir": "data"}),
        ("broker", {"port": 9}),
        ("log", {"level": "debug"}),
    ],
)
def test_who_the_agent_is_needs_a_restart(table: str, value: dict[str, Any]) -> None:
    changes = changes_between(_settings(), _settings(**{table: value}))
    assert changes.needs_restart == (table,)
    assert not changes
