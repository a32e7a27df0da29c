"""What the process gives up at its start, so that nothing it saw outlives it: core dumps, its memory's readers, priority."""

import ctypes
import os
import resource

PR_SET_DUMPABLE = 4
"""linux/prctl.h. At 0 no core is written and nobody but root can read the memory."""
PR_SET_PDEATHSIG = 1
SIGKILL = 9


def harden(nice: int) -> None:
    """Linux only; whatever the system refuses is left as it is. `nice` is added to the inherited priority."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    # The socket's end says it as well, but nobody reads it while a library hangs.
    library.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    os.nice(nice)
