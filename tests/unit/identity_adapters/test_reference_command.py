"""`tingtang reference`: what it says when it can't, and what it lists."""

import socket
from pathlib import Path

import pytest

from tingtang.__main__ import main
from tingtang.reference.people import INVENTED


def test_people_are_listed_with_what_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "licence", "--list"]) == 0
    said = capsys.readouterr().out
    assert all(person.number in said and person.name in said for person in INVENTED)


def test_keys_are_made_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = ["reference", "ctid", "--folder", str(tmp_path / "keys"), "--make"]
    assert main(made) == 0
    assert "adapters.toml" in capsys.readouterr().out
    assert main(made) == 2
    assert "nothing was changed" in capsys.readouterr().err


@pytest.mark.parametrize("platform", ["ctid", "licence"])
def test_without_keys_it_says_how_to_make_them(platform: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", platform, "--folder", str(tmp_path)]) == 2
    assert "--make" in capsys.readouterr().err


def test_a_taken_port_is_told_before_anything_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["reference", "licence", "--folder", str(tmp_path / "keys"), "--make"])
    capsys.readouterr()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["reference", "licence", "--folder", str(tmp_path / "keys"), "--port", port]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "in use" in said.err
