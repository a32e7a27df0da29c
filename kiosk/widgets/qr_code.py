"""A QR code, sharp: one texture dot for each module."""

import qrcode
from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

QUIET_MODULES = 4
"""White around it, as the standard asks (ISO/IEC 18004)."""
WHITE, BLACK = 255, 0


class QrCode(Widget):
    """Draws `text`; takes no room while it is empty."""

    text = StringProperty("")
    side = NumericProperty(0)
    texture = ObjectProperty(None, allownone=True)

    def on_text(self, _: Widget, text: str) -> None:
        self.texture = picture(text) if text else None


def picture(text: str) -> Texture:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET_MODULES)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    # Kivy's pictures begin at the bottom.
    dots = bytes(BLACK if dark else WHITE for row in reversed(matrix) for dark in row)
    texture = Texture.create(size=(len(matrix), len(matrix)), colorfmt="luminance")
    texture.mag_filter = texture.min_filter = "nearest"
    texture.blit_buffer(dots, colorfmt="luminance", bufferfmt="ubyte")
    return texture


Builder.load_string(
    """
<QrCode>:
    size_hint: None, None
    size: (self.side, self.side) if self.texture else (0, 0)
    canvas:
        Color:
            rgba: (1, 1, 1, 1) if self.texture else (1, 1, 1, 0)
        Rectangle:
            texture: self.texture
            pos: self.pos
            size: self.size
"""
)
