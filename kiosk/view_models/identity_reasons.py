"""Why something didn't work, in a person's words."""

from kiosk.view_models.texts import Texts

PREFIX = "identity.reason."
OTHER = "other"


def reason_text(texts: Texts, reason: str) -> str:
    """The text of a dotted reason, or of the nearest word above it: `camera.frozen` is told as `camera` where it has no text
    of its own. What is unknown altogether still says that it didn't work.
    """
    words = reason.split(".")
    for length in range(len(words), 0, -1):
        key = PREFIX + ".".join(words[:length])
        if texts.has(key):
            return texts(key)
    return texts(PREFIX + OTHER)
