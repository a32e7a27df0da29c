"""A whole installation into a folder: again changes nothing, cut off anywhere goes on, removal keeps what is the hall's."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from api.process.layout import Layout, Role
from tests.support.folder_debian import FolderDebian
from tingtang.install.executor import Stopped, execute, look_at, take_back
from tingtang.install.facts import look
from tingtang.install.order import Order
from tingtang.install.packages import packages_of
from tingtang.install.plan import plan
from tingtang.install.product import running_tree
from tingtang.install.steps.base import Step
from tingtang.install.steps.debian import FORBIDDEN
from tingtang.install.steps.files import ASIDE

TERMINAL = Order(frozenset({Role.KIOSK}), "1.2.3", "tingtang-1.2.3-py3-none-any.whl", b"a wheel", running_tree())
HALL = replace(TERMINAL, roles=frozenset({Role.CONTROLLER}))
DEBIANS_BROKER = b"# Debian's own\n"


def silent(what: str, step: Step) -> None:
    """Nobody reads along."""


@pytest.fixture
def debian(tmp_path: Path) -> FolderDebian:
    return FolderDebian(tmp_path / "root")


def steps_of(debian: FolderDebian, order: Order = TERMINAL, *, purge: bool = False) -> list[Step]:
    return plan(look(debian.machine), order, purge=purge)


@pytest.mark.parametrize("role", list(Role))
def test_a_second_run_does_nothing(debian: FolderDebian, role: Role) -> None:
    order = replace(TERMINAL, roles=frozenset({role}))
    first = execute(steps_of(debian, order), debian.machine, silent)
    assert not first.there
    before, commands = debian.files(), len(debian.commands)
    second = execute(steps_of(debian, order), debian.machine, silent)
    assert not second.done
    assert debian.files() == before
    changing = {"apt-get", "systemd-sysusers", "python3"}
    assert not changing & {command[0] for command in debian.commands[commands:]}


def test_looking_changes_nothing(debian: FolderDebian) -> None:
    before = debian.files()
    steps = steps_of(debian)
    assert look_at(steps, debian.machine).done == steps
    assert debian.files() == before


def test_a_run_that_was_cut_off_after_any_step_ends_the_same(tmp_path: Path) -> None:
    order = replace(TERMINAL, roles=frozenset({Role.AGENT}))
    whole = FolderDebian(tmp_path / "whole")
    execute(steps_of(whole, order), whole.machine, silent)
    for cut in range(1, len(steps_of(whole, order))):
        debian = FolderDebian(tmp_path / f"cut-{cut}")
        execute(steps_of(debian, order)[:cut], debian.machine, silent)
        execute(steps_of(debian, order), debian.machine, silent)
        assert debian.files() == whole.files()


def test_a_release_that_was_cut_off_is_made_anew(debian: FolderDebian) -> None:
    debian.broken = "--require-hashes"
    with pytest.raises(Stopped) as stopped:
        execute(steps_of(debian), debian.machine, silent)
    assert "release 1.2.3" in stopped.value.step.title
    half = Layout(debian.root).release("1.2.3")
    assert half.is_dir()
    assert not Layout(debian.root).current.exists()
    debian.broken = None
    execute(steps_of(debian), debian.machine, silent)
    assert Layout(debian.root).current.resolve() == half


def test_an_older_release_stays_within_reach(debian: FolderDebian) -> None:
    execute(steps_of(debian), debian.machine, silent)
    newer = replace(TERMINAL, version="1.2.4", wheel=b"another wheel")
    execute(steps_of(debian, newer), debian.machine, silent)
    layout = Layout(debian.root)
    assert (layout.current.readlink().name, layout.previous.readlink().name) == ("1.2.4", "1.2.3")


def test_other_content_of_a_version_goes_beside_the_one_that_runs(debian: FolderDebian) -> None:
    execute(steps_of(debian), debian.machine, silent)
    execute(steps_of(debian, replace(TERMINAL, wheel=b"another wheel")), debian.machine, silent)
    layout = Layout(debian.root)
    assert layout.current.readlink().name.startswith("1.2.3+")
    assert layout.previous.readlink().name == "1.2.3"
    assert (layout.release("1.2.3") / TERMINAL.wheel_name).read_bytes() == b"a wheel"


def test_what_cannot_be_had_and_is_not_needed_stops_nothing(debian: FolderDebian) -> None:
    debian.broken = "models"
    outcome = execute(steps_of(debian), debian.machine, silent)
    assert [step.title for step, _ in outcome.without] == ["/opt/tingtang/models, made by tingtang models fetch"]
    assert (debian.root / "opt/tingtang/installed.json").exists()


def test_secrets_are_root_s_alone_and_data_its_service_s(debian: FolderDebian) -> None:
    execute(steps_of(debian, HALL), debian.machine, silent)
    layout = Layout(debian.root)
    private = [layout.secrets, layout.identity, layout.data_of(Role.CONTROLLER), layout.data_of(Role.UNITS)]
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o700}


def test_packages_start_no_service_while_they_are_installed(debian: FolderDebian) -> None:
    policy = debian.root / "usr/sbin/policy-rc.d"
    seen: list[bool] = []
    real = debian._packages
    debian._packages = lambda words: (seen.append(policy.exists()), real(words))[1]  # type: ignore[method-assign]
    execute(steps_of(debian), debian.machine, silent)
    assert seen
    assert all(seen)
    assert not policy.exists()


def test_a_power_cut_while_packages_are_installed_is_mended(debian: FolderDebian) -> None:
    debian.packages |= packages_of(frozenset({"agent", "kiosk"}), "12").keys()
    policy = debian.root / "usr/sbin/policy-rc.d"
    policy.write_text(FORBIDDEN, "ascii")
    assert not steps_of(debian)[0].is_done(debian.machine)
    steps_of(debian)[0].do(debian.machine)
    assert ("dpkg", "--configure", "-a") in debian.commands
    assert not policy.exists()
    assert steps_of(debian)[0].is_done(debian.machine)


def test_somebody_else_s_policy_stays(debian: FolderDebian) -> None:
    policy = debian.root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 0\n", "ascii")
    steps_of(debian)[0].do(debian.machine)
    assert policy.read_text("ascii") == "#!/bin/sh\nexit 0\n"


def test_removal_keeps_settings_keys_and_data_and_puts_back_what_was_there(debian: FolderDebian) -> None:
    broker = debian.root / "etc/mosquitto/mosquitto.conf"
    broker.parent.mkdir()
    broker.write_bytes(DEBIANS_BROKER)
    before = debian.files()
    execute(steps_of(debian, HALL), debian.machine, silent)
    assert broker.read_bytes() != DEBIANS_BROKER
    layout = Layout(debian.root)
    kept = {
        layout.hall: b"mine",
        layout.secrets / "backup-key": b"key",
        layout.data_of(Role.CONTROLLER) / "hall.sqlite3": b"ledger",
    }
    for path, content in kept.items():
        path.write_bytes(content)
    outcome = take_back(steps_of(debian, HALL), debian.machine, silent)
    assert broker.read_bytes() == DEBIANS_BROKER
    assert all(path.read_bytes() == content for path, content in kept.items())
    names = {path.relative_to(debian.root).as_posix() for path in kept}
    # Accounts stay while data is theirs.
    assert debian.files().keys() == before.keys() | names
    assert any("/var/lib/tingtang/controller" in line for line in outcome.kept)


def test_removal_with_data_leaves_nothing(debian: FolderDebian) -> None:
    before = debian.files()
    execute(steps_of(debian, HALL), debian.machine, silent)
    (Layout(debian.root).secrets / "backup-key").write_bytes(b"key")
    take_back(steps_of(debian, HALL, purge=True), debian.machine, silent)
    assert debian.files() == before
    assert not list(debian.root.rglob("*tingtang*"))
    assert not list(debian.root.rglob("*.service.d"))


def test_a_file_of_ours_that_somebody_changed_stays(debian: FolderDebian) -> None:
    execute(steps_of(debian), debian.machine, silent)
    changed = debian.root / "etc/udev/rules.d/70-tingtang.rules"
    changed.write_bytes(b"# by hand\n")
    outcome = take_back(steps_of(debian), debian.machine, silent)
    assert changed.read_bytes() == b"# by hand\n"
    assert any("70-tingtang.rules" in line for line in outcome.kept)


def test_the_hall_s_file_goes_to_its_server_and_is_never_written_over(debian: FolderDebian) -> None:
    order = replace(HALL, site={"site.toml": b"from the stick"})
    execute(steps_of(debian, order), debian.machine, silent)
    there = Layout(debian.root).settings / "site/site.toml"
    assert there.read_bytes() == b"from the stick"
    there.write_bytes(b"by hand")
    execute(steps_of(debian, replace(order, site={"site.toml": b"newer"})), debian.machine, silent)
    assert there.read_bytes() == b"by hand"
    terminal = FolderDebian(debian.root / "terminal")
    execute(steps_of(terminal, replace(order, roles=frozenset({Role.KIOSK}))), terminal.machine, silent)
    assert not (Layout(terminal.root).settings / "site").exists()


def test_nothing_of_our_own_is_set_aside_when_a_machine_gets_another_role(debian: FolderDebian) -> None:
    execute(steps_of(debian, replace(TERMINAL, roles=frozenset({Role.AGENT}))), debian.machine, silent)
    example = Layout(debian.root).settings / "agent.toml.example"
    example.write_bytes(b"of an older release")
    execute(steps_of(debian), debian.machine, silent)
    assert example.read_bytes() != b"of an older release"
    assert not [name for name in debian.files() if name.endswith(ASIDE)]


def test_an_account_that_is_missing_is_said(debian: FolderDebian) -> None:
    (debian.root / "etc/passwd").write_text("", "utf-8")
    with pytest.raises(Stopped, match="no account root"):
        execute(steps_of(debian)[1:], debian.machine, silent)
