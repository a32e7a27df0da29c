"""All devices of this host in one table that refreshes: state, reason, what to do, counters, frames a second.

Works beside the running agent (it asks the agent); while the agent is stopped it opens the devices itself.
q or Ctrl-C ends it; --once shows it one time, --json as data.

Examples:
  tingtang device watch
  tingtang device watch --once --config agent.toml
"""

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict

from api.messages.words import Action, DeviceState
from drivers.agent.settings import load_settings
from tingtang.device.commands.common import FINDINGS, FINE, add_common, run_action
from tingtang.device.snapshot import DeviceNow, OwnStation, RunningAgent, Source
from tingtang.device.station import Station
from tingtang.device.terminal import Cell, Style, Table, Terminal
from tingtang.device.texts import Texts

REFRESH_S = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_common(parser)
    parser.add_argument("--once", action="store_true", help="show it one time and end")


def run(arguments: argparse.Namespace) -> int:
    return run_action(watch, arguments)


def watch(arguments: argparse.Namespace, terminal: Terminal, texts: Texts) -> int:
    """The whole command on any terminal."""
    settings = load_settings(arguments.config)
    with ExitStack() as opened:
        agent = RunningAgent(settings)
        source: Source = agent
        if not agent.is_there:
            station = opened.enter_context(Station(arguments.config))
            station.settle()
            source = OwnStation(station)
        note = texts("watch.agent" if source is agent else "watch.own")
        if arguments.once or arguments.json:
            return _once(source.look(), terminal, texts, note, to_json=arguments.json)
        return _go_on(source.look, terminal, texts, note)


def _once(devices: list[DeviceNow], terminal: Terminal, texts: Texts, note: str, *, to_json: bool) -> int:
    if to_json:
        shown = [{key: value for key, value in asdict(device).items() if key != "frames"} for device in devices]
        rates = {device.device: round(device.frames_per_s, 1) for device in devices}
        document = {"devices": [device | {"frames_per_s": rates[device["device"]]} for device in shown]}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    else:
        terminal.table(table(devices, texts))
        terminal.say(note, Style.DIM)
    return FINE if all(device.condition == DeviceState.ONLINE and not device.faults for device in devices) else FINDINGS


def _go_on(look: Callable[[], list[DeviceNow]], terminal: Terminal, texts: Texts, note: str) -> int:
    while True:
        terminal.redraw([table(look(), texts)], f"{note} · {texts('watch.quit')}")
        if terminal.key(REFRESH_S).lower() == "q":
            return FINE


def table(devices: list[DeviceNow], texts: Texts) -> Table:
    """One row a device."""
    columns = [texts(f"watch.column.{name}") for name in ("device", "place", "wiring", "state", "reason", "done", "frames")]
    return Table(columns, [_row(device, texts) for device in devices], title=texts("watch.title", count=len(devices)))


def _row(device: DeviceNow, texts: Texts) -> list[Cell]:
    well = device.condition == DeviceState.ONLINE
    style = Style.GOOD if well and not device.faults else Style.WARN if well or device.condition == "starting" else Style.BAD
    reasons = list(dict.fromkeys([device.reason, *device.faults]))
    words = texts("list.join").join(texts.reason(reason) for reason in reasons if reason != "ok" or len(reasons) == 1)
    if device.action != Action.NONE:
        words += f" → {texts(f'watch.action.{device.action}')}"
    return [
        Cell(device.device, Style.TITLE),
        Cell(device.place or "-"),
        Cell(device.wiring),
        Cell(texts(f"watch.state.{device.state}") if texts.has(f"watch.state.{device.state}") else device.state, style),
        Cell(words, style),
        Cell(f"{device.performed} / {device.failed} / {device.lost}"),
        Cell(f"{device.frames_per_s:.1f}" + (f" {device.events[-1]}" if device.events else "")),
    ]
