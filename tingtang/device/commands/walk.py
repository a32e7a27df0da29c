"""Window by window: lights each pad and each board in turn and waits for a key pressed at that place.

A press that comes from another device than the one that was lit shows swapped cables: one key (s) exchanges the two bindings in
the agent's file (the old one is kept beside it, comments stay) and the device is asked for once more. Two pads with one address
are found and named. At the end an acceptance sheet is written: every device with place, wiring, result and time, and lines to
sign.

  Enter  seen, though no key was pressed      s  exchange the two bindings    l  light it again
  k      leave this one out                   b  one back                     f  note a fault     q  stop; goes on later

Pads come first, since their keys say at which window you stand; then boards: go where the number lights up and press a key of the
pad there. An interrupted walk goes on where it was (--fresh begins anew).

Examples:
  sudo systemctl stop tingtang-agent
  sudo tingtang device walk --who 王工 --sheet acceptance.pdf
  tingtang device walk --config agent.toml --hall hall.toml --only pads --sheet walk.txt --sheet walk.json
"""

import argparse
import sys
import time
from datetime import datetime
from pathlib import Path

from drivers.core.clock import SystemClock
from tingtang.device.commands.common import FINDINGS, FINE, add_common, run_action
from tingtang.device.errors import ToolError
from tingtang.device.station import Station
from tingtang.device.terminal import Style, Terminal
from tingtang.device.texts import Texts
from tingtang.device.walk.acceptance import SUFFIXES, acceptance, as_json, write
from tingtang.device.walk.bindings import load_bindings
from tingtang.device.walk.plan import BOARDS, PADS, PRINTERS, Stop, plan
from tingtang.device.walk.record import Walk, keep_beside, load, state_file
from tingtang.device.walk.walk import KEY_WAIT_S, Walker


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_common(parser)
    parser.add_argument("--hall", type=Path, metavar="TOML", help="the hall's file: which device belongs to which window")
    parser.add_argument("--only", action="append", choices=[PADS, BOARDS, PRINTERS], help="(default: pads and boards)")
    parser.add_argument("--who", default="", help="your name, for the sheet")
    parser.add_argument("--sheet", type=Path, action="append", help="PDF, PNG, TXT or JSON to write; may be given several times")
    parser.add_argument("--state", type=Path, help="where an interrupted walk is kept (default: beside the agent's file)")
    parser.add_argument("--fresh", action="store_true", help="forget an interrupted walk")


def run(arguments: argparse.Namespace) -> int:
    return run_action(walk, arguments)


def walk(arguments: argparse.Namespace, terminal: Terminal, texts: Texts) -> int:
    """The whole command on any terminal."""
    hall = load_bindings(arguments.hall) if arguments.hall else None
    clock = SystemClock()
    state = arguments.state or state_file(arguments.config)
    sheets = _sheets(arguments.sheet)
    with Station(arguments.config, wake=terminal.wake) as station:
        stops = plan(station.settings, hall, arguments.only or [PADS, BOARDS])
        if not stops:
            raise ToolError("error.nothingToWalk", path=arguments.config)
        terminal.say(texts("walk.opening", count=len(stops)), Style.DIM)
        station.settle()
        walked = _begin(arguments, terminal, texts, station, stops, state, clock)
        terminal.say(texts("walk.keys"), Style.DIM)
        keep = keep_beside(state)
        walker = Walker(station, terminal, texts, stops, walked, keep=keep, wall_ms=clock.wall_ms, monotonic_s=time.monotonic)
        finished = walker.run()
        if finished:
            walked.ended_ms = clock.wall_ms()
            keep(walked)
    if not finished:
        terminal.say(texts("walk.interrupted", step=walked.next + 1, of=len(stops), path=state), Style.WARN)
    return _end(walked, terminal, texts, sheets or [_default_sheet(walked)], state, finished=finished, to_json=arguments.json)


def _begin(
    arguments: argparse.Namespace,
    terminal: Terminal,
    texts: Texts,
    station: Station,
    stops: list[Stop],
    state: Path,
    clock: SystemClock,
) -> Walk:
    old = None if arguments.fresh else load(state)
    if old is not None and old.ended_ms is None and old.fits(stops) and old.next:
        terminal.say(texts("walk.goOn", step=old.next + 1, of=len(stops)), Style.QUESTION)
        while (key := terminal.key(KEY_WAIT_S).lower()) not in ("y", "n"):
            continue
        if key == "y":
            return old
    agent = station.settings.agent
    return Walk.begin(
        site=agent.site, node=agent.node, config=arguments.config, who=arguments.who, began_ms=clock.wall_ms(), stops=stops
    )


def _end(walk: Walk, terminal: Terminal, texts: Texts, sheets: list[Path], state: Path, *, finished: bool, to_json: bool) -> int:
    sheet = acceptance(walk, texts)
    terminal.say()
    terminal.say(sheet.summary, Style.GOOD if walk.all_passed else Style.WARN)
    for line in sheet.to_do if finished else ():
        terminal.say(f"  {line}", Style.WARN)
    if to_json:
        sys.stdout.write(as_json(walk))
    if finished:
        written = [path for out in sheets for path in write(walk, texts, out)]
        terminal.say(texts("walk.written", paths=", ".join(map(str, written))))
        state.unlink(missing_ok=True)
    return FINE if finished and walk.all_passed else FINDINGS


def _sheets(given: list[Path] | None) -> list[Path]:
    for path in given or ():
        if path.suffix.lower() not in SUFFIXES:
            raise ToolError("error.sheetEnding", path=path, endings=", ".join(SUFFIXES))
        if not path.parent.is_dir():
            raise ToolError("error.noFolder", path=path.parent)
    return given or []


def _default_sheet(walk: Walk) -> Path:
    return Path(f"acceptance-{walk.node}-{datetime.fromtimestamp(walk.began_ms / 1000).astimezone():%Y%m%d-%H%M}.pdf")
