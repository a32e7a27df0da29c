"""What a JSON pad is told and what it tells, by its profile. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.content.rating_labels import LabelSet
from api.content.rating_maps import level_texts, levels_by_code
from api.messages.device_commands import ShowStaff
from api.messages.words import RatingLevel
from drivers.rating_pad.dialect import Press, Question
from drivers.rating_pad.lcd_profile import LcdProfile
from drivers.rating_pad.templates import field_of, fill, fits

LONGEST_ASK = 64
"""Characters of an ask's id that a pad repeats; a ULID has 26."""
MOST_CODES = 64
"""Labels that are looked at; a pad has forty."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The pad's answer to a message of ours."""

    of: str | None
    """The id of that message; None: it doesn't say."""


class LcdMessages:
    """Of one profile.

    Raises:
        UnknownLevelMap: the profile names a level map that doesn't exist.
    """

    def __init__(self, profile: LcdProfile, labels: LabelSet) -> None:
        self._profile = profile
        self._labels = labels
        self._levels: dict[int, RatingLevel | None] = dict(levels_by_code(profile.level_map))
        if profile.declined_code is not None:
            self._levels[profile.declined_code] = None
        self._offered = labels.offered(most=profile.most_labels, same_count=profile.same_label_count)

    def build(self, name: str, message_id: str, window: int, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """The message `name` of the profile; None where the pad has none."""
        template = getattr(self._profile.send, name)
        message: dict[str, Any] = fill(template, {"id": message_id, "window": window, **values})
        return message or None

    def ask_values(self, question: Question, plate: ShowStaff) -> dict[str, Any]:
        return {
            "ask": question.ask,
            "ticket": question.ticket,
            "seconds": question.seconds,
            "levels": self.levels(),
            **staff_values(plate),
        }

    def levels(self) -> list[dict[str, Any]]:
        """The levels a person may choose, the best first, with their labels."""
        names = self._profile.level_names
        items = []
        for code, level in sorted(self._levels.items(), key=lambda item: _place(item[1])):
            if level is None:
                continue
            item: dict[str, Any] = {names.code: code, names.text: level_texts()[level]}
            if names.labels:
                item[names.labels] = [
                    {names.label_code: label, names.label_text: text} for label, text in self._offered[level].items()
                ]
            items.append(item)
        return items

    def read(self, message: Mapping[str, Any]) -> Taken | Press | None:
        """What a message of the pad means; None: nothing known, or a rating with an unknown level."""
        heard = self._profile.heard
        if fits(heard.rated.match, message):
            return self._press(message)
        if heard.taken is not None and fits(heard.taken.match, message):
            of = field_of(message, heard.taken.of) if heard.taken.of else None
            return Taken(None if of is None else str(of)[:LONGEST_ASK])
        return None

    def _press(self, message: Mapping[str, Any]) -> Press | None:
        heard = self._profile.heard.rated
        code = _number(field_of(message, heard.level))
        if code is None or code not in self._levels:
            return None
        level = self._levels[code]
        labels: tuple[str, ...] = ()
        if heard.labels:
            labels = self._labels.sound(level, _codes(field_of(message, heard.labels)))
        ask = field_of(message, heard.ask) if heard.ask else None
        if heard.ask and not isinstance(ask, str):
            return None
        return Press(level, labels, ask[:LONGEST_ASK] if ask else None)


def staff_values(plate: ShowStaff) -> dict[str, Any]:
    return {"name": plate.display_name, "number": plate.staff_number, "post": plate.post, "stars": plate.stars}


def _place(level: RatingLevel | None) -> int:
    return len(RatingLevel) if level is None else list(RatingLevel).index(level)


def _number(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 4:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _codes(value: object) -> tuple[str, ...]:
    items: Sequence[object] = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else ()
    return tuple(str(item).strip() for item in items[:MOST_CODES] if isinstance(item, str | int))
