"""`python -m kiosk.vision SOCKET MEMORY`: the vision process. Started by the kiosk alone, with two inherited descriptors."""

import os
import socket
import sys
import threading
import traceback

# structlog draws tracebacks by rich wherever that is installed: 5 MB that a process without a terminal never uses. A module that
# is None here can't be imported (Python's reference, The module cache).
sys.modules["rich"] = None  # type: ignore[assignment]

import structlog  # noqa: E402

from api.process.logs import configure_logs  # noqa: E402
from kiosk.vision.channel import Channel, ChannelClosed  # noqa: E402
from kiosk.vision.hardening import harden  # noqa: E402

EXIT_USAGE, EXIT_FAILED, EXIT_STUCK = 2, 70, 75
QUIT_WITHIN_S = 3.0
"""From the kiosk's end to this process's; a library that hangs must not keep the camera."""


def main(arguments: list[str]) -> int:
    try:
        end, memory = (int(argument) for argument in arguments)
        channel_socket = socket.socket(fileno=end)
    except (ValueError, OSError):
        print("kiosk.vision: the kiosk starts this process; see docs/identity/vision-process.md", file=sys.stderr)
        return EXIT_USAGE
    finished = threading.Event()

    def kiosk_is_gone() -> None:
        if not finished.wait(QUIT_WITHIN_S):
            os._exit(EXIT_STUCK)

    channel = Channel(channel_socket, kiosk_is_gone)
    try:
        settings = channel.settings()
        harden(settings.nice)
        configure_logs(settings.log_format, settings.log_level, part="vision")
        # OpenCV and the models are loaded after the limits are set.
        from kiosk.vision.running import run

        channel.start()
        run(channel, memory, settings)
    except ChannelClosed:
        return 0
    except Exception as error:
        # Type and places only: the text of an error may hold what was worked on.
        place = "".join(traceback.format_tb(error.__traceback__))
        structlog.get_logger("kiosk.vision").error("vision process failed", error=type(error).__name__, where=place)
        return EXIT_FAILED
    finally:
        finished.set()
        channel.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
