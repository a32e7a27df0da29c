"""A bundle is what its maker signed: any change is found, a stranger's isn't taken, nothing unchecked is copied."""

import argparse
import base64
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.process.layout import Role
from api.releases.manifest import MANIFEST, SIGNATURE
from api.releases.signature import CONTEXT, fingerprint, new_key, public_of
from tingtang.bundle.checking import Fault, findings
from tingtang.bundle.make.debian import archives
from tingtang.bundle.make.programs import CannotMake
from tingtang.bundle.make.target import TARGETS
from tingtang.bundle.make.wheels import for_target, remove_others, roles_of_wheel
from tingtang.bundle.make.writing import SUMS, write_list
from tingtang.bundle.opened import (
    Bundle,
    BundleUnusable,
    MakerUnknown,
    OtherMaker,
    copy_checked,
    maker_key_of,
    open_bundle,
    trusted_key,
)
from tingtang.commands.bundle import WELL, add_arguments, run
from tingtang.install.facts import Facts
from tingtang.install.product import running_tree
from tingtang.install.staging import files_to_stage, staged

SECRET = new_key()
KEY = public_of(SECRET)
STRANGER = public_of(new_key())
START = running_tree().top / "tingtang/bundle/install.sh"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PI = Facts("debian", "12", "arm64", raspberry_pi_os=True, packages=frozenset(), systemd_runs=True)
CONTENT = {
    "product/tingtang-1.2.3-py3-none-any.whl": b"product",
    "wheels/orjson-3.13.0-cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64.whl": b"arm",
    "wheels/orjson-3.13.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl": b"intel",
    "wheels/kivy-2.3.1-cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64.whl": b"kivy",
    "requirements/agent.txt": b"orjson==3.13.0 \\\n    --hash=sha256:00\n",
    "requirements/kiosk.txt": b"orjson==3.13.0 \\\n    --hash=sha256:00\nkivy==2.3.1 \\\n    --hash=sha256:00\n",
    "debian/bookworm-arm64/Packages": b"Package: mosquitto\n",
    "debian/bookworm-arm64/mosquitto_2.0.11_arm64.deb": b"deb",
    "debian/bookworm-amd64/mosquitto_2.0.11_amd64.deb": b"deb of another machine",
    "models/a.onnx": b"model",
    "fonts/a.otf": b"font",
    "clips/manifest.json": b"{}",
    "requirements/install.txt": b"pydantic==2.14.3 \\\n    --hash=sha256:00\n",
}


def make(folder: Path) -> Bundle:
    for name, content in CONTENT.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    write_list(folder, "1.2.3", SECRET, NOW)
    return open_bundle(folder, KEY)


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    return make(tmp_path / "bundle")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("shelf") / "bundle").folder


def test_a_whole_bundle_has_no_findings(bundle: Bundle, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert list(findings(bundle)) == []
    key = tmp_path / "maker.pub"
    key.write_bytes(KEY)
    assert command("verify", bundle.folder, "--key", key, "--language", "en") == WELL
    assert fingerprint(KEY) in capsys.readouterr().out


@settings(max_examples=40)
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7), at=st.integers(0, 1_000_000))
def test_any_changed_bit_is_found(shelf: Path, place: int, bit: int, at: int) -> None:
    files = sorted(path for path in shelf.rglob("*") if path.is_file())
    path = files[place % len(files)]
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[at % len(changed)] ^= 1 << bit
    path.write_bytes(changed)
    try:
        if path.name == SIGNATURE and base64_of(whole) == base64_of(bytes(changed)):
            return  # the line's end and the last letter's spare bits say nothing
        try:
            found = list(findings(open_bundle(shelf, KEY)))
        except BundleUnusable:
            return
        assert [finding.fault for finding in found] == [Fault.CHANGED]
    finally:
        path.write_bytes(whole)


def test_what_is_missing_and_what_nobody_signed_are_named(bundle: Bundle, capsys: pytest.CaptureFixture[str]) -> None:
    (bundle.folder / "models/a.onnx").unlink()
    (bundle.folder / "debian/bookworm-arm64/extra.deb").write_bytes(b"x")
    (bundle.folder / "units/kiosk-03").mkdir(parents=True)
    (bundle.folder / "units/kiosk-03/unit.env").write_bytes(b"another's")
    found = {finding.file: finding.fault for finding in findings(bundle)}
    assert found == {"models/a.onnx": Fault.MISSING, "debian/bookworm-arm64/extra.deb": Fault.UNLISTED}
    assert command("verify", bundle.folder, "--fingerprint", fingerprint(KEY), "--language", "zh-CN") != WELL
    assert "models/a.onnx：缺少" in capsys.readouterr().err


def test_another_maker_s_bundle_is_not_opened(bundle: Bundle) -> None:
    with pytest.raises(BundleUnusable, match="isn't signed by the key"):
        open_bundle(bundle.folder, STRANGER)


def test_whom_a_machine_trusts() -> None:
    told = fingerprint(KEY)
    assert trusted_key(on_machine=None, given=KEY, told=None, in_bundle=STRANGER) == KEY
    assert trusted_key(on_machine=KEY, given=None, told=None, in_bundle=STRANGER) == KEY
    assert trusted_key(on_machine=None, given=None, told=told.upper(), in_bundle=KEY) == KEY
    with pytest.raises(MakerUnknown) as unknown:
        trusted_key(on_machine=None, given=None, told=None, in_bundle=KEY)
    assert unknown.value.fingerprint == told
    with pytest.raises(OtherMaker):
        trusted_key(on_machine=None, given=None, told=told, in_bundle=STRANGER)
    with pytest.raises(BundleUnusable, match="missing"):
        trusted_key(on_machine=None, given=None, told=told, in_bundle=None)


def test_a_machine_copies_what_is_for_it_and_checks_each_copy(bundle: Bundle, tmp_path: Path) -> None:
    files = files_to_stage(bundle.manifest, PI, frozenset({Role.AGENT}))
    names = {file.path for file in files}
    assert {name for name in names if name.startswith("wheels/")} == {
        "wheels/orjson-3.13.0-cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64.whl"
    }
    assert not any("amd64" in name for name in names)
    assert staged(bundle.manifest, PI).assets["models"].keys() == {"a.onnx"}
    copy_checked(bundle, files, tmp_path / "out")
    assert (tmp_path / "out/models/a.onnx").read_bytes() == b"model"
    (bundle.folder / "fonts/a.otf").write_bytes(b"FONT")
    with pytest.raises(BundleUnusable, match=r"fonts/a\.otf"):
        copy_checked(bundle, files, tmp_path / "again")
    assert not (tmp_path / "again/fonts/a.otf").exists()


def test_a_bundle_without_a_machine_s_packages_says_so(bundle: Bundle) -> None:
    trixie = Facts("debian", "13", "arm64", raspberry_pi_os=False, packages=frozenset(), systemd_runs=True)
    assert staged(bundle.manifest, trixie).packages is None
    assert staged(bundle.manifest, PI).packages is not None


def test_a_list_for_another_machine_keeps_what_its_markers_say() -> None:
    pinned = running_tree().read("requirements/kiosk.txt").decode()
    for name, target in TARGETS.items():
        fitting = for_target(pinned, target)
        assert ("gmssl-pyx" in fitting) == name.endswith("amd64")
        assert fitting.count("\nnumpy==") == 1
        assert "--hash=sha256:" in fitting
        assert ";" not in fitting


def test_who_needs_a_wheel() -> None:
    lists = {name: running_tree().read(f"requirements/{name}").decode() for name in ("agent.txt", "controller.txt", "kiosk.txt")}
    kivy = next(line.split(" ")[0] for line in lists["kiosk.txt"].splitlines() if line.startswith("kivy=="))
    assert roles_of_wheel(f"{kivy.replace('==', '-')}-cp311-cp311-linux_aarch64.whl", lists) == (Role.KIOSK,)
    paho = next(line.split(" ")[0] for line in lists["agent.txt"].splitlines() if line.startswith("paho-mqtt=="))
    assert roles_of_wheel(f"{paho.replace('-', '_').replace('==', '-')}-py3-none-any.whl", lists) == ()


def test_wheels_that_no_list_names_any_more_go(tmp_path: Path) -> None:
    pinned = tmp_path / "agent.txt"
    pinned.write_bytes(CONTENT["requirements/agent.txt"])
    shelf = tmp_path / "wheels"
    shelf.mkdir()
    kept = "orjson-3.13.0-cp311-cp311-manylinux2014_aarch64.whl"
    for name in (
        kept,
        "orjson-3.12.0-cp311-cp311-manylinux2014_aarch64.whl",
        "kivy-2.3.1-cp311-cp311-linux_x86_64.whl",
        "half.part",
    ):
        (shelf / name).touch()
    remove_others([pinned], shelf)
    assert [path.name for path in shelf.iterdir()] == [kept]


def test_debian_s_archives_are_this_machine_s_own() -> None:
    here = "Debian|file:///mirror/debian/\nDebian-Security|file:///mirror/security/\nOther|file:///other/\n"
    lines = archives(TARGETS["trixie-arm64"], here)
    assert [line.split(" ", 2)[2] for line in lines] == [
        "file:///mirror/debian/ trixie main",
        "file:///mirror/debian/ trixie-updates main",
        "file:///mirror/security/ trixie-security main",
    ]
    with pytest.raises(CannotMake, match="no Debian archive"):
        archives(TARGETS["trixie-arm64"], "Other|file:///other/\n")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the starting script checks the signature with openssl")
def test_the_starting_script_can_check_who_signed(bundle: Bundle, tmp_path: Path) -> None:
    script = START.read_text("utf-8")
    assert f"CONTEXT='{CONTEXT.decode().strip()}'" in script
    signed, signature = tmp_path / "signed", tmp_path / "signature"
    signed.write_bytes(CONTEXT + (bundle.folder / SUMS).read_bytes())
    decode = ["base64", "-d", str(bundle.folder / f"{SUMS}.sig")]
    signature.write_bytes(subprocess.run(decode, capture_output=True, check=True).stdout)
    check = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(bundle.folder / "release-key.pub"), "-rawin", "-in",
             str(signed), "-sigfile", str(signature)]  # fmt: skip
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    signed.write_bytes(CONTEXT + b"other")
    assert subprocess.run(check, capture_output=True, check=False).returncode != 0
    subprocess.run(["sha256sum", "--check", "--quiet", SUMS], cwd=bundle.folder, check=True)


def test_the_starting_script_tells_the_same_fingerprint(bundle: Bundle) -> None:
    script = START.read_text("utf-8")
    (line,) = [line for line in script.splitlines() if line.strip().startswith("mark=")]
    asked = subprocess.run(
        ["sh", "-c", f'key=$1; {line.strip()}; echo "$mark"', "sh", str(bundle.folder / "release-key.pub")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert asked.stdout.strip() == fingerprint(KEY).replace(" ", "")


def test_the_starting_script_installs_the_product_that_was_signed(bundle: Bundle, tmp_path: Path) -> None:
    (bundle.folder / "product/tingtang-1.2.3-9-py3-none-any.whl").write_bytes(b"nobody signed it")
    shutil.copy(bundle.folder / SUMS, tmp_path / "sums")
    (line,) = [line for line in START.read_text("utf-8").splitlines() if line.startswith("product=")]
    asked = subprocess.run(
        ["sh", "-c", f'work=$1; {line}; echo "$product"', "sh", str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert asked.stdout == "product/tingtang-1.2.3-py3-none-any.whl\n"


def test_the_starting_script_is_a_posix_shell_s() -> None:
    subprocess.run(["sh", "-n", str(START)], check=True)


def test_the_maker_s_key_is_its_owner_s_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("key", "--out", tmp_path / "maker.key") == WELL
    assert (tmp_path / "maker.key").stat().st_mode & 0o777 == 0o600
    assert fingerprint((tmp_path / "maker.key.pub").read_bytes()) in capsys.readouterr().out
    assert command("key", "--out", tmp_path / "maker.key") != WELL
    assert maker_key_of(tmp_path) is None


def test_an_unknown_system_is_named_before_anything_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = tmp_path / "maker.key"
    key.write_bytes(SECRET)
    assert command("make", "--key", key, "--target", "woody-i386", "--out", tmp_path / "out") == 2
    assert "bookworm-arm64" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_list_is_signed_with_what_is_in_it(bundle: Bundle) -> None:
    assert (bundle.folder / MANIFEST).is_file()
    machines = {file.path: file.machines for file in bundle.manifest.files}
    assert machines["debian/bookworm-arm64/Packages"] == ("aarch64",)
    assert machines["product/tingtang-1.2.3-py3-none-any.whl"] == ()


def base64_of(text: bytes) -> bytes | None:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except ValueError:
        return None


def command(*words: object) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(word) for word in words]))
