"""Networks with each fault, in a network namespace; a cable that is out stands in the kernel's file."""

from pathlib import Path

from kiosk.technician.network import Card, cards
from tests.support.doctor.in_namespaces import findings_of
from tests.support.doctor.registry import produces
from tests.support.peers import TcpPeer
from tingtang.doctor import network
from tingtang.doctor.finding import Finding
from tingtang.doctor.network import NetworkFacts
from tingtang.ports import free_port

CHILD = "tests.support.doctor.network_child"


def step(name: str) -> list[Finding]:
    return findings_of(CHILD, "--net", "--mount")[name]


@produces("network.no-link")
def a_cable_that_is_out(folder: Path) -> list[Finding]:
    (folder / "cable0/device").mkdir(parents=True)
    (folder / "cable0/operstate").write_text("down\n")
    found = tuple(cards(folder))
    assert found == (Card("cable0", False, ""),)
    return network.judge_network(NetworkFacts(found, gateway=""))


@produces("network.no-card")
def no_card(folder: Path) -> list[Finding]:
    return step("no card")


@produces("network.no-address")
def a_card_without_an_address(folder: Path) -> list[Finding]:
    return step("no address")


@produces("network.own-address")
def no_dhcp_server(folder: Path) -> list[Finding]:
    found = step("own address")
    # The machine's other card answers for this address too: that is no other machine.
    assert all(finding.code != "network.address-twice" for finding in found)
    return found


@produces("network.unknown-name")
def a_name_that_nobody_knows(folder: Path) -> list[Finding]:
    return step("unknown name")


@produces("network.unreachable", "network.no-gateway")
def no_way_to_the_hall(folder: Path) -> list[Finding]:
    return step("no way")


@produces("network.no-answer")
def a_machine_that_says_nothing(folder: Path) -> list[Finding]:
    return step("silent")


@produces("network.no-unit-server")
def a_hall_without_its_server_of_units(folder: Path) -> list[Finding]:
    with TcpPeer() as broker:
        facts = network.look_at_network("127.0.0.1", broker.port, server_port=free_port(), card_folder=folder)
    return network.judge_network(facts)


@produces("network.address-twice")
def another_machine_with_our_address(folder: Path) -> list[Finding]:
    return step("address twice")
