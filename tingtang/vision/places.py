"""Where things lie in a checkout."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "var" / "assets" / "models"
"""Filled by the set-up and `tingtang models fetch`."""
FACES = ROOT / "drivers" / "emulators" / "persons" / "faces"
"""24 invented people, three pictures each."""
