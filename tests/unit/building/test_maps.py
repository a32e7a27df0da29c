"""Every shipped register map loads for its kind; a wrong one says what is wrong."""

from pathlib import Path

import pytest

from drivers.climate.values import Reading, reading
from drivers.core.errors import Misconfigured
from drivers.modbus.maps import MAP_DIRECTORY, RelayMap, SensorMap
from drivers.profiles import Profile, load_profile

MODELS: dict[str, type[Profile]] = {"zone-door": RelayMap, "climate": SensorMap}
SHIPPED = sorted(path.stem for path in MAP_DIRECTORY.glob("*.toml"))
DOOR = (MAP_DIRECTORY / "waveshare-relay-d.toml").read_text("utf-8")
ROOM = (MAP_DIRECTORY / "xy-md02.toml").read_text("utf-8")


def kind_of(name: str) -> str:
    lines = (MAP_DIRECTORY / f"{name}.toml").read_text("utf-8").splitlines()
    return next(line for line in lines if line.startswith("kind")).split('"')[1]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_map_loads(name: str) -> None:
    kind = kind_of(name)
    found = load_profile(MODELS[kind], name, kind=kind, directory=MAP_DIRECTORY)
    assert found.verified_on == (), "real hardware is named only after someone tried it"
    if isinstance(found, RelayMap):
        assert found.timer is not None, "a door's board ends the pulse itself"


def test_both_kinds_have_a_map() -> None:
    assert {kind_of(name) for name in SHIPPED} == set(MODELS)


def test_times_are_rounded_up_to_the_boards_unit() -> None:
    seconds = load_profile(RelayMap, "relay-timer-registers", kind="zone-door", directory=MAP_DIRECTORY).timer
    tenths = load_profile(RelayMap, "waveshare-relay-d", kind="zone-door", directory=MAP_DIRECTORY).timer
    assert seconds is not None
    assert tenths is not None
    assert [seconds.units(ms) for ms in (500, 1000, 1001, 5000)] == [1, 1, 2, 5]
    assert [tenths.units(ms) for ms in (500, 550, 3000)] == [5, 6, 30]


def test_a_sensor_with_its_values_the_other_way_round() -> None:
    swapped = SensorMap.model_validate(
        {
            "kind": "climate",
            "read": "holding",
            "celsius": {"address": 1, "scale": 0.01, "signed": True, "lowest": -40, "highest": 80},
            "humidity_percent": {"address": 0, "scale": 0.01, "lowest": 0, "highest": 100},
        }
    )
    assert reading(swapped, (5460, 3050)) == Reading(30.5, 54.6)


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("zone-door", DOOR.replace('write = "coil"', 'write = "coil"\nvalues = [2, "time"]'), "takes the time alone"),
        ("zone-door", DOOR.replace('write = "coil"', 'write = "registers"\nvalues = [2, 0]'), "never open again"),
        ("zone-door", DOOR.replace('read = "discrete"', 'read = "input-register"').replace("count = 8", "count = 17"), "16 bits"),
        ("zone-door", DOOR + "\n[tmer]\nx = 1\n", "tmer"),
        ("zone-door", ROOM, "coils"),
        ("climate", ROOM.replace("address = 2", "address = 40"), "too far"),
        ("climate", ROOM.replace("scale = 0.1", "scale = 0", 1), "scale"),
    ],
)
def test_a_wrong_map_says_what_is_wrong(tmp_path: Path, kind: str, text: str, says: str) -> None:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as refused:
        load_profile(MODELS[kind], "mine", kind=kind, directory=tmp_path)
    assert says in refused.value.detail
