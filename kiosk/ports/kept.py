"""What the kiosk knew last of the hall, read at its start; a kiosk that starts while the hall is away goes on with it."""

import structlog
from pydantic import ValidationError

from api.messages.views import CatalogueView
from kiosk.ports.lease_store import LeaseStore

CATALOGUE = "catalogue"
OFFSET = "clock-offset-ms"


def kept_catalogue(kept: LeaseStore) -> CatalogueView | None:
    """None: there is none, or another version of this program wrote one that isn't understood any more."""
    text = kept.kept(CATALOGUE)
    if text is None:
        return None
    try:
        return CatalogueView.model_validate_json(text)
    except ValidationError:
        structlog.get_logger("kiosk.kept").warning("kept catalogue isn't readable")
        return None


def kept_offset(kept: LeaseStore) -> int:
    """Hall's clock minus ours, ms; 0 before anything was measured."""
    return int(kept.kept(OFFSET) or 0)
