"""Chinese by hand: zinnia (BSD) with tegaki's model of 6763 simplified characters (GB 2312), where they are installed.

Measured on two cores: 14 ms to open, 3 to 7 ms for each stroke; the model's 27 MB are mapped from its file and given back by
`forget`.
"""

import ctypes
from ctypes import c_char_p, c_int, c_size_t, c_void_p
from pathlib import Path

from kiosk.flow.typing.ports import PAD_SIDE, Stroke
from kiosk.input_methods.library import Signature, load
from kiosk.input_methods.placing import in_the_middle

LIBRARY = "libzinnia.so.0"
MODEL = Path("/usr/share/tegaki/models/zinnia/handwriting-zh_CN.model")
"""Where Debian's tegaki-zinnia-simplified-chinese puts it."""
CANDIDATES = 10

SIGNATURES: dict[str, Signature] = {
    "zinnia_recognizer_new": (c_void_p, ()),
    "zinnia_recognizer_open": (c_int, (c_void_p, c_char_p)),
    "zinnia_recognizer_destroy": (None, (c_void_p,)),
    "zinnia_character_new": (c_void_p, ()),
    "zinnia_character_set_width": (None, (c_void_p, c_size_t)),
    "zinnia_character_set_height": (None, (c_void_p, c_size_t)),
    "zinnia_character_add": (c_int, (c_void_p, c_size_t, c_int, c_int)),
    "zinnia_character_destroy": (None, (c_void_p,)),
    "zinnia_recognizer_classify": (c_void_p, (c_void_p, c_void_p, c_size_t)),
    "zinnia_result_size": (c_size_t, (c_void_p,)),
    "zinnia_result_value": (c_char_p, (c_void_p, c_size_t)),
    "zinnia_result_destroy": (None, (c_void_p,)),
}


class Handwriting:
    """Opens library and model with its first question. Call from one thread."""

    def __init__(self, model: Path = MODEL, library: str = LIBRARY) -> None:
        self._model = model
        self._library_name = library
        self._library: ctypes.CDLL | None = None
        self._recognizer: int | None = None
        self._tried = False

    @property
    def there(self) -> bool:
        """Whether library and model are installed; the model is opened when somebody writes."""
        self._load()
        return self._library is not None and self._model.is_file()

    def characters(self, strokes: tuple[Stroke, ...]) -> tuple[str, ...]:
        """What these strokes look like, likeliest first; at most CANDIDATES."""
        library = self._library if strokes and self._open() else None
        if library is None:
            return ()
        character = library.zinnia_character_new()
        try:
            library.zinnia_character_set_width(character, PAD_SIDE)
            library.zinnia_character_set_height(character, PAD_SIDE)
            for number, stroke in enumerate(in_the_middle(strokes)):
                for across, down in stroke:
                    library.zinnia_character_add(character, number, across, down)
            result = library.zinnia_recognizer_classify(self._recognizer, character, CANDIDATES)
        finally:
            library.zinnia_character_destroy(character)
        if not result:
            return ()
        try:
            values = (library.zinnia_result_value(result, index) for index in range(library.zinnia_result_size(result)))
            return tuple(value.decode("utf-8", "replace") for value in values)
        finally:
            library.zinnia_result_destroy(result)

    def forget(self) -> None:
        """The model goes, and what it was asked with it."""
        if self._library is not None and self._recognizer is not None:
            self._library.zinnia_recognizer_destroy(self._recognizer)
        self._recognizer = None

    def _load(self) -> None:
        if not self._tried:
            self._tried = True
            self._library = load(self._library_name, SIGNATURES)

    def _open(self) -> bool:
        if self._recognizer is not None:
            return True
        if not self.there or self._library is None:
            return False
        recognizer = self._library.zinnia_recognizer_new()
        if not self._library.zinnia_recognizer_open(recognizer, str(self._model).encode()):
            self._library.zinnia_recognizer_destroy(recognizer)
            return False
        self._recognizer = recognizer
        return True
