"""The list of what a machine's product consists of: complete, valid by CycloneDX's own schema, without the builder's paths."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tingtang.__main__ import main
from tingtang.sbom.assets import components, sha256
from tingtang.sbom.debian import DebianPackage, component, distribution, read_packages
from tingtang.sbom.document import problems, with_more

DPKG = """installed\tmosquitto\t2.0.11-1.2+deb12u1\tamd64\tmosquitto
config-files\told-thing\t1.0\tamd64\told-thing
installed\tlibstdc++6\t12.2.0-14\tarm64\tgcc-12
not-installed\tnever\t\t\tnever
half a line
"""


def test_what_is_installed_and_nothing_else() -> None:
    assert [package.name for package in read_packages(DPKG.splitlines())] == ["libstdc++6", "mosquitto"]
    found = component(DebianPackage("libstdc++6", "1:12.2~rc-1", "arm64", "gcc-12"), "debian-12")
    assert found["purl"] == "pkg:deb/debian/libstdc++6@1%3A12.2~rc-1?arch=arm64&distro=debian-12"
    assert found["properties"] == [{"name": "tingtang:debian:source", "value": "gcc-12"}]


@pytest.mark.parametrize(
    ("text", "name"), [('ID=debian\nVERSION_ID="12"\n', "debian-12"), ("ID=raspbian\n", "raspbian"), (None, "debian")]
)
def test_the_distribution_by_its_own_word(tmp_path: Path, text: str | None, name: str) -> None:
    if text is not None:
        (tmp_path / "etc").mkdir()
        (tmp_path / "etc/os-release").write_text(text)
    assert distribution(tmp_path) == name


def test_models_by_their_hash(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "faces.onnx").write_bytes(b"model")
    (found,) = components({"models": tmp_path, "clips": tmp_path / "none"})
    assert found["name"] == "models/sub/faces.onnx"
    assert found["hashes"][0]["content"] == sha256(tmp_path / "sub" / "faces.onnx")


def test_the_product_is_the_subject_and_no_path_of_the_builder_is_left() -> None:
    made = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [
            {"type": "library", "bom-ref": "t==1", "name": "tingtang", "version": "1"},
            {
                "type": "library",
                "bom-ref": "b==1",
                "name": "b",
                "externalReferences": [{"type": "distribution", "url": "file:///home/someone/b"}],
            },
        ],
        "dependencies": [{"ref": "t==1", "dependsOn": ["b==1", "gone"]}, {"ref": "b==1"}],
    }
    whole = with_more(made, "2.0", [component(package, "debian-12") for package in read_packages(DPKG.splitlines())])
    assert whole["metadata"]["component"]["version"] == "2.0"
    assert [found["name"] for found in whole["components"]] == ["b", "libstdc++6", "mosquitto"]
    assert whole["dependencies"] == [{"ref": "b==1"}, {"ref": "tingtang", "dependsOn": ["b==1"]}]
    assert "/home/someone" not in json.dumps(whole)
    assert problems({**whole, "components": [{"type": "no such type", "name": "x"}]})


def test_of_a_real_environment_and_a_real_root(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An environment of its own, with one package, and a root with one Debian package."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    (site,) = (tmp_path / "venv/lib").glob("python3.*/site-packages")
    (site / "tiny-1.2.dist-info").mkdir()
    (site / "tiny-1.2.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: tiny\nVersion: 1.2\n")
    dpkg = tmp_path / "root/var/lib/dpkg"
    (dpkg / "info").mkdir(parents=True)
    (dpkg / "status").write_text(
        "Package: mosquitto\nStatus: install ok installed\nMaintainer: nobody <nobody@example.invalid>\nArchitecture: amd64\n"
        "Version: 2.0.11-1\nDescription: broker\n\n"
    )
    out = tmp_path / "sbom.json"
    words = ["--root", str(tmp_path / "root"), "--python", str(tmp_path / "venv/bin/python"), "--out", str(out)]
    assert main(["sbom", *words]) == 0
    names = {found["name"]: found["version"] for found in json.loads(out.read_text())["components"]}
    assert names == {"tiny": "1.2", "mosquitto": "2.0.11-1"}
    assert "valid" in capsys.readouterr().out
    assert main(["sbom", "--root", str(tmp_path / "nothing"), "--out", str(out)]) == 2
