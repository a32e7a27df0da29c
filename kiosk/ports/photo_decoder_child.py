"""The process in which a photo decoder runs: `python -m kiosk.ports.photo_decoder_child module:function [folder]`.

Reads the chip's picture from its input, writes the decoded one to its output. Says nothing else: exit status 1 is any failure.
"""

import importlib
import resource
import sys

MEMORY_BYTES = 512 * 1024 * 1024
CPU_S = 5
WLT_MAX_BYTES = 4096
"""The chip's is 1024."""


def limit_itself() -> None:
    """No core dump and no file with anybody's face in it, bounded memory and time."""
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
    ):
        resource.setrlimit(kind, (most, most))


def main(arguments: list[str]) -> int:
    """Decode one picture. Returns the exit status."""
    function, folder = arguments
    limit_itself()
    sys.dont_write_bytecode = True
    if folder:
        sys.path.insert(0, folder)
    module, _, name = function.partition(":")
    output, sys.stdout = sys.stdout.buffer, sys.stderr
    try:
        decode = getattr(importlib.import_module(module), name)
        output.write(bytes(decode(sys.stdin.buffer.read(WLT_MAX_BYTES))))
        output.flush()
    except Exception:
        # The text of a foreign error may hold a piece of the picture.
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
