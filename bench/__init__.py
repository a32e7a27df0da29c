"""Measurements: `python -m bench.<name> [--json]`. Ratios side by side in one run; medians; with --json one object comes last."""
