"""Chinese by its sound: libpinyin 2, a system library under GPL-3 that is loaded where it is installed.

Nothing is learnt: no user's folder, no adjusting of frequencies, no training, and the instance that holds what was typed goes
with `forget`. Measured on two cores: 7 ms and 9 MB at the first key, 0.1 to 5 ms for each key after it.
"""

import ctypes
from ctypes import POINTER, c_bool, c_char_p, c_int, c_size_t, c_uint, c_uint32, c_void_p
from pathlib import Path

from kiosk.flow.typing.ports import Candidate
from kiosk.input_methods.library import Signature, load

LIBRARY = "libpinyin.so.15"
DATA_GLOBS = ("lib/*/libpinyin/data", "lib64/libpinyin/data", "lib/libpinyin/data")
"""Below /usr: Debian's multi-arch folder, and where other systems put it."""
NEEDED = ("table.conf", "phrase_index.bin", "pinyin_index.bin", "bigram.db")
"""The library ends the process when it opens a folder without them."""
CANDIDATES_MAX = 80
"""Eight pages; whoever hasn't found it then writes it by hand."""
LENGTH_MAX = 8
"""Characters of one candidate: a button has room for them."""

_IS_PINYIN, _INCOMPLETE = 1 << 1, 1 << 3
_DIVIDED, _RESPLIT = 1 << 7, 1 << 8
_CORRECT_ALL = 0xFF << 21
"""`uen` for `un` and the like; no ambiguity of southern accents: it would double every list."""
OPTIONS = _IS_PINYIN | _INCOMPLETE | _DIVIDED | _RESPLIT | _CORRECT_ALL
"""Flags of pinyin_custom2.h. DYNAMIC_ADJUST (1 << 9) stays off: it would learn."""
_WITHOUT_SENTENCE = 0x1
_SORT = 0x2 | 0x8 | 0x10
"""SORT_WITHOUT_LONGER_CANDIDATE: only what was typed; by pinyin length and frequency (pinyin.h)."""

SIGNATURES: dict[str, Signature] = {
    "pinyin_init": (c_void_p, (c_char_p, c_char_p)),
    "pinyin_fini": (None, (c_void_p,)),
    "pinyin_set_options": (c_bool, (c_void_p, c_uint32)),
    "pinyin_alloc_instance": (c_void_p, (c_void_p,)),
    "pinyin_free_instance": (None, (c_void_p,)),
    "pinyin_parse_more_full_pinyins": (c_size_t, (c_void_p, c_char_p)),
    "pinyin_guess_sentence": (c_bool, (c_void_p,)),
    "pinyin_guess_candidates": (c_bool, (c_void_p, c_size_t, c_uint)),
    "pinyin_get_n_candidate": (c_bool, (c_void_p, POINTER(c_uint))),
    "pinyin_get_candidate": (c_bool, (c_void_p, c_uint, POINTER(c_void_p))),
    "pinyin_get_candidate_string": (c_bool, (c_void_p, c_void_p, POINTER(c_char_p))),
    "pinyin_choose_candidate": (c_int, (c_void_p, c_size_t, c_void_p)),
    "pinyin_reset": (c_bool, (c_void_p,)),
}


def data_folder(root: Path = Path("/usr")) -> Path | None:
    """Where the library's dictionaries are, complete; None where they aren't."""
    for pattern in DATA_GLOBS:
        for folder in sorted(root.glob(pattern)):
            if all((folder / name).is_file() for name in NEEDED):
                return folder
    return None


class Pinyin:
    """Opens the library with its first question. Call from one thread."""

    def __init__(self, data: Path | None = None, library: str = LIBRARY) -> None:
        """`data`: the dictionaries; looked for where Debian puts them when it isn't named."""
        self._data = data
        self._library_name = library
        self._library: ctypes.CDLL | None = None
        self._context: int | None = None
        self._instance: int | None = None
        self._tried = False

    @property
    def there(self) -> bool:
        self._open()
        return self._context is not None

    def candidates(self, letters: str, *, guessed: bool = True) -> tuple[Candidate, ...]:
        """What these letters may stand for, likeliest first; `used` counts letters and apostrophes.

        Args:
            guessed: also what is in no dictionary, put together from words that are.
        """
        self._open()
        if self._library is None or self._context is None:
            return ()
        if self._instance is None:
            self._instance = self._library.pinyin_alloc_instance(self._context)
        library, instance = self._library, self._instance
        parsed = library.pinyin_parse_more_full_pinyins(instance, letters.encode("ascii"))
        if not parsed:
            return ()
        library.pinyin_guess_sentence(instance)
        words = None if guessed else {text for text, _ in self._offered(library, instance, _SORT | _WITHOUT_SENTENCE)}
        found: dict[str, int] = {}
        for text, handle in self._offered(library, instance, _SORT):
            if text not in found and len(text) <= LENGTH_MAX and (words is None or text in words):
                # Choosing says how many letters it uses up. Each choice is a constraint that the next one replaces; only
                # beside sentences does it count right.
                found[text] = library.pinyin_choose_candidate(instance, 0, handle)
        library.pinyin_reset(instance)
        return tuple(Candidate(text, used) for text, used in found.items())

    def forget(self) -> None:
        """What was typed goes; the dictionaries stay open."""
        if self._library is not None and self._instance is not None:
            self._library.pinyin_free_instance(self._instance)
            self._instance = None

    def close(self) -> None:
        self.forget()
        if self._library is not None and self._context is not None:
            self._library.pinyin_fini(self._context)
        self._context, self._library, self._tried = None, None, False

    def _open(self) -> None:
        if self._tried:
            return
        self._tried = True
        data = self._data if self._data is not None else data_folder()
        self._library = load(self._library_name, SIGNATURES) if data is not None else None
        if self._library is None or data is None:
            return
        # No user's folder: there is nowhere to keep what somebody typed.
        self._context = self._library.pinyin_init(str(data).encode(), None)
        if self._context is not None:
            self._library.pinyin_set_options(self._context, OPTIONS)

    @staticmethod
    def _offered(library: ctypes.CDLL, instance: int, order: int) -> list[tuple[str, c_void_p]]:
        """Candidates of what was parsed, with the library's handles of them, good until the next question."""
        library.pinyin_guess_candidates(instance, 0, order)
        count = c_uint()
        library.pinyin_get_n_candidate(instance, ctypes.byref(count))
        offered = []
        for index in range(min(count.value, CANDIDATES_MAX)):
            handle, text = c_void_p(), c_char_p()
            if (
                library.pinyin_get_candidate(instance, index, ctypes.byref(handle))
                and library.pinyin_get_candidate_string(instance, handle, ctypes.byref(text))
                and text.value is not None
            ):
                offered.append((text.value.decode("utf-8", "replace"), handle))
        return offered
