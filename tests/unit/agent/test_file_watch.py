from pathlib import Path

from api.process.file_watch import FileWatch


def test_a_change_is_told_once_when_its_writer_has_finished(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    path.write_text("a = 1")
    watch = FileWatch(path)
    assert not watch.poll()
    path.write_text("a = 12")
    assert not watch.poll()
    path.write_text("a = 123")
    assert not watch.poll()
    assert watch.poll()
    assert not watch.poll()


def test_a_file_replaced_by_another_counts(tmp_path: Path) -> None:
    path, new = tmp_path / "agent.toml", tmp_path / "agent.toml.new"
    path.write_text("a = 1")
    watch = FileWatch(path)
    new.write_text("a = 2")
    new.replace(path)
    assert [watch.poll() for _ in range(3)] == [False, True, False]


def test_a_file_that_is_away_for_a_moment_is_no_change(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    path.write_text("a = 1")
    watch = FileWatch(path)
    path.rename(tmp_path / "away")
    assert not watch.poll()
    assert not watch.poll()
    (tmp_path / "away").rename(path)
    assert not watch.poll()
    assert not watch.poll()
