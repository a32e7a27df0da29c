"""`python -m hall_controller.units`."""

import sys

from hall_controller.units.program import main

if __name__ == "__main__":
    sys.exit(main())
