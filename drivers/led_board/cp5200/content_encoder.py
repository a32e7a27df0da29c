"""Contents to bytes. Each raises ValueError for what its fields can't say."""

from drivers.led_board.cp5200.contents import (
    MAX_WINDOWS,
    TEXT_END,
    Box,
    Clock,
    Content,
    Exit,
    Picture,
    PlayStored,
    PureText,
    Rgb,
    RichCharacter,
    RichText,
    SaveOrClear,
    StaticText,
    SubCommand,
    Windows,
)

RICH_TEXT_END = b"\x00\x00\x00"
SIMPLE_TEXT = 0x01
SAVE, CLEAR = 0x00, 0x01


def encode_content(content: Content) -> bytes:
    """The content from its sub-command on.

    Raises:
        ValueError: a number doesn't fit its field, or a text holds its own end.
    """
    match content:
        case Windows():
            return _windows(content)
        case PureText():
            return _pure_text(content)
        case RichText():
            return _rich_text(content)
        case StaticText():
            return _static_text(content)
        case Picture():
            return _picture(content)
        case Clock():
            return _clock(content)
        case Exit():
            return bytes((SubCommand.EXIT,))
        case SaveOrClear():
            return bytes((SubCommand.SAVE_OR_CLEAR, CLEAR if content.clear else SAVE, 0, 0))
        case PlayStored():
            head = (SubCommand.PLAY_STORED, int(content.save), len(content.programmes))
            return bytes((*head, *content.programmes))


def _word(value: int) -> bytes:
    if not 0 <= value <= 0xFFFF:
        raise ValueError(f"{value} doesn't fit two bytes")
    return value.to_bytes(2, "big")


def _window(number: int) -> int:
    if not 0 <= number < MAX_WINDOWS:
        raise ValueError(f"windows have numbers 0 to {MAX_WINDOWS - 1}")
    return number


def _box(box: Box) -> bytes:
    return _word(box.x) + _word(box.y) + _word(box.width) + _word(box.height)


def _rgb(colour: Rgb) -> bytes:
    return bytes((colour.red, colour.green, colour.blue))


def _text(text: bytes) -> bytes:
    if TEXT_END in text:
        raise ValueError("a zero byte ends the text")
    return text + TEXT_END


def _windows(content: Windows) -> bytes:
    if not 1 <= len(content.boxes) <= MAX_WINDOWS:
        raise ValueError(f"1 to {MAX_WINDOWS} windows")
    return bytes((SubCommand.WINDOWS, len(content.boxes))) + b"".join(map(_box, content.boxes))


def _pure_text(content: PureText) -> bytes:
    align = content.across | content.down << 2 | content.line_space << 4
    head = bytes((SubCommand.PURE_TEXT, _window(content.window), content.effect, align, content.speed))
    return head + _word(content.stay_s) + bytes((content.font,)) + _rgb(content.colour) + _text(content.text)


def _rich_text(content: RichText) -> bytes:
    head = bytes((SubCommand.RICH_TEXT, _window(content.window), content.effect, content.across, content.speed))
    characters = b"".join(_rich_character(character) for character in content.characters)
    return head + _word(content.stay_s) + characters + RICH_TEXT_END


def _rich_character(character: RichCharacter) -> bytes:
    if not (0 <= character.colour <= 0xF and 0 <= character.size <= 0xF and 1 <= len(character.code) <= 2):
        raise ValueError("a rich character has a colour, a size and one or two bytes")
    return bytes((character.colour << 4 | character.size,)) + character.code.rjust(2, b"\x00")


def _static_text(content: StaticText) -> bytes:
    head = bytes((SubCommand.STATIC_TEXT, _window(content.window), SIMPLE_TEXT, content.across))
    return head + _box(content.box) + bytes((content.font,)) + _rgb(content.colour) + _text(content.text)


def _picture(content: Picture) -> bytes:
    head = bytes((SubCommand.PICTURE, _window(content.window), content.effect, content.speed))
    place = _word(content.x) + _word(content.y)
    return head + _word(content.stay_s) + bytes((content.format,)) + place + content.data


def _clock(content: Clock) -> bytes:
    head = bytes((SubCommand.CLOCK, _window(content.window))) + _word(content.stay_s)
    look = bytes((content.calendar, content.format, content.content, content.font))
    return head + look + _rgb(content.colour) + _text(content.text)
