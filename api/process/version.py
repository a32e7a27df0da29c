"""This product's version, as processes tell it on the bus, on /healthz and on pages."""

from importlib.metadata import PackageNotFoundError, version

NOT_INSTALLED = "source"
"""Run from a source tree."""


def product_version() -> str:
    """The installed distribution's version."""
    try:
        return version("tingtang")
    except PackageNotFoundError:
        return NOT_INSTALLED
