"""What the network page takes from the kernel."""

from pathlib import Path

import pytest

from kiosk.technician.network import Card, address_of, cards, gateway


def card(folder: Path, name: str, state: str, *, real: bool) -> None:
    (folder / name).mkdir()
    (folder / name / "operstate").write_text(f"{state}\n", "ascii")
    if real:
        (folder / name / "device").mkdir()


def test_real_cards_are_shown_virtual_ones_only_when_they_are_up(tmp_path: Path) -> None:
    card(tmp_path, "lo", "unknown", real=False)
    card(tmp_path, "tt-eth0", "up", real=True)
    card(tmp_path, "tt-eth1", "down", real=True)
    card(tmp_path, "tt-ifb0", "down", real=False)
    card(tmp_path, "tt-vlan7", "up", real=False)
    assert cards(tmp_path) == [Card("tt-eth0", True, ""), Card("tt-eth1", False, ""), Card("tt-vlan7", True, "")]


def test_the_kernel_tells_a_cards_address() -> None:
    assert address_of("lo") == "127.0.0.1"
    assert address_of("no-such-card") == ""


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n", "192.0.2.1"),
        ("eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n", ""),
        ("", ""),
    ],
    ids=["a router", "only this network", "no routes"],
)
def test_the_way_out(tmp_path: Path, lines: str, found: str) -> None:
    routes = tmp_path / "route"
    routes.write_text("Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n" + lines, "ascii")
    assert gateway(routes) == found


def test_without_a_kernel_that_tells_there_is_no_way_out(tmp_path: Path) -> None:
    assert gateway(tmp_path / "none") == ""
