"""The recogniser's models: there, and the bytes that were checked?"""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.vision.model_list import ModelRole
from kiosk.vision.model_store import ModelMissing, ModelRefused, ModelStore
from tingtang.doctor.finding import Finding

ROLES = (ModelRole.DETECTOR, ModelRole.RECOGNISER_SFACE, ModelRole.LANDMARKS, ModelRole.LIVENESS_PASSIVE)


@dataclass(frozen=True, slots=True)
class ModelFacts:
    name: str
    file: str
    state: str
    """`well`, or the end of a code of the area `model`."""


def judge_model(facts: ModelFacts) -> list[Finding]:
    return [] if facts.state == "well" else [Finding(f"model.{facts.state}", {"name": facts.name, "file": facts.file})]


def look_at_models(store: ModelStore, roles: Iterable[ModelRole] = ROLES) -> list[ModelFacts]:
    """Reads and hashes every file: some 50 MB."""
    return [_look(store, role) for role in roles]


def _look(store: ModelStore, role: ModelRole) -> ModelFacts:
    name, file = store.model(role).name, str(store.place(role) or "-")
    try:
        store.read(role)
    except ModelMissing:
        return ModelFacts(name, file, "missing")
    except ModelRefused:
        return ModelFacts(name, file, "changed")
    return ModelFacts(name, file, "well")
