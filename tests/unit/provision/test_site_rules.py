"""What a site file must not say: each refused with the table and what is wrong, before a technician carries it into a hall."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from api.process.settings_file import ConfigurationError
from tests.unit.provision.conftest import SITE_FILE
from tingtang.provision.checks import unit_problems
from tingtang.provision.ranges import numbers
from tingtang.provision.services_table import read_services
from tingtang.provision.site import Site, load_site
from tingtang.provision.units import units_of


@pytest.fixture
def document() -> dict[str, Any]:
    return tomllib.loads(SITE_FILE.read_text("utf-8"))


def refused(document: dict[str, Any]) -> str:
    with pytest.raises(ValueError, match="validation error") as caught:
        Site.model_validate(document)
    return str(caught.value)


def test_an_unknown_key_is_named_with_file_and_section(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(SITE_FILE.read_text("utf-8").replace("[network]\n", "[network]\ngatway = 1\n"), "utf-8")
    with pytest.raises(ConfigurationError, match=r"site\.toml.*\n.*network\.gatway"):
        load_site(path)


def test_two_units_with_one_address(document: dict[str, Any]) -> None:
    document["kiosks"][1]["address"] = document["kiosks"][0]["address"]
    assert "10.20.10.1' stands more than once" in refused(document)


def test_a_board_whose_address_a_unit_has(document: dict[str, Any]) -> None:
    document["agents"][0]["groups"][0]["first_host"] = "10.20.1.1"
    text = refused(document)
    assert "10.20.1.2' stands more than once" in text  # the second board would be the agent


def test_an_address_outside_the_network(document: dict[str, Any]) -> None:
    document["screens"][0]["address"] = "192.168.1.5"
    assert "192.168.1.5 isn't in network.subnet 10.20.0.0/16" in refused(document)


def test_the_router_as_a_unit(document: dict[str, Any]) -> None:
    document["screens"][0]["address"] = "10.20.0.1"
    assert "network.gateway: 10.20.0.1 is a unit's address too" in refused(document)


def test_two_pads_with_one_address_on_a_line(document: dict[str, Any]) -> None:
    document["agents"][0]["lines"][0]["groups"][1]["first_address"] = 10
    assert "line pads-1: address 10, 11, 12, 13, 14, 15 is given twice" in refused(document)


def test_a_window_without_a_zone_and_one_that_does_nothing(document: dict[str, Any]) -> None:
    document["zones"][8]["windows"] = "121-133, 200"
    text = refused(document)
    assert "no zone has window 134" in text
    assert "nothing says what window 200 does" in text


def test_two_plugs_for_one_socket(document: dict[str, Any]) -> None:
    document["terminal_types"]["standing"]["devices"][1]["socket"] = "1"
    assert "standing: USB socket: '1' stands more than once" in refused(document)


def test_the_cameras_socket_counts(document: dict[str, Any]) -> None:
    document["terminal_types"]["standing"]["camera"]["socket"] = "2"
    assert "standing: USB socket: '2' stands more than once" in refused(document)


def test_a_socket_that_the_board_hasnt(document: dict[str, Any]) -> None:
    document["agents"][0]["lines"][0]["socket"] = "7"
    assert "zone-1-agent: there is no USB socket '7'; there are 1, 2, 3, 4" in refused(document)


def test_a_computer_that_nobody_knows(document: dict[str, Any]) -> None:
    document["agents"][0]["machine"] = "pi-1"
    assert "there is no machine 'pi-1'; there are pc, pi-4, pi-5" in refused(document)


def test_a_pc_without_its_network_cards_address(document: dict[str, Any]) -> None:
    del document["controller"]["mac"]
    assert "ctl.mac" in refused(document)


def test_names_that_would_give_a_unit_other_rights(document: dict[str, Any]) -> None:
    document["kiosks"][0]["node"] = "terminal-1"
    document["agents"][0]["node"] = "kiosk-99"
    document["controller"]["node"] = "server"
    text = refused(document)
    assert "call it kiosk-01" in text
    assert "agents.kiosk-99: call it …-agent" in text
    assert "controller.node: the contract calls it 'ctl'" in text


def test_a_device_of_a_model_that_wasnt_bought(document: dict[str, Any]) -> None:
    document["agents"][0]["devices"][0]["model"] = "gramophone"
    assert "zone-1-agent.speaker-1: there is no model 'gramophone'" in refused(document)


def test_a_device_of_a_line_in_a_socket_of_its_own(document: dict[str, Any]) -> None:
    document["agents"][0]["devices"][0]["model"] = "callpad"
    assert "model 'callpad' hangs on a line: put it into `lines`" in refused(document)


def test_a_sound_card_by_a_name_that_changes_or_that_alsa_doesnt_take(document: dict[str, Any]) -> None:
    card = next(part for part in document["terminal_types"]["standing"]["devices"] if part["id"] == "speaker-1")
    del card["socket"]
    assert "standing.speaker-1: needs `socket`" in refused(document)
    card |= {"socket": "3.3", "id": "speaker-in-the-ceiling"}
    assert "at most 15 characters" in refused(document)


def test_a_network_device_without_an_address(document: dict[str, Any]) -> None:
    del document["agents"][0]["devices"][0]["host"]
    assert "zone-1-agent.speaker-1: needs `host`" in refused(document)


def test_a_terminals_network_device_without_an_address(document: dict[str, Any]) -> None:
    del document["kiosks"][6]["hosts"]
    assert "kiosks.kiosk-07.hosts: document-1 needs its address" in refused(document)


def test_further_tables_of_a_process_are_its_own_matter(document: dict[str, Any], tmp_path: Path) -> None:
    """They go into its file beside what is made, and its own schema refuses what it doesn't know."""
    document["controller"]["settings"] = {
        "backup": {"daily": 7},
        "http": {"certificate_file": "/run/credentials/tingtang-controller.service/http.crt", "key_file": "/k"},
    }
    document["site"]["services"] = str(SITE_FILE.parent / "services.csv")
    document["terminal_types"]["standing"]["kiosk"] = {"times": {"idle_seconds": 5}}
    units = {unit.node: unit for unit in units_of(Site.model_validate(document))}
    controller = tomllib.loads(units["ctl"].system["etc/tingtang/controller.toml"])
    assert controller["backup"] == {"daily": 7}
    assert controller["http"]["port"] == 8080
    assert 'url = "https://ctl.hall.example:8080/screen?id=screen-2"' in units["screen-2"].system["etc/tingtang/screen.toml"]
    assert list(unit_problems(units["ctl"], tmp_path / "ctl", set())) == []
    (problem,) = unit_problems(units["kiosk-01"], tmp_path / "kiosk", set())
    assert "kiosk.toml" in problem
    assert "times.idle_seconds" in problem


@pytest.mark.parametrize("text", ["", "a", "5-3", "0-4", "1-1000", "1,1", "1-3,2", "1-", "-3", "1-2-3"])
def test_numbers_that_mean_nothing(text: str) -> None:
    with pytest.raises(ValueError, match=r"write numbers as|from 1 to|twice"):
        numbers(text)


def test_numbers_in_spans() -> None:
    assert numbers("1-3, 7,9-10") == (1, 2, 3, 7, 9, 10)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda text: text.replace("minutes", "mins", 1), "missing"),
        (lambda text: text.replace("general-01,general", "general-01,", 1), "line 2: queue is empty"),
        (lambda text: text.replace(",11,", ",eleven,", 1), "write a whole number"),
        (lambda text: text.replace("\n", ",one cell too many\n", 2), "columns|unknown"),
    ],
)
def test_a_table_of_services_that_cant_be_used(tmp_path: Path, change: Any, word: str) -> None:
    path = tmp_path / "services.csv"
    path.write_text(change((SITE_FILE.parent / "services.csv").read_text("utf-8")), "utf-8")
    with pytest.raises(ConfigurationError, match=word):
        read_services(path)


def test_a_table_that_a_spreadsheet_wrote(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text((SITE_FILE.parent / "services.csv").read_text("utf-8").replace("\n", "\r\n"), "utf-8-sig", newline="")
    assert read_services(path) == read_services(SITE_FILE.parent / "services.csv")
