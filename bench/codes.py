"""QR codes in 21 bad pictures each drawn 20 times: ours against zxing-cpp alone, on the same pictures in the same run.

`python -m bench.codes [--json]`. Payloads look like show-codes (190 characters of base45, QR version 8), the densest that a kiosk
must read. Pictures are drawn (`bench.code_cases`), alike in every run; real lenses and displays are another matter. One core,
OpenCV on one thread.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import base45
import cv2
import numpy as np
import zxingcpp

from api.credentials import cose
from bench.code_cases import CASES, scene
from bench.statistics_of import percentile
from kiosk.vision.code_reader import read_codes

if TYPE_CHECKING:
    from numpy.random import Generator

    from bench.code_cases import Grey

PICTURES = 20
"""Of each case."""
EMPTY_PICTURES = 100
"""A hall without a code: whatever is read there is wrong."""
MEDIAN_TARGET_MS = 5.0
PAYLOAD_BYTES, PAYLOAD_SEED = 124, 21
"""186 characters of base45 and the prefix: what a resident's code with a name of three characters has."""
_QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
Read = Callable[["Grey"], list[bytes]]


@dataclass(frozen=True, slots=True)
class CaseResult:
    case: str
    ours: int
    zxing: int
    pictures: int


@dataclass(frozen=True, slots=True)
class Result:
    cases: tuple[CaseResult, ...]
    pictures: int
    ours_rate: float
    zxing_rate: float
    ours_median_ms: float
    zxing_median_ms: float
    ours_p95_ms: float
    ours_worst_ms: float
    empty_median_ms: float
    """A picture without any code."""
    wrong: int
    """Payloads of ours that weren't shown; 0 or the reader can't be used."""
    characters: int
    """Longest payload."""

    @property
    def good(self) -> bool:
        return self.ours_rate >= self.zxing_rate and self.ours_median_ms <= MEDIAN_TARGET_MS and not self.wrong


def zxing_alone(grey: "Grey") -> list[bytes]:
    return [code.bytes for code in zxingcpp.read_barcodes(grey, formats=_QR_ONLY)]


def measure(pictures: int = PICTURES, empty: int = EMPTY_PICTURES) -> Result:
    cv2.setNumThreads(1)
    payloads = [like_a_show_code(np.random.default_rng([PAYLOAD_SEED, number])) for number in range(pictures)]
    # Both once before the clock runs: libraries load, tables are made.
    _seconds(read_codes, scene(np.random.default_rng(0)))
    _seconds(zxing_alone, scene(np.random.default_rng(0)))
    ours_s: list[float] = []
    zxing_s: list[float] = []
    empty_s: list[float] = []
    cases: list[CaseResult] = []
    wrong = 0
    for number, case in enumerate(CASES):
        hits = [0, 0]
        for repeat, text in enumerate(payloads):
            picture = case.draw(text, np.random.default_rng([number, repeat]))
            for place, (read, times) in enumerate(((read_codes, ours_s), (zxing_alone, zxing_s))):
                found, took_s = _seconds(read, picture)
                times.append(took_s)
                hits[place] += text.encode() in found
                wrong += sum(payload != text.encode() for payload in found) if read is read_codes else 0
        cases.append(CaseResult(case.name, hits[0], hits[1], pictures))
    for repeat in range(empty):
        found, took_s = _seconds(read_codes, scene(np.random.default_rng([len(CASES), repeat])))
        empty_s.append(took_s)
        wrong += len(found)
    total = pictures * len(CASES)
    return Result(
        cases=tuple(cases),
        pictures=total,
        ours_rate=sum(case.ours for case in cases) / total,
        zxing_rate=sum(case.zxing for case in cases) / total,
        ours_median_ms=percentile(ours_s, 0.5) * 1000,
        zxing_median_ms=percentile(zxing_s, 0.5) * 1000,
        ours_p95_ms=percentile(ours_s, 0.95) * 1000,
        ours_worst_ms=max(ours_s) * 1000,
        empty_median_ms=percentile(empty_s, 0.5) * 1000,
        wrong=wrong,
        characters=max(map(len, payloads)),
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.codes", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    parser.add_argument("--pictures", type=int, default=PICTURES, help=f"of each case (default: {PICTURES})")
    arguments = parser.parse_args()
    result = measure(max(1, arguments.pictures))
    if arguments.json:
        print(json.dumps({"generated": True, **asdict(result), "good": result.good}, ensure_ascii=False))
    else:
        _print(result)
    return 0 if result.good else 1


def like_a_show_code(rng: "Generator") -> str:
    """As long and of the same characters; signatures are chance in every run, and pictures must be alike."""
    return cose.PREFIX + str(base45.b45encode(rng.bytes(PAYLOAD_BYTES)), "ascii")


def _seconds(read: Read, picture: "Grey") -> tuple[list[bytes], float]:
    begun_s = time.perf_counter()
    found = read(picture)
    return found, time.perf_counter() - begun_s


def _print(result: Result) -> None:
    print(f"{'case (drawn)':22} {'ours':>6} {'zxing-cpp':>10}")
    for case in result.cases:
        print(f"{case.case:22} {case.ours:>3}/{case.pictures} {case.zxing:>7}/{case.pictures}")
    print(f"\n{result.pictures} pictures of 640×480, payloads of up to {result.characters} characters")
    print(f"rate   ours {result.ours_rate:.1%}, zxing-cpp alone {result.zxing_rate:.1%}")
    print(
        f"median ours {result.ours_median_ms:.2f} ms (95th {result.ours_p95_ms:.1f}, worst {result.ours_worst_ms:.1f}), "
        f"zxing-cpp alone {result.zxing_median_ms:.2f} ms; a picture without a code {result.empty_median_ms:.2f} ms"
    )
    print(f"wrong payloads {result.wrong}")


if __name__ == "__main__":
    sys.exit(main())
