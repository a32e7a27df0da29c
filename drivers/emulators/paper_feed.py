"""How much paper goes by, and whether the knife meets a printed line."""

import qrcode

from drivers.emulators.paper import Feed, Item, QrCode, Raster, TextLine

KNIFE_DOTS = 96
"""From the print head to the knife: 12 mm."""
QUIET_MODULES = 2


def dots_of(item: Item, line_spacing: int) -> int:
    """Dots of paper that go by for it."""
    if isinstance(item, TextLine):
        return max(line_spacing, item.height)
    if isinstance(item, QrCode):
        code = qrcode.QRCode(error_correction=(1, 0, 3, 2)[item.level % 4], box_size=1, border=QUIET_MODULES)
        code.add_data(item.text)
        code.make(fit=True)
        return int(code.modules_count + 2 * QUIET_MODULES) * item.module
    return item.height if isinstance(item, Raster) else item.dots


class Feeder:
    """Counts dots from the roll."""

    def __init__(self) -> None:
        self.dots = 0
        self.cut_through = 0
        """How often the knife came down on printed lines: the feed before the cut was too short."""
        self._since_ink = KNIFE_DOTS

    def moved(self, item: Item, line_spacing: int) -> int:
        """Returns the dots of this one."""
        dots = dots_of(item, line_spacing)
        self.dots += dots
        blank = isinstance(item, Feed) or (isinstance(item, TextLine) and not item.text.strip())
        self._since_ink = self._since_ink + dots if blank else 0
        return dots

    def cut(self) -> None:
        if self._since_ink < KNIFE_DOTS:
            self.cut_through += 1
        self._since_ink = KNIFE_DOTS
