"""Which code means which key: what comes at each press of one key and at none of the others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

ENOUGH = 0.66
"""A key's code comes in at least two presses of three; the third was noise or another key."""
FEWEST_PRESSES = 2
GOOD_PRESSES = 3
"""So many presses of a key must have its code before it is believed; all of them where there were fewer."""
OFTEN = 0.2
"""Share of all presses in which a sign of life comes."""
FREE_BITS = 4
"""Bits beside the key's own that may count or toggle in its byte; sixteen codes for a key are still a table one can read."""


class ProblemKind(StrEnum):
    NOTHING = "nothing"
    """No frames at all, or none that come with each press."""
    PRESS_AGAIN = "pressAgain"
    """This key's presses don't agree."""
    SAME_CODE = "sameCode"
    """These keys send the same."""
    NO_ADDRESS = "noAddress"
    """The address that was given stands nowhere in the frames."""


@dataclass(frozen=True, slots=True)
class Problem:
    kind: ProblemKind
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodedPress:
    """One press as codes, in order, without repeats."""

    key: str
    codes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class CodeBook:
    codes: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    """Key → its codes; several where a bit of them toggles."""
    ignored: tuple[bytes, ...] = ()
    """Keys let go, signs of life."""
    problems: tuple[Problem, ...] = ()
    missed: int = 0
    """Presses without their key's code."""


def read_codes(presses: Sequence[CodedPress], idle: Sequence[bytes]) -> CodeBook:
    """Args: idle: codes that came when nobody pressed anything."""
    by_key: dict[str, list[CodedPress]] = {}
    for press in presses:
        by_key.setdefault(press.key, []).append(press)
    shares = {key: _shares(of_key) for key, of_key in by_key.items()}
    codes = {key: _own(key, by_key, shares, frozenset(idle)) for key in by_key}
    found = {key: (code,) for key, code in codes.items() if code is not None}
    problems: list[Problem] = []
    for key in by_key:
        if key in found:
            continue
        twins = tuple(other for other in by_key if other != key and _alike(shares[key], shares[other]))
        problems.append(Problem(ProblemKind.SAME_CODE, (key, *twins)) if twins else Problem(ProblemKind.PRESS_AGAIN, (key,)))
    missed = sum(not set(found.get(press.key, ())) & set(press.codes) for press in presses)
    by_bits = _by_bits(by_key) if missed else None
    if by_bits is not None and by_bits.missed < missed:
        return by_bits
    taken = {code for key_codes in found.values() for code in key_codes}
    ignored = _meaningless(presses, shares, idle, taken)
    problems += [Problem(ProblemKind.PRESS_AGAIN, (key,)) for key in found if _too_few(key, by_key, found)]
    return CodeBook(found, ignored, tuple(problems), missed)


def _meaningless(
    presses: Sequence[CodedPress], shares: Mapping[str, dict[bytes, float]], idle: Sequence[bytes], taken: set[bytes]
) -> tuple[bytes, ...]:
    """Codes that come again and again and name no key; what came once or twice is noise."""
    often = {code for of_key in shares.values() for code, share in of_key.items() if share >= ENOUGH}
    counts = Counter(code for press in presses for code in set(press.codes))
    often |= {code for code, count in counts.items() if count >= max(FEWEST_PRESSES, OFTEN * len(presses))}
    return tuple(sorted((often | set(idle)) - taken))


def _shares(presses: Sequence[CodedPress]) -> dict[bytes, float]:
    """Code → in which share of these presses it came."""
    counts = Counter(code for press in presses for code in set(press.codes))
    return {code: count / len(presses) for code, count in counts.items()}


def _own(
    key: str, by_key: Mapping[str, list[CodedPress]], shares: Mapping[str, dict[bytes, float]], idle: frozenset[bytes]
) -> bytes | None:
    """The code that comes at this key's presses only; the first in time where a key tells its letting go as well."""
    presses = by_key[key]
    own = [
        code
        for code, share in shares[key].items()
        if share >= ENOUGH
        and share * len(presses) >= min(FEWEST_PRESSES, len(presses))
        and code not in idle
        and all(of_other.get(code, 0.0) < ENOUGH for other, of_other in shares.items() if other != key)
    ]
    if not own:
        return None

    def lateness(code: bytes) -> float:
        places = [press.codes.index(code) for press in presses if code in press.codes]
        return sum(places) / len(places)

    return min(own, key=lambda code: (lateness(code), code))


def _alike(first: Mapping[bytes, float], second: Mapping[bytes, float]) -> bool:
    own = {code for code, share in first.items() if share >= ENOUGH}
    return bool(own) and own == {code for code, share in second.items() if share >= ENOUGH}


def _too_few(key: str, by_key: Mapping[str, list[CodedPress]], found: Mapping[str, tuple[bytes, ...]]) -> bool:
    """Noise hid the code, or another key was pressed by mistake."""
    presses = by_key[key]
    good = sum(bool(set(found[key]) & set(press.codes)) for press in presses)
    return good < min(GOOD_PRESSES, len(presses))


def _by_bits(by_key: Mapping[str, list[CodedPress]]) -> CodeBook | None:
    """Codes in which some bits of one byte count or toggle: every code that those bits can make.

    Only the first code of each press is looked at. None when that doesn't tell the keys apart either.
    """
    firsts = {key: [press.codes[0] for press in presses if press.codes] for key, presses in by_key.items()}
    sizes = {len(code) for codes in firsts.values() for code in codes}
    if len(sizes) != 1 or any(len(codes) < FEWEST_PRESSES for codes in firsts.values()):
        return None
    free = bytearray(sizes.pop())
    for codes in firsts.values():
        for code in codes[1:]:
            for at, (one, other) in enumerate(zip(code, codes[0], strict=True)):
                free[at] |= one ^ other
    bits = [(at, 1 << bit) for at, mask in enumerate(free) for bit in range(8) if mask >> bit & 1]
    if not 0 < len(bits) <= FREE_BITS:
        return None
    made = {key: _variants(codes[0], bits) for key, codes in firsts.items()}
    if len({code for codes in made.values() for code in codes}) != sum(map(len, made.values())):
        return None
    taken = {code for codes in made.values() for code in codes}
    rest = Counter(code for presses in by_key.values() for press in presses for code in set(press.codes) if code not in taken)
    missed = sum(not set(made[press.key]) & set(press.codes) for presses in by_key.values() for press in presses)
    return CodeBook(made, tuple(sorted(code for code, count in rest.items() if count >= 2)), (), missed)


def _variants(code: bytes, bits: Sequence[tuple[int, int]]) -> tuple[bytes, ...]:
    made = []
    for chosen in product((False, True), repeat=len(bits)):
        variant = bytearray(code)
        for (at, bit), on in zip(bits, chosen, strict=True):
            variant[at] = variant[at] | bit if on else variant[at] & ~bit & 0xFF
        made.append(bytes(variant))
    return tuple(made)
