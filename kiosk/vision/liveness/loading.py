"""What of the liveness check can be loaded here. What is missing abstains, and the level that can be reached says so."""

from collections.abc import Iterable

from kiosk.vision.liveness.judge import LivenessParts
from kiosk.vision.liveness.landmarks import Landmarks, OnnxLandmarks
from kiosk.vision.liveness.modules import MODULES, ModuleRegistry
from kiosk.vision.liveness.passive import OnnxPassive, Passive
from kiosk.vision.model_list import ModelRole
from kiosk.vision.model_store import ModelMissing, ModelRefused, ModelStore

ROLES = (ModelRole.LANDMARKS, ModelRole.LIVENESS_PASSIVE)


def load_parts(store: ModelStore, modules: Iterable[str] = (), registry: ModuleRegistry = MODULES) -> LivenessParts:
    """
    Args:
        modules: names of infrared or depth modules to use.

    Raises:
        UnknownModule: a name isn't installed; better no face at all than one that lacks its module.
    """
    landmarks: Landmarks | None = None
    passive: Passive | None = None
    present = set(ROLES) - set(store.lacks(ROLES))
    try:
        if ModelRole.LANDMARKS in present:
            landmarks = OnnxLandmarks(store.read(ModelRole.LANDMARKS))
        if ModelRole.LIVENESS_PASSIVE in present:
            passive = OnnxPassive(store.read(ModelRole.LIVENESS_PASSIVE))
    except (ModelMissing, ModelRefused):
        # It went away after it was looked for: the same as if it had never been there.
        pass
    return LivenessParts(landmarks, passive, registry.make(modules))
