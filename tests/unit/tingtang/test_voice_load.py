"""How busy a zone's loudspeakers are, and what the check says about it."""

from pathlib import Path
from statistics import fmean

import pytest
import tomli_w

from api.process.settings_file import ConfigurationError
from drivers.speaker import pcm
from drivers.speaker.library import ClipLibrary
from drivers.speaker.planner import plan
from hall_controller.config import HallConfig, VoiceSection, load_hall_config
from tests.support.voice import clips
from tingtang.__main__ import main
from tingtang.commands.demo import DEMO_SITE
from tingtang.demo.county import CALLS_PER_S, WINDOWS, county_hall
from tingtang.voice_load import HAND_OVER_S, LOAD_MAX, clip_lengths, seconds_of_call, voice_loads, voice_problems

__all__ = ["clips"]


def write(hall: HallConfig, folder: Path) -> Path:
    path = folder / "hall.toml"
    path.write_text(tomli_w.dumps(hall.model_dump(mode="json", exclude_none=True)), encoding="utf-8")
    return path


def with_hall(hall: HallConfig, **changes: object) -> HallConfig:
    return hall.model_copy(update={"hall": hall.hall.model_copy(update=changes)})


def test_the_county_s_zones_carry_the_whole_hall_s_calls(clips: Path) -> None:
    hall = county_hall()
    loads = voice_loads(hall, clip_lengths(clips))
    assert sum(load.calls_per_s for load in loads) == pytest.approx(CALLS_PER_S, rel=0.01)
    assert sum(load.windows for load in loads) == WINDOWS
    assert all(5 < load.seconds_per_call < 9 for load in loads)
    assert voice_problems(loads, hall.hall.voice_languages) == []


def test_one_loudspeaker_a_floor_is_refused_by_name_with_what_to_do(
    clips: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(county_hall(zones_per_floor=1), tmp_path)
    assert main(["config", "check", "hall", str(path), "--clips", str(clips)]) == 1
    said = capsys.readouterr().err
    assert f"{path}: not usable" in said
    for zone in ("zone-1", "zone-2", "zone-3"):
        assert f"zones.{zone}: its loudspeakers would speak 1" in said
    assert "Divide the zone into 2" in said
    assert "expected_calls_per_hour" in said


def test_a_divided_hall_passes_and_its_loads_are_shown(clips: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(county_hall(), tmp_path)
    assert main(["config", "check", "hall", str(path), "--clips", str(clips)]) == 0
    assert "Voice of zone-12: speaks 3" in capsys.readouterr().out


def test_a_second_language_counts(clips: Path) -> None:
    hall, lengths = county_hall(), clip_lengths(clips)
    (one, *_), (two, *_) = (
        voice_loads(with_hall(hall, voice_languages=languages), lengths) for languages in (("zh-CN",), ("zh-CN", "en"))
    )
    assert 1.7 < two.seconds_per_call / one.seconds_per_call < 2.2
    crowded = with_hall(county_hall(zones_per_floor=2), voice_languages=("zh-CN", "en"))
    problems = voice_problems(voice_loads(crowded, lengths), crowded.hall.voice_languages)
    assert problems
    assert all("or call in one language" in problem for problem in problems)


def test_a_language_without_recordings_is_refused(clips: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(with_hall(county_hall(), voice_languages=("zh-CN", "mn-Mong")), tmp_path)
    assert main(["config", "check", "hall", str(path), "--clips", str(clips)]) == 1
    assert "voice_languages: no voice speaks 'mn-Mong'" in capsys.readouterr().err


def test_the_seconds_of_a_call_are_those_of_the_sound_that_is_played(clips: Path) -> None:
    """Against every ticket of a window's queue, put together from the recordings' samples themselves."""
    hall = county_hall()
    library = ClipLibrary(clips)
    library.open()
    gap = pcm.silence(30)
    for window in (hall.windows[0], hall.windows[111]):
        (queue,) = (queue for queue in hall.queues if queue.id in window.queues)
        arguments = [{"ticket": f"{queue.prefix}{n:03d}", "window": str(window.number)} for n in range(1000)]
        played = [pcm.duration_s(library.sound(plan("call", one, "zh-CN"), gap)) for one in arguments]
        assert seconds_of_call(hall, window, clip_lengths(clips)) == pytest.approx(fmean(played) + HAND_OVER_S, abs=0.01)


def test_a_zones_load_is_its_calls_times_their_seconds(clips: Path) -> None:
    """One window that is called 300 times an hour, 12 s apart."""
    hall = county_hall()
    zone = hall.zones[0].model_copy(update={"voice": VoiceSection(expected_calls_per_hour=300)})
    alone = hall.model_copy(update={"zones": (zone,), "windows": hall.windows[:1]})
    (load,) = voice_loads(alone, clip_lengths(clips))
    assert load.load == pytest.approx(seconds_of_call(hall, hall.windows[0], clip_lengths(clips)) / 12)
    assert 0.4 < load.load < 0.7
    crowded = zone.model_copy(update={"voice": VoiceSection(expected_calls_per_hour=1800)})
    (load,) = voice_loads(alone.model_copy(update={"zones": (crowded,)}), clip_lengths(clips))
    (problem,) = voice_problems([load], ("zh-CN",))
    parts = int(problem.split("Divide the zone into ")[1].split()[0])
    assert load.load / parts <= LOAD_MAX < load.load / (parts - 1), "as few as it takes"


def test_without_a_figure_every_window_is_taken_for_busy(clips: Path) -> None:
    """The demo's windows serve for some minutes each: window 3's service takes 8 minutes, so it calls 7.5 times an hour."""
    hall = load_hall_config(DEMO_SITE)
    (zone,) = voice_loads(hall, clip_lengths(clips))
    window = hall.windows[-1]
    alone = hall.model_copy(update={"windows": (window,)})
    minutes = [service.minutes for service in hall.services if window.any_service or service.queue in window.queues]
    (load,) = voice_loads(alone, clip_lengths(clips))
    assert load.calls_per_s == pytest.approx(len(minutes) / sum(minutes) / 60)
    assert zone.calls_per_s > load.calls_per_s
    assert zone.load < LOAD_MAX


def test_no_clips_and_no_voice_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match="apt-get install espeak-ng"):
        clip_lengths(None)
    with pytest.raises(ConfigurationError, match=r"drivers\.speaker\.clips"):
        clip_lengths(tmp_path)
