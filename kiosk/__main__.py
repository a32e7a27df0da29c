"""`python -m kiosk`: nothing is loaded before the process overwrites what it frees, or it would be loaded twice."""

import sys

from api.process.forgetting import run_forgetful
from api.process.lean import leave_out

if __name__ == "__main__":
    run_forgetful()
    leave_out()
    from kiosk.program import main

    sys.exit(main())
