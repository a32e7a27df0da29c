"""Sentences about what was found."""

from tingtang.device.texts import Texts
from tingtang.device.walk.record import Remark

MENDED = frozenset({"swapped", "readdressed"})
"""Remarks on what was changed: true also after a second visit."""


def remark_text(remark: Remark, texts: Texts) -> str:
    """The remark as a sentence."""
    arguments = dict(remark.arguments)
    if "reason" in arguments:
        arguments["reason"] = texts.reason(arguments["reason"])
    return texts(f"walk.found.{remark.key}", **arguments)
