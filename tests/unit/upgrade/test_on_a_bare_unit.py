"""What a unit runs needs the packages of its own list only: an agent has no web framework, no calendar, no screen."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.support.hall_config import write_small_hall
from tingtang.upgrade.settings_check import LOADERS, main

ROOT = Path(__file__).parents[3]
AGENT_LIST = ROOT / "requirements/agent.txt"
GUARD = """
import sys

class Bare:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in FOREIGN:
            raise ModuleNotFoundError(f"an agent has no {name}", name=name)

FOREIGN = set(sys.argv.pop(1).split(","))
sys.meta_path.insert(0, Bare())
"""
AGENT = '[agent]\nsite = "150426-07"\nnode = "zone-agent"\ndata_dir = "data"\n'


def foreign() -> str:
    """Modules of this machine that an agent hasn't."""
    listed = {
        re.sub("[-_.]+", "-", name).lower() for name in re.findall(r"^([A-Za-z0-9._-]+)==", AGENT_LIST.read_text(), re.MULTILINE)
    }
    own = listed | {"tingtang", "pip"}
    names = packages_distributions().items()
    return ",".join(module for module, of in names if not own & {re.sub("[-_.]+", "-", name).lower() for name in of})


def run_bare(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", GUARD + code, foreign(), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_an_agent_asks_for_its_release_with_its_own_packages(tmp_path: Path) -> None:
    done = run_bare("from tingtang.__main__ import main; sys.exit(main())", "upgrade", "--root", str(tmp_path), "poll")
    assert (done.returncode, done.stdout) == (1, "")
    assert "the product isn't installed there" in done.stderr


def test_an_agents_settings_are_checked_with_its_own_packages(tmp_path: Path) -> None:
    file = tmp_path / "agent.toml"
    code = "from tingtang.upgrade.settings_check import main; sys.exit(main(sys.argv[1:]))"
    file.write_text(AGENT)
    assert run_bare(code, "agent", str(file)).stderr == ""
    file.write_text(AGENT + "colour = 1\n")
    refused = run_bare(code, "agent", str(file))
    assert refused.returncode == 1
    assert "agent.colour" in refused.stderr


@pytest.mark.parametrize("kind", LOADERS)
def test_every_kind_of_file_is_read_by_its_part(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("colour = 1\n")
    assert main([kind, str(wrong)]) == 1
    assert "colour" in capsys.readouterr().err


def test_a_kind_that_only_another_release_knows_is_no_fault(tmp_path: Path) -> None:
    assert main(["teleporter", str(tmp_path / "x.toml")]) == 0
    assert main(["hall", str(write_small_hall(tmp_path))]) == 0
