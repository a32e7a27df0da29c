"""The learned pad as a profile that the drivers load, and the section of the agent's file that uses it."""

from pathlib import Path
from typing import Any

import tomli_w

from drivers.rating_pad.key_frames import hex_text
from drivers.rating_pad.keys_profile import KEYS_PROTOCOL, HostFrames, KeysProfile
from tingtang.device.errors import ToolError
from tingtang.device.learn.lines import LineSettings
from tingtang.device.learning.inference import Learned

_FIRST = ("kind", "protocol", "maker", "model", "verified_on", "baud", "repeat_window_s", "ignored")


def profile_of(
    learned: Learned, kind: str, line: LineSettings, *, maker: str = "", model: str = "", echo_keys: bool = False
) -> KeysProfile:
    """What was learned, as the drivers read it."""
    return KeysProfile(
        kind=kind,
        maker=maker,
        model=model or "learned keypad",
        baud=line.baud or None,
        frame=learned.layout,
        keys={hex_text(code): key for key, codes in learned.codes.items() for code in codes},
        ignored=tuple(hex_text(code) for code in learned.ignored),
        repeat_window_s=learned.repeat_window_s,
        host=HostFrames(echo_keys=echo_keys),
    )


def as_toml(profile: KeysProfile, remarks: list[str]) -> str:
    """The file's text; `remarks` stand at its top."""
    document = profile.model_dump(mode="json", exclude_defaults=True)
    document |= {"kind": profile.kind, "protocol": KEYS_PROTOCOL, "verified_on": list(profile.verified_on)}
    order = {name: document[name] for name in _FIRST if name in document}
    order |= {name: value for name, value in document.items() if name not in order}
    return "".join(f"# {line}\n" for line in remarks) + tomli_w.dumps(order)


def write(text: str, path: Path) -> None:
    """
    Raises:
        ToolError: it can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise ToolError("error.cantWrite", path=path, problem=error.strerror or error) from error


def device_section(kind: str, line: LineSettings, profile: Path, config: Path | None, window: int, address: int | None) -> str:
    """Lines for the agent's file. The profile's path is from that file's folder where it lies below it."""
    path = profile.resolve()
    if config is not None and path.is_relative_to(config.resolve().parent):
        path = path.relative_to(config.resolve().parent)
    name = "rating" if kind == "rating-pad" else "callpad"
    section: dict[str, Any] = {
        "id": f"{name}-{window}",
        "kind": kind,
        "place": f"window-{window}",
        "window": window,
        "profile_file": str(path),
    }
    if address is not None:
        section["address"] = address
    return tomli_w.dumps({"devices": [section | {"link": line.section()}]})
