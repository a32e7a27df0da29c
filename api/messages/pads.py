"""Topics of rating pads that are MQTT clients themselves (ESPHome): `pad/v1/{site}/{pad}/<name>`.

They are no nodes of the hall: an agent drives each of them, as it drives a pad on a wire. Messages: docs/devices/rating-pad.md.
"""

import re

PAD_PREFIX = "pad/v1"
PAD_TELLS = ("state", "rated")
"""What a pad writes; `state` is retained, and its last will."""
PAD_HEARS = ("ask", "cancel", "ack", "hello", "show", "identify")
"""What its agent writes."""
_PAD = re.compile(r"pad-[0-9]{1,4}")


def is_pad(account: str) -> bool:
    """Whether an account of the broker is a pad's: `pad-12`."""
    return _PAD.fullmatch(account) is not None
