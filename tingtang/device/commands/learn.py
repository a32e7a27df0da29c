"""Three presses of each key, and an undocumented rating pad or call pad works: writes a profile for it.

Asks for each key by name, records what comes, and infers the pad's frames: their length, constant bytes, the bytes that name
the key, counters, the check and what it covers, frames of a key let go. Where nothing sensible comes at 9600 8N1, other speeds
and parities are tried. What can't be told apart is said ("press key 4 again"), never guessed. At the end each key is pressed
once more, read by the new profile, before the file is written.

  n  this pad has no such key      q  stop, nothing is written

Examples:
  tingtang device learn --port /dev/serial/by-id/usb-1a86_USB_Serial-if00-port0 --kind rating-pad
  tingtang device learn --port 192.168.3.20:4001 --kind call-pad --name hall-b-pad --out profiles
  tingtang device learn --port /dev/tingtang/pad-3 --kind rating-pad --keys GOOD,BAD --baud 19200
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from drivers.rating_pad.keys_profile import CALL_KEYS, RATING_KEYS
from tingtang.device.commands.common import DEFAULT_CONFIG, FINDINGS, FINE, add_common, run_action
from tingtang.device.errors import ToolError
from tingtang.device.learn import profile_file
from tingtang.device.learn.capture import Capture
from tingtang.device.learn.dialogue import Dialogue, Heard, Left, NotLearnable, Outcome
from tingtang.device.learn.lines import PARITIES, LineSettings, read_port, to_try
from tingtang.device.terminal import Style, Terminal
from tingtang.device.texts import Texts

KINDS = {"rating-pad": RATING_KEYS, "call-pad": CALL_KEYS}
QUIET_MS = 700
"""A press is over after so long a silence: longer than pads wait before they send a key again (about 300 ms)."""
_NAME = re.compile(r"[a-z0-9-]{1,48}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_common(parser)
    parser.add_argument("--port", required=True, help="/dev/…, or host:port of a serial server")
    parser.add_argument("--kind", choices=list(KINDS), default="rating-pad", help="(default: rating-pad)")
    parser.add_argument(
        "--keys", help="what its keys mean, by commas, in the order of pressing (default: all that this kind may have)"
    )
    parser.add_argument("--baud", type=int, help="if you know it; else the usual ones are tried")
    parser.add_argument("--parity", choices=PARITIES, help="if you know it")
    parser.add_argument("--address", type=int, help="as the pad's switches say, if it has any")
    parser.add_argument("--name", help="of the profile (default: learned-KIND)")
    parser.add_argument("--maker", default="", help="as it stands on the pad")
    parser.add_argument("--model", default="", help="as it stands on the pad")
    parser.add_argument("--window", type=int, default=1, help="for the lines of the agent's file (default: 1)")
    parser.add_argument("--out", type=Path, help="folder of the profile (default: profiles beside the agent's file, else here)")
    parser.add_argument("--quiet-ms", type=int, default=QUIET_MS, help=f"silence that ends a press (default: {QUIET_MS})")


def run(arguments: argparse.Namespace) -> int:
    return run_action(learn, arguments)


def learn(arguments: argparse.Namespace, terminal: Terminal, texts: Texts) -> int:
    """The whole command on any terminal."""
    keys = _keys(arguments.kind, arguments.keys)
    name = arguments.name or f"learned-{arguments.kind}"
    if not _NAME.fullmatch(name):
        raise ToolError("error.profileName", name=name)
    line = read_port(arguments.port, arguments.baud, arguments.parity)
    given = {"baud_given": arguments.baud is not None, "parity_given": arguments.parity is not None}

    def named(key: str) -> str:
        return texts(f"learn.key.{key}") if texts.has(f"learn.key.{key}") else key

    terminal.say(texts("learn.opening", port=line.port), Style.TITLE)
    terminal.say(texts("learn.keys"), Style.DIM)
    try:
        for settings, accepted in _attempts(line, **given):
            with Capture(settings.link(), terminal, time.monotonic, arguments.quiet_ms / 1000) as capture:
                terminal.say(texts("learn.settings", settings=settings), Style.DIM)
                dialogue = Dialogue(capture, terminal, texts, keys, named, arguments.address)
                heard = dialogue.hears()
                if heard not in accepted:
                    terminal.say(texts("learn.noSense", settings=settings), Style.WARN)
                    continue
                outcome = dialogue.learn()
            return _write(arguments, terminal, texts, name, settings, outcome)
    except Left:
        terminal.say(texts("learn.left"), Style.WARN)
        return FINDINGS
    except NotLearnable as failed:
        for problem in failed.problems:
            terminal.say(texts(f"learn.problem.{problem.kind.value}", keys=", ".join(map(named, problem.keys))), Style.BAD)
        terminal.say(texts("learn.notLearnable"), Style.BAD)
        return FINDINGS
    raise ToolError("error.nothingHeard", port=line.port)


def _attempts(line: LineSettings, *, baud_given: bool, parity_given: bool) -> Iterator[tuple[LineSettings, frozenset[Heard]]]:
    """All settings; at last the first once more, where what sounds like another speed is taken for what the pad really sends."""
    if not line.is_serial or baud_given:
        yield line, frozenset((Heard.SENSE, Heard.GARBLED))
        return
    for settings in to_try(line, baud_given=baud_given, parity_given=parity_given):
        yield settings, frozenset((Heard.SENSE,))
    yield line, frozenset((Heard.SENSE, Heard.GARBLED))


def _keys(kind: str, given: str | None) -> list[str]:
    allowed = KINDS[kind]
    if given is None:
        return [key for key in allowed if key != "unknown"]
    keys = [key.strip() for key in given.split(",")]
    wrong = [key for key in keys if key not in allowed]
    if wrong:
        raise ToolError("error.noSuchMeaning", keys=", ".join(wrong), kind=kind, known=", ".join(allowed))
    return keys


def _write(
    arguments: argparse.Namespace,
    terminal: Terminal,
    texts: Texts,
    name: str,
    line: LineSettings,
    outcome: Outcome,
) -> int:
    learned = outcome.learned
    profile = profile_file.profile_of(
        learned, arguments.kind, line, maker=arguments.maker, model=arguments.model, echo_keys=outcome.echo_keys
    )
    config = arguments.config if arguments.config.exists() else None
    folder = arguments.out or (config.resolve().parent / "profiles" if config else Path())
    path = folder / f"{name}.toml"
    remarks = [
        f"Learned by `tingtang device learn` on {datetime.now().astimezone():%Y-%m-%d} from {learned.presses} presses at {line}.",
        f"Sureness: {learned.sureness.value}; each key was pressed once more and read right.",
    ]
    if learned.check_doubtful:
        remarks.append("It seems to carry a check, but several kinds fit: it is left unchecked.")
    profile_file.write(profile_file.as_toml(profile, remarks), path)
    section = profile_file.device_section(arguments.kind, line, path, config, arguments.window, arguments.address)
    _tell(terminal, texts, outcome)
    terminal.say(texts("learn.written", path=path), Style.GOOD)
    terminal.say(texts("learn.section", path=config or DEFAULT_CONFIG))
    terminal.say()
    terminal.say(section)
    if arguments.json:
        document = {
            "profile": str(path),
            "sureness": learned.sureness.value,
            "presses": learned.presses,
            "missed": learned.missed,
            "stray_bytes": learned.stray_bytes,
            "settings": line.section(),
            "frame": learned.layout.model_dump(mode="json", exclude_defaults=True),
            "keys": profile.keys,
            "ignored": list(profile.ignored),
            "section": section,
        }
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return FINE


def _tell(terminal: Terminal, texts: Texts, outcome: Outcome) -> None:
    """What the frames look like, in words."""
    terminal.say()
    terminal.say(texts("learn.told"), Style.TITLE)
    for name, values in _facts(outcome):
        terminal.say("  " + texts(f"learn.told.{name}", **values))


def _facts(outcome: Outcome) -> Iterator[tuple[str, dict[str, object]]]:
    learned, layout = outcome.learned, outcome.learned.layout
    yield ("length", {"bytes": layout.length}) if layout.length else ("varies", {})
    for name, data in (("start", layout.start), ("end", layout.end)):
        if data:
            yield name, {"bytes": data.hex(" ").upper()}
    if layout.gap_ms:
        yield "gap", {"ms": layout.gap_ms}
    for name, places in (("keyAt", layout.key_at), ("counters", learned.counters)):
        if places:
            yield name, {"places": ", ".join(map(str, places))}
    if layout.check:
        yield "check", {"kind": layout.check.kind}
    if learned.check_doubtful:
        yield "doubtful", {}
    if learned.ignored:
        yield "ignored", {"count": len(learned.ignored)}
    if outcome.echo_keys:
        yield "echo", {}
    if learned.stray_bytes:
        yield "strays", {"count": learned.stray_bytes}
    yield f"sure.{learned.sureness.value}", {}
