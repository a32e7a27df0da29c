"""What a plan holds: the right units, files that load, and nothing outside the product's places."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from api.process.layout import Role
from api.process.units import enabled
from drivers.agent.settings import load_settings as load_agent
from hall_controller.config import load_hall_config
from hall_controller.settings import load_settings as load_controller
from kiosk.settings import load_settings as load_kiosk
from tingtang.install.facts import Facts, read_os_release, unsuited
from tingtang.install.lists import list_for
from tingtang.install.order import Order
from tingtang.install.packages import BY_ROLE, packages_of
from tingtang.install.plan import EXAMPLES, plan, system_place
from tingtang.install.product import running_tree
from tingtang.install.steps.debian import DebianPackages
from tingtang.install.steps.files import File
from tingtang.install.steps.units import Enabled
from tingtang.install.unit_roles import belongs

TREE = running_tree()
ORDER = Order(frozenset({Role.KIOSK}), "1.2.3", "tingtang-1.2.3-py3-none-any.whl", b"a wheel", TREE)
BOOKWORM = Facts("debian", "12", "amd64", raspberry_pi_os=False, packages=frozenset(), systemd_runs=False)
PLACES = ("/opt/tingtang/", "/etc/tingtang/", "/etc/systemd/", "/etc/sysusers.d/", "/etc/tmpfiles.d/", "/etc/udev/rules.d/",
          "/etc/mosquitto/mosquitto.conf")  # fmt: skip
EXAMPLE_LOADERS = {
    "controller/controller.toml": load_controller,
    "controller/hall.toml": load_hall_config,
    "agent/agent.toml": load_agent,
    "kiosk/kiosk.toml": load_kiosk,
}


@pytest.mark.parametrize("role", list(Role))
def test_each_unit_of_a_role_is_placed_before_it_is_enabled(role: Role) -> None:
    steps = plan(BOOKWORM, replace(ORDER, roles=frozenset({role})))
    placed: set[str] = set()
    for step in steps:
        if isinstance(step, File):
            placed.add(step.path.name)
        if isinstance(step, Enabled):
            assert step.unit in placed
    assert {step.unit for step in steps if isinstance(step, Enabled)} >= set(enabled([role]))


def test_every_file_beside_the_units_has_a_place_and_a_machine() -> None:
    for name in TREE.names("systemd"):
        inside = name.removeprefix("systemd/")
        if inside.endswith(".md"):
            continue
        assert system_place(inside) is not None, inside
        assert any(belongs(inside, frozenset({role}), read_only=read_only) for role in Role for read_only in (True, False)), (
            inside
        )


def test_a_machine_has_one_broker_and_one_journal() -> None:
    everything = plan(BOOKWORM, replace(ORDER, roles=frozenset({Role.CONTROLLER, Role.KIOSK})))
    paths = [step.path for step in everything if isinstance(step, File)]
    assert len(paths) == len(set(paths))
    drop_in = next(step for step in everything if isinstance(step, File) and "mosquitto.service.d" in str(step.path))
    assert drop_in.content == TREE.read("systemd/mosquitto.service.d/hall.conf")


def test_a_read_only_terminal_keeps_its_journal_in_memory() -> None:
    steps = plan(BOOKWORM, replace(ORDER, read_only=True))
    journal = next(step for step in steps if isinstance(step, File) and step.path.parent.name == "journald.conf.d")
    assert b"Storage=volatile" in journal.content
    packages = next(step for step in steps if isinstance(step, DebianPackages))
    assert {"overlayroot", "busybox"} <= set(packages.names)


def test_nothing_is_written_elsewhere() -> None:
    for step in plan(BOOKWORM, replace(ORDER, roles=frozenset(Role))):
        if isinstance(step, File):
            assert str(step.path).startswith(PLACES), step.path


def test_each_file_is_in_the_wheel_as_in_the_tree() -> None:
    built = (TREE.top / "pyproject.toml").read_text("utf-8")
    assert all(f'{folder} = "{folder}"' in built for folder in ("systemd", "firmware_configs", "requirements"))


def test_every_example_loads() -> None:
    names = {name.removeprefix(f"{EXAMPLES}/") for name in TREE.names(EXAMPLES)}
    assert EXAMPLE_LOADERS.keys() <= names
    for name, load in EXAMPLE_LOADERS.items():
        load(TREE.top / EXAMPLES / name)


def test_an_example_asks_for_no_secret_that_nothing_makes() -> None:
    asked = {
        name for file in TREE.names(EXAMPLES) for name in re.findall(r"/run/credentials/[^/]+/([^\"]+)", TREE.read(file).decode())
    }
    # By `tingtang enrol`; by `tingtang trust init` and a terminal's first start.
    assert asked == {"client.crt", "client.key", "hall-ca.crt", "broker-password"}


def test_no_service_reads_an_example() -> None:
    steps = plan(BOOKWORM, replace(ORDER, roles=frozenset(Role)))
    settings = [step.path for step in steps if isinstance(step, File) and step.path.parent == Path("/etc/tingtang")]
    assert settings
    assert all(path.suffix == ".example" for path in settings)


@pytest.mark.parametrize(
    ("roles", "wanted"),
    [
        ({Role.AGENT}, "agent.txt"),
        ({Role.SCREEN}, "agent.txt"),
        ({Role.KIOSK, Role.AGENT}, "kiosk.txt"),
        ({Role.CONTROLLER, Role.UNITS}, "controller.txt"),
        ({Role.CONTROLLER, Role.AGENT}, "run.txt"),
    ],
)
def test_one_list_for_a_machine(roles: set[Role], wanted: str) -> None:
    assert list_for(frozenset(roles)) == wanted
    assert f"requirements/{wanted}" in TREE.names("requirements")


def test_every_package_says_what_it_is_for_and_an_agent_stays_small() -> None:
    assert all(purpose for packages in BY_ROLE.values() for purpose in packages.values())
    agent = packages_of(frozenset({"agent"}), "12")
    assert not {"mosquitto", "chromium", "libgl1", "g++"} & agent.keys()
    assert "libmtdev1t64" in packages_of(frozenset({"kiosk"}), "13")


@pytest.mark.parametrize(
    ("text", "architecture", "refused"),
    [
        ('ID=debian\nVERSION_ID="12"\n', "amd64", None),
        ('ID=debian\nVERSION_ID="13"\n', "arm64", None),
        ("ID=raspbian\nVERSION_ID=\"12\"\nPRETTY_NAME='Raspbian'\n", "armhf", "refused.32bit"),
        ('ID=debian\nVERSION_ID="11"\n', "amd64", "refused.system"),
        ("ID=ubuntu\nVERSION_ID='24.04'\n", "amd64", "refused.system"),
        ("ID=debian\nPRETTY_NAME='Debian sid'\n", "amd64", "refused.system"),
        ('ID=debian\nVERSION_ID="12"\n', "armhf", "refused.architecture"),
    ],
)
def test_machines_that_it_cannot_be_put_on_are_refused(text: str, architecture: str, refused: str | None) -> None:
    release = read_os_release(text)
    facts = Facts(release["ID"], release.get("VERSION_ID", ""), architecture, False, frozenset(), False)
    problem = unsuited(facts)
    assert (problem.key if problem else None) == refused
