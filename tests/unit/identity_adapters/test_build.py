"""`[identity.adapters.*]`: what is refused before a hall opens with it, and that no secret is told while refusing."""

from pathlib import Path

import pytest

from api.credentials.keys import Algorithm
from api.ids import new_id
from api.process.secret_file import read_secret, write_secret
from api.process.settings_file import ConfigurationError
from hall_controller.identity.adapters.asked import Adapters
from hall_controller.identity.adapters.build import build_adapters
from hall_controller.settings import ControllerSettings, load_settings
from tingtang.reference.make import HALL_KEY, PLATFORM_PUBLIC, SECTION, TOKEN, make_folder, read_folder

HEAD = 'site_file = "hall.toml"\ndata_dir = "data"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_folder(tmp_path / "reference", Algorithm.ES256)
    return tmp_path


def settings(folder: Path, section: str | None = None) -> ControllerSettings:
    path = folder / "controller.toml"
    path.write_text(HEAD + ((folder / "reference" / SECTION).read_text() if section is None else section))
    return load_settings(path)


def built(loaded: ControllerSettings) -> Adapters:
    return build_adapters(loaded.identity, now_ms=lambda: 0, monotonic_s=lambda: 0.0, new_id=new_id)


async def test_what_the_reference_servers_write_is_what_the_controller_takes(folder: Path) -> None:
    adapters = built(settings(folder))
    assert adapters.names == adapters.ready == ("ctid", "licence")
    await adapters.close()


def test_a_hall_without_platforms_is_a_hall(folder: Path) -> None:
    assert built(settings(folder, "")).names == ()


def test_keys_arent_written_over(folder: Path) -> None:
    before = read_folder(folder / "reference")
    with pytest.raises(FileExistsError):
        make_folder(folder / "reference", Algorithm.ES256)
    assert read_folder(folder / "reference") == before


def test_relative_paths_start_at_the_file(folder: Path) -> None:
    text = (folder / "reference" / SECTION).read_text().replace(f"{folder.resolve()}/", "")
    assert built(settings(folder, text)).names == ("ctid", "licence")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('kind = "ctid"', 'kind = "other"', "identity.adapters.ctid"),
        ("127.0.0.1:18470", "10.0.0.7:18470", "identity.adapters.ctid"),
        ('customer = "tingtang-demo"', 'customer = ""', "customer"),
        ('customer = "tingtang-demo"', 'customr = "x"', "customr"),
        ('account = "tingtang-demo"', 'account = "x"\ntime_limit_s = 30', "time_limit_s"),
    ],
)
def test_wrong_settings_name_their_key(folder: Path, before: str, after: str, told: str) -> None:
    text = (folder / "reference" / SECTION).read_text()
    assert before in text
    with pytest.raises(ConfigurationError, match=told):
        settings(folder, text.replace(before, after))


@pytest.mark.parametrize(
    "url", ["https://user:word@platform.test", "http://127.0.0.1.evil.test", "https://a.test/?x=1", "ftp://a.test"]
)
def test_addresses_that_would_leak_or_mislead(folder: Path, url: str) -> None:
    text = (folder / "reference" / SECTION).read_text().replace("http://127.0.0.1:18470", url)
    with pytest.raises(ConfigurationError, match="url"):
        settings(folder, text)


@pytest.mark.parametrize("name", [HALL_KEY, TOKEN])
def test_secrets_that_others_may_read_are_refused(folder: Path, name: str) -> None:
    (folder / "reference" / name).chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        built(settings(folder))


@pytest.mark.parametrize("name", [HALL_KEY, PLATFORM_PUBLIC])
def test_a_file_that_is_no_key_is_refused_without_its_text(folder: Path, name: str) -> None:
    path = folder / "reference" / name
    path.write_text('{"d": "SECRET"}')
    with pytest.raises(ConfigurationError, match="a key file") as refused:
        built(settings(folder))
    assert "SECRET" not in str(refused.value)


def test_a_missing_certificate_names_its_section(folder: Path) -> None:
    text = (folder / "reference" / SECTION).read_text()
    with pytest.raises(ConfigurationError, match="a certificate"):
        built(settings(folder, text + 'ca_file = "nowhere.pem"\n'))


def test_secret_files(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_secret(path, "word")
    assert read_secret(path) == "word"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        write_secret(path, "another")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="isn't text") as refused:
        read_secret(path)
    assert refused.value.__cause__ is None
    path.write_text(" \n")
    with pytest.raises(ConfigurationError, match="is empty"):
        read_secret(path)
    with pytest.raises(ConfigurationError, match="can't be read"):
        read_secret(tmp_path / "nowhere")
