"""The example county: a hall of the field's size, and each file of each unit read by whoever will read it."""

import base64
import gzip
import json
import tomllib
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft4Validator

from api.messages.access import access_list
from hall_controller.config import HallConfig
from tests.unit.provision.conftest import CODE, PERSON_KEY, SITE_FILE
from tingtang.commands.config import hall_voice
from tingtang.demo.county import county_hall
from tingtang.provision.checks import problems, unit_problems
from tingtang.provision.services_table import read_services, write_services
from tingtang.provision.site import Site
from tingtang.provision.units import Unit

Units = dict[str, Unit]
SCHEMAS = Path(__file__).parent / "cloud_init"


def hall(units: Units) -> HallConfig:
    return HallConfig.model_validate(tomllib.loads(units["ctl"].system["etc/tingtang/hall.toml"]))


def test_it_has_the_size_of_a_real_hall(units: Units) -> None:
    found = hall(units)
    assert (len(found.windows), len(found.services), len(found.zones), len(found.queues)) == (134, 1118, 9, 26)
    assert sum(window.rating_pad is not None for window in found.windows) == 76
    assert all(window.call_pad and len(window.leds) == 1 for window in found.windows)
    assert all(zone.speakers and zone.overview_leds and zone.screens for zone in found.zones)
    assert len(found.terminals) == 8


def test_every_file_is_read_without_a_problem(units: Units) -> None:
    unseen: set[str] = set()
    assert list(problems(units.values(), unseen)) == []
    assert unseen == set()


def test_no_zone_has_more_to_say_than_its_loudspeakers_can(units: Units) -> None:
    clips = SITE_FILE.parents[3] / "var" / "assets" / "clips"
    assert len(hall_voice(hall(units), clips if clips.is_dir() else None, SITE_FILE)) == 9


def test_its_services_are_those_of_the_demos_county() -> None:
    services = county_hall().services
    table = write_services(
        service.model_dump(mode="json", exclude_defaults=True) | {"minutes": service.minutes} for service in services
    )
    assert table == (SITE_FILE.parent / "services.csv").read_text("utf-8")
    assert [row["id"] for row in read_services(SITE_FILE.parent / "services.csv")] == [service.id for service in services]


def test_every_device_that_the_hall_binds_is_in_its_agents_file(units: Units) -> None:
    found = hall(units)
    bound = {address for window in found.windows for address in (*window.leds, window.rating_pad, window.call_pad) if address}
    bound |= {address for zone in found.zones for address in (*zone.speakers, *zone.overview_leds)} | set(found.devices)
    agents = [tomllib.loads(unit.system["etc/tingtang/agent.toml"]) for unit in units.values() if unit.agent]
    there = {f"{agent['agent']['node']}/{device['id']}" for agent in agents for device in agent["devices"]}
    assert bound == there
    assert len(there) == sum(len(unit.devices) for unit in units.values())


def test_what_a_driver_refuses_is_named_with_its_unit_and_device(units: Units, tmp_path: Path) -> None:
    unit = units["zone-1-agent"]
    broken = {path: text.replace("onbon-6k3-256x80", "no-such-board") for path, text in unit.system.items()}
    found = list(unit_problems(Unit(**{**_fields(unit), "system": broken}), tmp_path / "unit", set()))
    assert any("led-901" in problem and "no-such-board" in problem for problem in found), found


def _fields(unit: Unit) -> dict[str, object]:
    return {name: getattr(unit, name) for name in Unit.__dataclass_fields__}


@pytest.mark.parametrize("name", ["user-data", "network-config"])
def test_cloud_inits_own_schema_takes_every_file(units: Units, name: str) -> None:
    schema = {"user-data": "schema-cloud-config-v1.json", "network-config": "schema-network-config-v2.json"}[name]
    judge = Draft4Validator(json.loads((SCHEMAS / schema).read_text("utf-8")))
    for unit in units.values():
        document = yaml.load(unit.boot[name], yaml.CSafeLoader)
        assert [error.message for error in judge.iter_errors(document)] == [], unit.node
    document["network" if name == "network-config" else "write_files"] = "nonsense"
    assert list(judge.iter_errors(document))


def test_the_files_for_the_first_start_are_the_ones_that_were_checked(units: Units) -> None:
    for unit in units.values():
        written = {entry["path"]: entry for entry in yaml.load(unit.boot["user-data"], yaml.CSafeLoader)["write_files"]}
        for path, text in unit.system.items():
            file = written[f"/usr/local/lib/tingtang-first-boot/files/{path}"]
            packed = file.get("encoding") == "gz+b64"
            assert (gzip.decompress(base64.b64decode(file["content"])).decode() if packed else file["content"]) == text
        assert ("/usr/local/lib/tingtang-first-boot/readonly-root/etc/overlayroot.conf" in written) == unit.read_only


def test_every_unit_but_the_halls_server_may_lose_its_power(units: Units) -> None:
    assert [node for node, unit in units.items() if not unit.read_only] == ["ctl"]


def test_a_terminal_speaks_to_its_own_broker_and_a_zones_agent_to_the_halls(units: Units, county: Site) -> None:
    kiosk = tomllib.loads(units["kiosk-03"].system["etc/tingtang/kiosk.toml"])
    assert (kiosk["broker"]["host"], kiosk["broker"]["username"]) == ("127.0.0.1", "kiosk-03")
    agent = tomllib.loads(units["zone-3-agent"].system["etc/tingtang/agent.toml"])["broker"]
    assert (agent["host"], agent["port"]) == ("ctl.hall.example", 8883)
    assert agent["key_file"] == "/run/credentials/tingtang-agent.service/client.key"
    acl = units["kiosk-03"].system["etc/tingtang/mosquitto/acl"]
    assert acl == access_list(county.site.id, ("kiosk-03", "kiosk-03-agent"))
    broker = units["kiosk-03"].system["etc/mosquitto/mosquitto.conf"]
    assert "address ctl.hall.example:8883\n" in broker
    assert "remote_clientid kiosk-03-link\n" in broker
    assert "remote_password" not in broker


def test_a_pad_that_is_the_brokers_client_is_bound_to_its_window(units: Units) -> None:
    agent = tomllib.loads(units["zone-6-agent"].system["etc/tingtang/agent.toml"])
    pad = next(device for device in agent["devices"] if device["id"] == "rating-76")
    assert pad["link"] == {"type": "mqtt", "topic": "pad/v1/150426-01/pad-76"}
    assert pad["window"] == 76
    assert hall(units).windows[75].rating_pad == "zone-6-agent/rating-76"


def test_secrets_are_beside_the_settings_and_only_on_their_own_card(units: Units) -> None:
    kiosk = units["kiosk-03"]
    assert kiosk.boot["tingtang/enrolment-code"] == CODE + "\n"
    assert kiosk.boot["tingtang/person-key"] == PERSON_KEY + "\n"
    for node, unit in units.items():
        open_text = "".join(text for name, text in {**unit.boot, **unit.system}.items() if not name.startswith("tingtang/"))
        assert CODE not in open_text
        assert PERSON_KEY not in open_text
        assert ("tingtang/person-key" in unit.boot) == node.startswith("kiosk-")
        assert ("tingtang/enrolment-code" in unit.boot) == (node == "kiosk-03")
    assert CODE not in repr(kiosk)
    assert PERSON_KEY not in repr(kiosk)


def test_names_in_certificates_are_the_brokers_accounts(units: Units) -> None:
    names = {
        node: tomllib.loads(unit.system["etc/tingtang/unit.toml"])["unit"]["node"]
        for node, unit in units.items()
        if "etc/tingtang/unit.toml" in unit.system
    }
    assert names["kiosk-03"] == "kiosk-03-link"
    assert names["zone-3-agent"] == "zone-3-agent"
