"""Where a queue's windows are, as the ticket says it: area, floor and direction of their zone."""

from collections.abc import Sequence

from hall_controller.config import HallConfig

PLACE_FIELDS = ("area", "floor", "direction")


def place_texts(config: HallConfig, windows: Sequence[int]) -> dict[str, dict[str, str]]:
    """What all of these windows have in common; what differs between them would send people the wrong way."""
    zones = {zone.id: zone for zone in config.zones}
    of_window = {window.number: zones.get(window.zone) for window in config.windows}
    found = {}
    for field in PLACE_FIELDS:
        texts = [getattr(of_window[number], field, None) for number in windows]
        if texts and texts[0] and all(text == texts[0] for text in texts):
            found[field] = dict(texts[0])
    return found
