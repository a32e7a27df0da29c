"""`tingtang credential`: from the first key to a code that a kiosk takes."""

import io
import stat
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from api.credentials.nonce import NonceCode, nonce_text
from tests.support.credentials import HALL, NONCE, NUMBER
from tingtang.__main__ import main


class Issuer:
    """The command in a folder, with what people type."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self.error = ""

    def run(self, *arguments: str, typed: str = "") -> tuple[int, str]:
        self._monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
        code = main(["credential", *arguments])
        said = self._capsys.readouterr()
        self.error = said.err
        return code, said.out.strip()

    def keys(self, *more: str) -> str:
        code, out = self.run("keys", "--folder", str(self.folder), "--issuer", "city-app", *more)
        assert code == 0
        return out.split()[1]

    def sign(self, *more: str) -> None:
        assert self.run("trust-list", "--folder", str(self.folder), "--out", str(self.list), *more)[0] == 0

    def issue(self, *more: str, typed: str = NUMBER) -> str:
        code, out = self.run("issue", "--folder", str(self.folder), "--hall", HALL, *more, typed=typed)
        assert code == 0, self.error
        return out

    def verify(self, code: str, *more: str) -> str:
        root = str(self.folder / "root.json")
        return self.run("verify", "--root", root, "--trust-list", str(self.list), "--hall", HALL, *more, typed=code)[1]

    @property
    def list(self) -> Path:
        return self.folder.parent / "trust-list.jws"


@pytest.fixture
def issuer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Issuer:
    return Issuer(tmp_path / "issuer", monkeypatch, capsys)


@pytest.mark.parametrize("algorithm", ["ES256", "SM2"])
@pytest.mark.parametrize("form", ["cose", "jws"])
def test_from_the_first_key_to_a_good_code(issuer: Issuer, algorithm: str, form: str) -> None:
    issuer.keys("--name", "市民码", "--algorithm", algorithm)
    issuer.sign()
    assert issuer.verify(issuer.issue("--name", "王小明", "--form", form)) == "good, of city-app"


def test_a_code_over_a_kiosks_nonce(issuer: Issuer) -> None:
    issuer.keys()
    issuer.sign()
    code = issuer.issue("--nonce-code", nonce_text(NonceCode(HALL, NONCE)))
    assert issuer.verify(code, "--nonce", NONCE) == "good, of city-app, signed over the nonce"
    assert issuer.verify(code) == "refused: code.wrongNonce"
    assert (
        issuer.run("issue", "--folder", str(issuer.folder), "--hall", HALL, "--nonce-code", "TTN1:OTHER:00", typed=NUMBER)[0] == 1
    )


def test_overlapping_keys_and_a_withdrawn_one(issuer: Issuer) -> None:
    first = issuer.keys()
    second = issuer.keys()
    issuer.sign()
    codes = [issuer.issue("--key", kid) for kid in (first, second)]
    assert [issuer.verify(code) for code in codes] == ["good, of city-app"] * 2
    assert issuer.run("keys", "--folder", str(issuer.folder), "--withdraw", first)[0] == 0
    issuer.sign()
    assert [issuer.verify(code) for code in codes] == ["refused: code.withdrawnKey", "good, of city-app"]
    assert issuer.verify(issuer.issue()) == "good, of city-app"


def test_each_list_has_a_higher_version_and_tells_what_is_in_it(issuer: Issuer) -> None:
    issuer.keys("--name", "市民码")
    issuer.sign()
    issuer.sign()
    code, out = issuer.run("trust-list", "--check", str(issuer.list), "--root", str(issuer.folder / "root.json"))
    assert code == 0
    assert out.startswith("version 2,")
    assert "市民码" in out
    issuer.sign("--version", "40")
    assert "version 40" in issuer.run("trust-list", "--check", str(issuer.list), "--root", str(issuer.folder / "root.json"))[1]
    assert issuer.run("trust-list", "--folder", str(issuer.folder), "--out", str(issuer.list), "--version", "40")[0] == 1


def test_a_list_of_another_root_is_refused(issuer: Issuer, tmp_path: Path) -> None:
    issuer.keys()
    issuer.sign()
    other = Issuer(tmp_path / "other", issuer._monkeypatch, issuer._capsys)
    other.keys()
    assert issuer.run("trust-list", "--check", str(issuer.list), "--root", str(other.folder / "root.json"))[0] == 1
    assert "bad-signature" in issuer.error


def test_the_qr_is_drawn_into_a_picture_and_on_the_terminal(issuer: Issuer, tmp_path: Path) -> None:
    issuer.keys()
    issuer.sign()
    out = tmp_path / "code.png"
    arguments = ("show", "--folder", str(issuer.folder), "--hall", HALL)
    assert issuer.run(*arguments, "--out", str(out), typed=NUMBER)[0] == 0
    read = zxingcpp.read_barcode(Image.open(out))
    assert read is not None
    assert issuer.verify(read.text) == "good, of city-app"
    _, drawn = issuer.run(*arguments, typed=NUMBER)
    assert issuer.verify(_seen(drawn)) == "good, of city-app"


def test_secrets_are_the_owners_only(issuer: Issuer) -> None:
    issuer.keys()
    issuer.sign()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in issuer.folder.iterdir()}
    assert {mode for name, mode in modes.items() if name.endswith(".key.json")} == {0o600}
    assert len([name for name in modes if name.endswith(".key.json")]) == 2
    assert '"d"' not in (issuer.folder / "root.json").read_text() + (issuer.folder / "issuers.json").read_text()


def test_mistakes_are_named_and_no_number_is_repeated(issuer: Issuer) -> None:
    assert issuer.run("issue", "--folder", str(issuer.folder), "--hall", HALL, typed=NUMBER)[0] == 1
    assert "tingtang credential keys" in issuer.error
    issuer.keys()
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
    assert issuer.run("issue", "--folder", str(issuer.folder), "--hall", HALL, typed=wrong)[0] == 1
    assert "id.check" in issuer.error
    assert wrong not in issuer.error
    assert issuer.run("keys", "--folder", str(issuer.folder), "--withdraw", "beef")[0] == 1
    assert issuer.run("keys", "--folder", str(issuer.folder), "--issuer", "City App")[0] == 1


def _seen(drawn: str) -> str:
    """The terminal's half blocks as a picture, read back."""
    rows: list[bytes] = []
    light = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
    width = max(map(len, drawn.splitlines()))
    for line in drawn.splitlines():
        halves = [light[sign] for sign in line.ljust(width)]
        rows += [bytes(upper for upper, _ in halves), bytes(lower for _, lower in halves)]
    picture = Image.frombytes("L", (width, len(rows)), b"".join(rows)).resize(
        (width * 6, len(rows) * 6), Image.Resampling.NEAREST
    )
    read = zxingcpp.read_barcode(picture)
    assert read is not None
    return str(read.text)
