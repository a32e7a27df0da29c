from pathlib import Path

from drivers.agent.known_devices import FILE, KnownDevices


def test_what_the_last_run_had_and_this_one_has_not(tmp_path: Path) -> None:
    assert KnownDevices(tmp_path).gone(["a"]) == []
    KnownDevices(tmp_path).keep({"b": 1, "a": 2})
    assert KnownDevices(tmp_path).gone(["a", "c"]) == ["b"]


def test_a_damaged_file_is_no_reason_to_stop(tmp_path: Path) -> None:
    for text in ("", "{}", "[1, null]", "\x00"):
        (tmp_path / FILE).write_text(text)
        assert KnownDevices(tmp_path).gone(["a"]) == []
    KnownDevices(tmp_path / "missing").keep(["a"])
