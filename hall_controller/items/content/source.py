"""A folder of items, read: `common.toml` with departments, identity policies, shared fields and defaults; one file for each zone.

Every mistake is told with file, item and key; all of a folder's mistakes at once.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from api.messages.base import Id
from api.messages.hall_views import IdentityPolicyView
from api.messages.item_views import ItemDepartmentView, ItemView, ZoneView
from api.messages.names import Names
from api.process.settings_file import ConfigurationError, Section
from hall_controller.config_identity import IdentityPolicySection
from hall_controller.items.content.catalogue import Catalogue, version_of
from hall_controller.items.content.shorthand import Document, Shared, spelt_out, with_shared
from hall_controller.sound import pinyin_of

COMMON = "common.toml"
Model = TypeVar("Model", bound=Section)


class _Department(Section):
    names: Names


class _Zone(Section):
    id: Id
    names: Names
    hint: Names
    icon: Id
    order: int = Field(ge=1, le=99)
    """Of the zones at a kiosk."""


class _Common(Section):
    departments: dict[Id, _Department]
    identity: dict[Id, IdentityPolicySection]
    fields: dict[str, Document] = Field(default_factory=dict)
    steps: dict[str, Document] = Field(default_factory=dict)
    defaults: dict[str, Document] = Field(default_factory=dict)

    @property
    def shared(self) -> Shared:
        return Shared(self.fields, self.steps, self.defaults)


class _ZoneFile(Section):
    zone: _Zone
    items: list[Document]


class ContentError(ConfigurationError):
    """The folder can't be used; `problems` are lines for people."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_folder(folder: Path) -> Catalogue:
    """The catalogue, not yet checked for sense (`checks.problems`).

    Raises:
        ContentError: a file can't be read, or a key is unknown, missing or wrong.
    """
    problems: list[str] = []
    common = _read(folder / COMMON, _Common, problems)
    files = [(path, _read(path, _ZoneFile, problems)) for path in sorted(folder.glob("*.toml")) if path.name != COMMON]
    if common is None:
        raise ContentError(problems)
    if not files:
        problems.append(f"{folder}: holds no zone; each zone is a file of its own beside {COMMON}")
    policies = {name: section.view() for name, section in common.identity.items()}
    zones: list[tuple[int, ZoneView]] = []
    items: dict[str, ItemView] = {}
    for path, content in files:
        if content is None:
            continue
        own = [_item(path, at, raw, content.zone.id, common, policies, problems) for at, raw in enumerate(content.items)]
        known = [item for item in own if item is not None]
        zones.append((content.zone.order, _zone(content.zone, known)))
        for item in known:
            if item.id in items:
                problems.append(f"{path.name}: items.{item.id}: stands in zone {items[item.id].zone!r} already")
            items[item.id] = item
    if problems:
        raise ContentError(problems)
    in_order = [zone for _, zone in sorted(zones, key=lambda one: one[0])]
    places = {zone.id: place for place, zone in enumerate(in_order)}
    departments = tuple(ItemDepartmentView(id=name, names=one.names) for name, one in common.departments.items())
    return Catalogue(
        tuple(in_order), departments, dict(sorted(items.items(), key=lambda one: (places[one[1].zone], not one[1].common)))
    )


def _zone(section: _Zone, items: list[ItemView]) -> ZoneView:
    version = version_of(section.model_dump(mode="json"), items)
    return ZoneView(id=section.id, names=section.names, hint=section.hint, icon=section.icon, version=version, items=len(items))


def _read(path: Path, model: type[Model], problems: list[str]) -> Model | None:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problems.append(f"{path}: can't be read ({error.strerror}); check the path and its rights")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{path}: isn't valid TOML: {error}")
    else:
        try:
            return model.model_validate(spelt_out(document))
        except ValidationError as error:
            problems += _told(path.name, (), error)
    return None


def _item(
    path: Path,
    at: int,
    raw: Document,
    zone: str,
    common: _Common,
    policies: Mapping[str, IdentityPolicyView],
    problems: list[str],
) -> ItemView | None:
    name = str(raw.get("id", at + 1))
    try:
        whole = with_shared(raw, common.shared)
    except KeyError as missing:
        problems.append(f"{path.name}: items.{name}: {COMMON} has no shared step or field {missing}")
        return None
    policy = whole.get("identity")
    if policy is not None and policy not in policies:
        problems.append(f"{path.name}: items.{name}.identity: {COMMON} has no policy {policy!r}; it has {', '.join(policies)}")
        return None
    whole |= {"zone": zone, "identity": policies[policy] if policy is not None else None}
    try:
        item = ItemView.model_validate(whole, extra="forbid")
        return item.model_copy(update={"pinyin": pinyin_of(item.names)})
    except ValidationError as error:
        problems += _told(path.name, ("items", name), error)
        return None


def _told(file: str, where: tuple[str, ...], error: ValidationError) -> list[str]:
    """Values stay out of it, as in every settings file."""
    return [f"{file}: {_place(where, problem)}: {problem['msg']}" for problem in error.errors()]


def _place(where: tuple[str, ...], problem: Any) -> str:
    return ".".join([*where, *(str(part) for part in problem["loc"])]) or "file"
