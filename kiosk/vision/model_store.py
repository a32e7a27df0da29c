"""Models as the vision process loads them: bytes whose size and SHA-256 stand in `models.toml`, or nothing.

Never downloads and never writes. What was hashed is what is handed out, so a file that is changed in between changes nothing.
"""

import hashlib
import importlib.util
from collections.abc import Iterable, Mapping
from pathlib import Path

from kiosk.vision.model_list import Model, ModelRole, all_models


class ModelMissing(Exception):
    """The file isn't there or can't be read. The text names model and place."""


class ModelRefused(Exception):
    """The file is there, but isn't the listed one. The text names model and place."""


class ModelStore:
    """Args:
    folder: where `tingtang models fetch` put them.
    models: another list than the shipped one.
    """

    def __init__(self, folder: Path, models: Mapping[ModelRole, Model] | None = None) -> None:
        self._folder = folder
        self._models = dict(models if models is not None else all_models())
        self._good: dict[ModelRole, tuple[int, int]] = {}

    def model(self, role: ModelRole) -> Model:
        return self._models[role]

    def place(self, role: ModelRole) -> Path | None:
        """Where the file must be; None when the package that brings it isn't installed."""
        model = self._models[role]
        if not model.installed_in:
            return self._folder / model.name
        found = importlib.util.find_spec(model.installed_in)  # doesn't import it
        if found is None or not found.submodule_search_locations:
            return None
        return Path(found.submodule_search_locations[0]) / model.member

    def read(self, role: ModelRole) -> bytes:
        """The model's bytes, checked.

        Raises:
            ModelMissing, ModelRefused
        """
        model, path = self._models[role], self.place(role)
        if path is None:
            raise ModelMissing(f"{model.name}: the Python package {model.installed_in} isn't installed")
        try:
            size = path.stat().st_size
            if size != model.size:
                raise ModelRefused(f"{path}: {size} bytes, not the {model.size} of the listed {role.value} model")
            content = path.read_bytes()
        except OSError as error:
            raise ModelMissing(f"{path}: {error.strerror or 'cannot be read'}") from error
        if hashlib.sha256(content).hexdigest() != model.sha256:
            raise ModelRefused(f"{path}: another SHA-256 than the listed {role.value} model's")
        return content

    def path(self, role: ModelRole) -> Path:
        """The file, checked: for libraries that only read files themselves.

        Raises:
            ModelMissing, ModelRefused
        """
        self.read(role)
        path = self.place(role)
        if path is None:
            raise ModelMissing(self._models[role].name)
        return path

    def lacks(self, roles: Iterable[ModelRole]) -> tuple[ModelRole, ...]:
        """Those of `roles` that can't be loaded now. A file is hashed once and again only after it changed."""
        return tuple(role for role in roles if not self._is_good(role))

    def digest(self, roles: Iterable[ModelRole]) -> str:
        """SHA-256 over the listed hashes of `roles`, in the order of their names: what a template remembers its models by."""
        hashes = sorted(self._models[role].sha256 for role in roles)
        return hashlib.sha256("\n".join(hashes).encode("ascii")).hexdigest()

    def _is_good(self, role: ModelRole) -> bool:
        path = self.place(role)
        try:
            if path is None:
                return False
            state = path.stat()
            mark = (state.st_mtime_ns, state.st_size)
            if self._good.get(role) != mark:
                self.read(role)
                self._good[role] = mark
        except (OSError, ModelMissing, ModelRefused):
            self._good.pop(role, None)
            return False
        return True
