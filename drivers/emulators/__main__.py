"""`python -m drivers.emulators CONFIG.toml`: runs emulated devices until SIGINT or SIGTERM."""

import argparse
import asyncio
import random
import signal
import sys
import time
from pathlib import Path

from drivers.emulators.config import ConfigError, read_file
from drivers.emulators.host import Host, host_from
from drivers.emulators.kinds import Bench

EXIT_CONFIG = 2


async def _run(host: Host) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await host.start()
    print(f"emulators: {len(host.faces)} devices, control port {host.control.port}", flush=True)
    await stop.wait()
    await host.stop()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m drivers.emulators", description="Emulated devices of a hall.")
    parser.add_argument("config", type=Path, help="TOML file with [host] and [[emulators]]")
    arguments = parser.parse_args()
    # Noise of the fault menu is the same in every run, so that what it shows can be looked into again.
    randomness = random.Random(20250801)
    try:
        host = host_from(read_file(arguments.config), Bench(time.monotonic, randomness, arguments.config.resolve().parent))
        asyncio.run(_run(host))
    except (ConfigError, OSError) as error:
        print(f"emulators: {error}", file=sys.stderr)
        return EXIT_CONFIG
    return 0


if __name__ == "__main__":
    sys.exit(main())
