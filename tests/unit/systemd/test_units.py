"""The units hold together: systemd reads them without a word, they are locked down, and what they start exists."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api.process.layout import Layout, Role
from api.process.units import BROKER_DROP_IN, SERVICES, TIMERS, enabled, services
from tests.support.again_child import BURST, ROUNDS
from tests.support.doctor.in_namespaces import steps_of
from tests.support.doctor.user_systemd import NAMESPACES
from tests.support.unit_root import SYSTEMD, Unit, analyze, unit_root
from tingtang.__main__ import COMMANDS

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="this machine has no systemd tools")

UNITS = sorted(SYSTEMD.glob("*.service"))
LASTING = [unit for unit in UNITS if Unit(unit)["Service"].get("Type") == "notify"]
DROP_INS = sorted(set(BROKER_DROP_IN.values()))
MOST_EXPOSED = 2.5
"""Of ten, as `systemd-analyze security` counts; Debian's own services stand between 4 and 9.6."""


@pytest.fixture(scope="module", params=DROP_INS, ids=lambda name: Path(name).stem)
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unit_root(tmp_path_factory.mktemp("root") / "root", SYSTEMD / request.param)


def names_of(units: list[Path]) -> list[str]:
    """Templates with an instance."""
    return [unit.name.replace("@.", "@tingtang-kiosk.") for unit in units]


def test_systemd_reads_every_unit_without_a_word(root: Path) -> None:
    units = [unit for kind in ("service", "timer", "target") for unit in sorted(SYSTEMD.glob(f"*.{kind}"))]
    told = analyze(root, "verify", *names_of(units), "mosquitto.service")
    assert (told.returncode, told.stderr, told.stdout) == (0, "", "")


def test_a_wrong_word_in_a_unit_would_be_told(tmp_path: Path) -> None:
    root = unit_root(tmp_path / "root", SYSTEMD / DROP_INS[0])
    agent = root / "etc/systemd/system/tingtang-agent.service"
    agent.write_text(agent.read_text("utf-8").replace("WatchdogSec", "WatchdogSecs"), "utf-8")
    assert "WatchdogSecs" in analyze(root, "verify", agent.name).stderr


@pytest.mark.parametrize("unit", [*names_of(UNITS), "mosquitto.service"])
def test_every_service_is_locked_down(root: Path, unit: str) -> None:
    told = analyze(root, "security", "--offline=true", unit)
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", told.stdout)
    assert found, told.stderr
    assert float(found[1]) <= MOST_EXPOSED


def test_the_table_names_what_is_there() -> None:
    named = {unit for role in Role for unit in (*SERVICES[role], *TIMERS[role])}
    assert all((SYSTEMD / name).is_file() for name in named | set(DROP_INS))
    assert {unit.name for unit in LASTING} == {unit for role in Role for unit in SERVICES[role]}
    assert {path.name for path in SYSTEMD.glob("*.timer") if "@" not in path.name} == {t for role in Role for t in TIMERS[role]}
    assert services([Role.KIOSK, Role.AGENT]) == ("tingtang-kiosk.service", "tingtang-agent.service")
    assert len(enabled(Role)) == len(set(enabled(Role)))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_part_of_ours_from_the_release_that_runs(unit: Path) -> None:
    for command in Unit(unit).all_of("ExecStart"):
        program, *arguments = command.split()
        if program == "/usr/bin/systemctl":
            continue
        proven = Layout().proven / "venv/bin/python"
        assert program == str(proven if unit.stem == "tingtang-upgrade" else Layout().python)
        assert arguments[0] == "-m"
        if arguments[1] == "tingtang":
            assert arguments[2] in COMMANDS
        assert importlib.util.find_spec(f"{arguments[1]}.__main__") is not None


@pytest.mark.parametrize("unit", LASTING, ids=lambda unit: unit.stem)
def test_only_a_program_that_hears_a_hang_up_is_sent_one(unit: Path) -> None:
    parsed = Unit(unit)
    module = parsed["Service"]["ExecStart"].split()[2]
    program = importlib.util.find_spec(f"{module}.program") if module != "tingtang" else None
    hears = program is not None and program.origin is not None and "SIGHUP" in Path(program.origin).read_text("utf-8")
    assert ("ExecReload" in parsed["Service"]) == hears


@pytest.mark.parametrize("unit", LASTING, ids=lambda unit: unit.stem)
def test_a_lasting_service_is_watched_comes_back_and_has_an_account_of_its_own(unit: Path) -> None:
    parsed = Unit(unit)
    role = Role(unit.stem.removeprefix("tingtang-"))
    service, layout = parsed["Service"], Layout()
    assert int(service["WatchdogSec"]) <= 30
    assert service["WatchdogSignal"] == "SIGKILL"
    assert service["Restart"] == "always"
    assert parsed["Unit"]["OnFailure"] == "tingtang-again@%N.timer"
    assert parsed["Unit"]["PartOf"] == "tingtang.target"
    assert parsed["Install"]["WantedBy"] == "tingtang.target"
    assert (service["User"], service["Group"]) == (role.account, role.account)
    assert Path("/var/lib") / service["StateDirectory"] == layout.data_of(role)
    assert re.search(rf"^u {role.account} ", (SYSTEMD / "sysusers.d/tingtang.conf").read_text("utf-8"), re.MULTILINE)
    assert "MemoryMax" in service
    assert "TasksMax" in service
    assert "demo" not in parsed.text


def test_what_failed_too_often_is_tried_again_for_ever_and_comes_back_by_itself() -> None:
    assert steps_of("tests.support.again_child", *NAMESPACES)["again"]["tries"] > BURST * ROUNDS


@pytest.mark.parametrize("unit", [*UNITS, *(SYSTEMD / name for name in DROP_INS)], ids=lambda unit: unit.stem)
def test_secrets_come_one_by_one_from_roots_folders(unit: Path) -> None:
    layout, parsed = Layout(), Unit(unit)
    for line in parsed.all_of("LoadCredential"):
        source = Path(line.partition(":")[2])
        assert source.parent in (layout.identity, layout.secrets)
    optional = {line.partition(":")[0] for line in parsed.all_of("SetCredential")}
    loaded = {line.partition(":")[0] for line in parsed.all_of("LoadCredential")}
    # One that isn't there and has nothing in its place keeps the service from starting (exit code 243), needed or not; without
    # the authority's key there is nothing to start for, which the unit says as a condition.
    assert loaded - optional <= {"authority.key"}
    assert optional <= loaded


@pytest.mark.parametrize("name", ["controller", "units", "renew", "upgrade"])
def test_who_judges_certificates_waits_for_the_time(name: str) -> None:
    assert "time-sync.target" in Unit(SYSTEMD / f"tingtang-{name}.service")["Unit"]["After"].split()


@pytest.mark.parametrize("file", ["tingtang-kiosk.service", "mosquitto.service.d/terminal.conf"])
def test_a_terminal_cut_off_from_its_hall_waits_for_nothing(file: str) -> None:
    text = (SYSTEMD / file).read_text("utf-8")
    assert "network-online.target" not in text
    assert "time-sync.target" not in text


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to others")
def test_accounts_and_folders_are_made_in_a_root_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    for kind, program in (("sysusers.d", "systemd-sysusers"), ("tmpfiles.d", "systemd-tmpfiles")):
        shutil.copytree(SYSTEMD / kind, tmp_path / "usr/lib" / kind)
        more = ("--create",) if kind == "tmpfiles.d" else ()
        told = subprocess.run(
            [program, f"--root={tmp_path}", *more, "tingtang.conf"], capture_output=True, text=True, check=False
        )
        assert (told.returncode, [line for line in told.stderr.splitlines() if "Creating" not in line]) == (0, [])
    accounts = (tmp_path / "etc/passwd").read_text("utf-8")
    layout = Layout(tmp_path)
    assert all(f"{role.account}:" in accounts for role in Role)
    assert all(path.stat().st_mode & 0o777 == 0o700 for path in (layout.secrets, layout.identity))


def test_the_journal_is_bounded_whatever_the_root() -> None:
    kept, volatile = (Unit(SYSTEMD / "journald.conf.d" / name)["Journal"] for name in ("tingtang.conf", "tingtang-volatile.conf"))
    assert {"SystemMaxUse", "SystemKeepFree", "MaxRetentionSec", "RateLimitBurst"} <= set(kept)
    assert volatile["Storage"] == "volatile"
    assert {"RuntimeMaxUse", "RuntimeKeepFree", "RateLimitBurst"} <= set(volatile)
