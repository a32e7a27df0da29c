"""The driver guide works: its files are taken out of the page, installed as a package and put through the conformance suite."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
GUIDE = ROOT / "docs" / "guides" / "write-a-driver.md"
BLOCK = re.compile(r"^```(?:python|toml)\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TIME_LIMIT_S = 180


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide's files in a folder, with what an installer would write of its entry points."""
    folder = tmp_path_factory.mktemp("guide")
    for name, text in BLOCK.findall(GUIDE.read_text("utf-8")):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "hall_projector" / "__init__.py").touch()
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    installed = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    groups = project["entry-points"].items()
    lines = [f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in entries.items()) for group, entries in groups]
    (installed / "entry_points.txt").write_text("".join(lines))
    return folder


def own_pytest(package: Path, *arguments: str) -> str:
    """Its folders are its own: the run that this is a part of tidies the usual ones."""
    return run(package, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={package / 'folders'}", *arguments)


def run(package: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": f"{package}{os.pathsep}{ROOT}"}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=TIME_LIMIT_S)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_its_protocol_tests_pass(package: Path) -> None:
    said = own_pytest(package, str(package / "test_protocol.py"))
    assert "3 passed" in said


def test_the_conformance_suite_passes_over_it(package: Path) -> None:
    said = own_pytest(package, "-p", "projector_subject", "tests/conformance/test_conformance.py", "-k", "projector")
    passed = re.search(r"(\d+) passed", said)
    assert passed is not None, said
    assert int(passed[1]) >= 20, said
    assert "failed" not in said


def test_an_agent_takes_it_by_its_entry_point(package: Path, tmp_path: Path) -> None:
    device = (package / "agent.toml").read_text("utf-8")
    settings = tmp_path / "agent.toml"
    settings.write_text(f'[agent]\nsite = "610124-01"\nnode = "hall-agent"\ndata_dir = "data"\n{device}', "utf-8")
    check = (
        "import sys; from pathlib import Path\n"
        "from drivers.agent.fleet import check_fleet\n"
        "from drivers.agent.settings import load_settings\n"
        "path = Path(sys.argv[1]); check_fleet(load_settings(path), path.parent)\n"
        "from drivers.core.registry import load_driver\n"
        "print(load_driver('projector').__module__)\n"
    )
    assert run(package, "-c", check, str(settings)).strip() == "hall_projector.driver"


def test_it_is_typed_and_clean(package: Path) -> None:
    files = ["hall_projector/protocol.py", "hall_projector/driver.py"]
    run(package, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), "--ignore", "ARG002,I001",
        *[str(package / file) for file in files])  # fmt: skip
    run(package, "-m", "mypy", "--strict", "--config-file", os.devnull, "--cache-dir", str(package / ".mypy"),
        *[str(package / file) for file in files])  # fmt: skip
