"""Decoders fed with hostile input: they neither hang, crash nor grow.

python -m tests.fuzz                       100 MB through every decoder (half an hour on two cores)
python -m tests.fuzz --megabytes 5 modbus  less, and only these
"""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from tests.fuzz.decoders import TARGETS
from tests.fuzz.feeding import Report, feed_target

MEGABYTE = 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="decoders; all by default")
    parser.add_argument("--megabytes", type=float, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    names = [target.name for target in TARGETS if not arguments.names or target.name in arguments.names]
    begun_s = time.monotonic()
    print(f"{'decoder':24} {'MB':>6} {'MB/s':>7} {'found':>9} {'most held':>10} {'slowest piece':>14}")
    well = True
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        total = int(arguments.megabytes * MEGABYTE)
        for report in pool.map(feed_target, names, [total] * len(names), [arguments.seed] * len(names)):
            print(line(report), flush=True)
            well = well and report.sound
    print(f"{time.monotonic() - begun_s:.0f} s")
    return 0 if well else 1


def line(report: Report) -> str:
    speed = report.fed / MEGABYTE / max(report.seconds, 1e-9)
    return (
        f"{report.name:24} {report.fed / MEGABYTE:6.1f} {speed:7.2f} {report.found:9d} {report.most_held:8d} B "
        f"{report.slowest_s * 1000:11.1f} ms{'' if report.sound else '  NOT SOUND'}"
    )


if __name__ == "__main__":
    sys.exit(main())
