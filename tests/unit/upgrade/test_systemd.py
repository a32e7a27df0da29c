"""What systemd and the health pages say, as a gate reads it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.messages.views import PartHealth
from api.process.layout import Layout, Role
from api.process.metrics_settings import MetricsSection
from api.process.status_server import StatusServer
from kiosk.metrics import KioskHealth
from tests.support.doctor.in_namespaces import steps_of
from tests.support.doctor.user_systemd import NAMESPACES
from tests.support.upgrade_rig import CRASHES, DIES_LATER, NEW, WELL
from tingtang.upgrade.gate import ServiceLook
from tingtang.upgrade.systemd import HealthPage, SystemdServices, read_health
from tingtang.upgrade.this_machine import health_pages, serial_of

AGENT, KIOSK = "tingtang-agent.service", "tingtang-kiosk.service"
SHOWN = f"""\
Id={AGENT}
ActiveState=active
NRestarts=0

Id={KIOSK}
ActiveState=activating
NRestarts=7
"""
"""`systemctl show --property=Id,ActiveState,NRestarts` of systemd 252, for a kiosk that crashes again and again."""


class Systemctl:
    """Says what it is told to."""

    def __init__(self, shown: str) -> None:
        self.commands: list[tuple[str, ...]] = []
        self._shown = shown

    def __call__(self, *command: str, ok: frozenset[int] = frozenset({0})) -> str:
        self.commands.append(command)
        return self._shown if command[1] == "show" else ""


@pytest.fixture
async def page() -> AsyncIterator[tuple[str, list[KioskHealth]]]:
    """A kiosk's real health page: its address, and what it says (the last one counts)."""
    said = [KioskHealth(well=True, version="1.0.0", uptime_s=1, parts=(), occupied=False)]
    server = StatusServer(MetricsSection(port=0), list, lambda: said[-1])
    await server.start()
    yield f"http://127.0.0.1:{server.port}/healthz", said
    await server.stop()


def test_services_are_read_in_their_order() -> None:
    services = SystemdServices((KIOSK, AGENT), {}, Systemctl(SHOWN))
    assert services.look() == (ServiceLook(KIOSK, active=False, restarts=7), ServiceLook(AGENT, active=True))


def test_a_service_that_systemd_doesnt_know_isnt_active() -> None:
    assert SystemdServices((KIOSK,), {}, Systemctl("")).look() == (ServiceLook(KIOSK, active=False),)


@pytest.mark.parametrize("why", ["ConditionResult=no\nUnitFileState=enabled", "ConditionResult=yes\nUnitFileState=disabled"])
def test_a_service_that_isnt_meant_to_run_here_stands_aside(why: str) -> None:
    shown = f"Id={AGENT}\nActiveState=inactive\nNRestarts=0\n{why}\n"
    assert SystemdServices((AGENT,), {}, Systemctl(shown)).look() == (ServiceLook(AGENT, active=True),)


def test_a_service_that_should_run_and_doesnt_isnt_active() -> None:
    shown = f"Id={AGENT}\nActiveState=inactive\nNRestarts=0\nConditionResult=yes\nUnitFileState=enabled\n"
    assert SystemdServices((AGENT,), {}, Systemctl(shown)).look() == (ServiceLook(AGENT, active=False),)


def test_units_are_read_again_before_they_are_restarted() -> None:
    systemctl = Systemctl("")
    SystemdServices((AGENT,), {}, systemctl).restart()
    verbs = [command[1] for command in systemctl.commands]
    assert verbs == ["daemon-reload", "reset-failed", "restart"]


async def test_a_kiosk_says_that_it_is_well_and_that_somebody_stands_there(page: tuple[str, list[KioskHealth]]) -> None:
    address, said = page
    assert await asyncio.to_thread(read_health, address) == HealthPage(well=True, occupied=False)
    parts = (PartHealth(name="screen", well=False, detail="nothing yet"),)
    said.append(KioskHealth(well=False, version="1.0.0", uptime_s=1, parts=parts, occupied=True))
    assert await asyncio.to_thread(read_health, address) == HealthPage(well=False, occupied=True)
    services = SystemdServices((AGENT, KIOSK), {KIOSK: address}, Systemctl(SHOWN.replace("activating", "active")))
    assert [look.well for look in await asyncio.to_thread(services.look)] == [None, False]
    assert await asyncio.to_thread(services.occupied)


def test_a_page_that_is_promised_and_doesnt_answer_isnt_well() -> None:
    address = "http://127.0.0.1:1/healthz"
    assert read_health(address) is None
    services = SystemdServices((AGENT, KIOSK), {KIOSK: address, AGENT: address}, Systemctl(SHOWN))
    assert [look.well for look in services.look()] == [False, None], "who doesn't run isn't asked"
    assert not services.occupied()


def test_health_pages_are_where_the_settings_say(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.settings.mkdir(parents=True)
    layout.settings_of(Role.AGENT).write_text("[metrics]\nport = 9101\n[of_a_newer_release]\nx = 1\n")
    layout.settings_of(Role.KIOSK).write_text("not TOML")
    layout.settings_of(Role.CONTROLLER).write_text('[metrics]\nport = 9102\nhost = "192.168.10.2"\n')
    assert health_pages(layout, frozenset(Role)) == {
        AGENT: "http://127.0.0.1:9101/healthz",
        "tingtang-controller.service": "http://192.168.10.2:9102/healthz",
    }


def test_a_raspberry_pis_serial(tmp_path: Path) -> None:
    assert serial_of(tmp_path) == ""
    tree = tmp_path / "proc/device-tree"
    tree.mkdir(parents=True)
    (tree / "serial-number").write_bytes(b"10000000abcd1234\0")
    assert serial_of(tmp_path) == "10000000abcd1234"


def test_under_a_real_systemd_a_release_is_changed_to_and_left_again() -> None:
    steps = steps_of("tests.support.upgrade_systemd_child", *NAMESPACES)
    well, crashes, dies = (steps[nature] for nature in (WELL, CRASHES, DIES_LATER))
    assert (well["outcome"], well["current"], well["proven"], well["restarted"]) == ("well", NEW, NEW, True)
    assert (crashes["outcome"], crashes["current"], crashes["version"]) == ("wentBack", NEW, NEW)
    assert (dies["outcome"], dies["trouble"], dies["current"]) == ("wentBack", "notWell", NEW)
    assert all(step["well"] and step["restarted"] for step in steps.values()), "what runs now was started by the change"
    assert dies["detail"] == "agent.service", "the one that stands aside isn't held against the release"
