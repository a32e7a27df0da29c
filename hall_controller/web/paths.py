"""Where a person is sent back to after signing in."""

from urllib.parse import urlsplit


def safe_return_path(wanted: str | None, default: str = "/") -> str:
    """`wanted` if it is a path on this very site, else `default`: a crafted sign-in link must not lead elsewhere."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        return default
    if any(ord(letter) < 0x20 for letter in wanted):
        return default
    parts = urlsplit(wanted)
    return default if parts.scheme or parts.netloc else wanted
