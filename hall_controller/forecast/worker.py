"""The forecaster: a process that answers snapshots with forecasts until its pipe is closed.

A process of its own, because a rollout holds Python's lock while the hall's writer and its web server have people waiting. It
ends by itself when the controller does, however that ends.
"""

import os
import signal
import sys

from hall_controller.forecast.foresee import foresee
from hall_controller.forecast.frames import ANSWER, QUESTION, framed, read_frame

NICE = 10
"""Whoever gives or calls numbers goes before."""


def main() -> int:
    # Ctrl-C in a terminal reaches the whole group; the controller closes the pipe when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    while (question := read_frame(sys.stdin.buffer)) is not None:
        answer = ANSWER.dump_json(foresee(QUESTION.validate_json(question)))
        sys.stdout.buffer.write(framed(answer))
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
