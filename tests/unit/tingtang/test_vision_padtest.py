"""The guided test of attacks: what is asked, what is kept, and that nobody is looked at before they agreed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.camera.settings import CameraSettings
from drivers.camera.source import FrameSource
from drivers.emulators.persons.__main__ import main as write_video
from drivers.emulators.persons.attacks import Species
from kiosk.vision.detector import Detector
from kiosk.vision.engines.sface import SFace
from kiosk.vision.liveness.loading import load_parts
from kiosk.vision.messages import Guidance
from kiosk.vision.model_store import ModelStore
from tests.support.pictures import MODELS, Pixels
from tingtang.__main__ import main
from tingtang.vision.generated import Case, Drawn, cases
from tingtang.vision.pad_report import as_values, results_of
from tingtang.vision.padtest import SPECIES, Live, Session, guided
from tingtang.vision.presentations import Ending, Eyes, Presenter, Trial


@pytest.fixture(scope="module")
def eyes() -> Eyes:
    store = ModelStore(MODELS)
    return Eyes(Detector(store), SFace(store), load_parts(store))


class Desk:
    """A technician: types the answers, sees what is said."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.said: list[str] = []
        self.session = Session(self._ask, self.said.append, lambda: 0.0, lambda: 7, lambda guidance: guidance.value)

    def _ask(self, question: str) -> str:
        self.said.append(question)
        if not self._answers:
            raise EOFError
        return self._answers.pop(0)


class Still:
    """A photograph that is fed in: over after a few frames."""

    def __init__(self) -> None:
        self._drawn = Drawn(Case("still-replay", 9, "a", 1, 0.0))

    def frames(self) -> "Iterator[tuple[Pixels, float]]":
        return self._drawn.frames()

    def asked(self, guidance: Guidance, at_s: float) -> None: ...


def test_a_technician_is_led_through_and_may_skip_and_end(eyes: Eyes) -> None:
    made: list[Presenter] = []

    def presenter() -> Presenter:
        made.append(Still())
        return made[-1]

    desk = Desk("", "s", "", "q")
    trials = guided(desk.session, eyes, presenter, ("print", "screen", "bent-print"), each=3)
    assert [trial.species for trial in trials] == ["print", "screen"]
    assert {trial.ending for trial in trials} == {Ending.NOT_LIVE}
    assert len(made) == 2
    assert any("deny.repeated-frames" in line for line in desk.said)


def test_what_was_done_before_somebody_pulled_the_plug_counts(eyes: Eyes) -> None:
    assert len(guided(Desk("").session, eyes, Still, ("print",), each=3)) == 1


def test_what_a_dead_camera_saw_counts_neither_for_nor_against(eyes: Eyes, tmp_path: Path) -> None:
    source = FrameSource(CameraSettings(video=tmp_path / "unplugged.avi"))
    desk = Desk("", "")
    try:
        assert guided(desk.session, eyes, lambda: Live(source, desk.session, patience_s=0.0), ("print",), each=2) == []
    finally:
        source.close()
    assert sum("this one doesn't count" in line for line in desk.said) == 2


def test_every_drawn_species_can_be_tried() -> None:
    assert {species.value for species in Species} <= set(SPECIES)


def test_rates_have_their_bounds_and_non_response_counts_against_people_only() -> None:
    trials = [Trial("person", Ending.LIVE), Trial("person", Ending.NON_RESPONSE), Trial("person", Ending.NOT_LIVE)]
    trials += [Trial("print", Ending.NOT_LIVE, cues=("deny.flat",))] * 19 + [Trial("print", Ending.LIVE)]
    person, attack = results_of(trials, "person")
    assert (person.attack, person.wrong.errors, person.wrong.trials, person.non_response.errors) == (False, 2, 3, 1)
    assert (attack.attack, attack.wrong.errors, attack.wrong.trials) == (True, 1, 20)
    assert attack.wrong.upper == pytest.approx(0.2487, abs=0.001)
    assert attack.cues == {"deny.flat": 19}
    assert json.loads(json.dumps(as_values((attack,))))[0]["rate"] == 0.05


def test_generated_cases_differ() -> None:
    for species in ("person", "bent-print"):
        found = cases(species, 72)
        assert len({(case.person, case.picture, case.seed) for case in found}) == 72


def test_drawn_attacks_run_without_a_camera(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "result.json"
    more = ["--species", "screen", "--each", "1", "--models", str(MODELS), "--out", str(out)]
    assert main(["vision", "padtest", "--generated", *more]) == 0
    assert "ynthetic" in capsys.readouterr().out
    kept = json.loads(out.read_text("utf-8"))
    assert kept["synthetic"] is True
    assert kept["species"][0]["wrong"]["trials"] == 1
    assert len(kept["models"]["landmarks"]) == 64
    assert kept["trials"][0]["ending"] == "not-live"


def test_without_agreement_no_frame_is_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    video = tmp_path / "front.avi"
    assert write_video(["front", "--out", str(video), "--seconds", "0.2"]) == 0
    monkeypatch.setattr("builtins.input", lambda _: "no")
    out = tmp_path / "result.json"
    more = ["--species", "person", "--each", "1", "--models", str(MODELS), "--out", str(out)]
    assert main(["vision", "padtest", "--video", str(video), *more]) == 3
    assert "nothing was presented" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [(["--species", "hologram"], "unknown species: hologram"), (["--models", "/nowhere"], "tingtang models fetch")],
)
def test_what_cannot_be_done_is_said(more: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vision", "padtest", "--generated", *more]) == 2
    assert words in capsys.readouterr().err
