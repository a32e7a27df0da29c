"""The hall's items as the controller's file describes them."""

from collections.abc import Callable
from pathlib import Path

from hall_controller.items.content.catalogue import NO_ITEMS, Catalogue
from hall_controller.items.content.checks import checked_folder
from hall_controller.items.departments.build import build_departments
from hall_controller.items.service import ItemsService
from hall_controller.items.settings import ItemsSection
from hall_controller.items.store import ItemsStore


def build_items(
    section: ItemsSection,
    file: Path,
    *,
    now_ms: Callable[[], int],
    wall_ms: Callable[[], int],
    monotonic_s: Callable[[], float],
    new_id: Callable[[], str],
) -> ItemsService:
    """
    Args:
        file: the journal's.
        now_ms: the hall's clock.
        wall_ms: UTC as gateways see it.

    Raises:
        ConfigurationError: the folder of items doesn't hold, or a token or certificate can't be read.
    """
    catalogue: Catalogue = checked_folder(section.folder) if section.folder else NO_ITEMS
    departments = build_departments(
        section,
        (department.id for department in catalogue.departments),
        now_ms=wall_ms,
        monotonic_s=monotonic_s,
        new_id=new_id,
    )
    return ItemsService(catalogue, departments, ItemsStore(file), now_ms, new_id)
