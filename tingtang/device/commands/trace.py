"""What a device and its driver say to each other, frame by frame, with its meaning. Personal bytes are masked (··).

While the agent runs it shows the last frames the agent has kept, and --follow the new ones; while it is stopped, the device is
opened and what it says is shown live. --black-box shows what was kept before the last fault. --broker asks an agent elsewhere.

Examples:
  tingtang device trace callpad-3 --last 50
  tingtang device trace led-3 --follow
  tingtang device trace receipt-1 --black-box
  tingtang device trace led-3 --broker hall-server:1883 --node window-3 --user ctl --password-file ctl.password
"""

import argparse
import json
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from drivers.agent.settings import AgentSettings, load_settings
from drivers.core.black_box import FOLDER, BlackBox
from tingtang.device.commands.common import FINE, add_common, run_action
from tingtang.device.errors import ToolError
from tingtang.device.naming.frames import name_frame
from tingtang.device.snapshot import DeviceNow, OwnStation, RunningAgent, TracedFrame, device_now
from tingtang.device.station import Station
from tingtang.device.terminal import Style, Terminal
from tingtang.device.texts import Texts

LAST = 50
REFRESH_S = 0.5
MQTT_PORT = 1883


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_common(parser)
    parser.add_argument("device", help="its id in the agent's file")
    parser.add_argument("--last", type=int, default=LAST, help=f"how many frames (default: {LAST})")
    parser.add_argument("--follow", action="store_true", help="go on with new frames until q or Ctrl-C")
    parser.add_argument("--black-box", action="store_true", help="what was kept before the last fault")
    parser.add_argument("--broker", metavar="HOST[:PORT]", help="ask the agent through the hall's broker")
    parser.add_argument("--node", help="the agent's name, with --broker (default: as in --config)")
    parser.add_argument("--site", help="with --broker (default: as in --config)")
    parser.add_argument("--user", default="", help="account at the broker that may command devices, such as ctl")
    parser.add_argument("--password-file", type=Path, help="its password")
    parser.add_argument("--ca-file", type=Path, help="certificate authority of the broker, for TLS")


def run(arguments: argparse.Namespace) -> int:
    return run_action(trace, arguments)


def trace(arguments: argparse.Namespace, terminal: Terminal, texts: Texts) -> int:
    """The whole command on any terminal."""
    teller = Teller(terminal, texts, to_json=arguments.json)
    if arguments.broker:
        _remote(arguments, teller)
        return FINE
    settings = load_settings(arguments.config)
    kind = _kind(settings, arguments.device)
    if arguments.black_box:
        _black_box(settings, arguments.device, kind, arguments.last, teller)
        return FINE
    agent = RunningAgent(settings)
    with ExitStack() as opened:
        if agent.is_there:
            if not arguments.follow:
                teller.tell(kind, _of(agent.look(), arguments.device).frames[-arguments.last :])
                return FINE
            source: RunningAgent | OwnStation = agent
        else:
            source = OwnStation(opened.enter_context(Station(arguments.config, only={arguments.device})))
            teller.note("trace.own")
        _follow(source, arguments.device, kind, arguments.last, teller, terminal)
    return FINE


def _kind(settings: AgentSettings, device: str) -> str:
    for section in settings.devices:
        if section.id == device:
            return section.kind
    raise ToolError("error.noDevice", device=device, known=", ".join(section.id for section in settings.devices) or "-")


def _of(devices: list[DeviceNow], device: str) -> DeviceNow:
    for one in devices:
        if one.device == device:
            return one
    raise ToolError("error.agentGone", device=device)


@dataclass(slots=True)
class _Seen:
    """How far a follower has come: frames are known by their age, since a trace has no numbers."""

    frames: tuple[TracedFrame, ...] = ()

    def new(self, frames: tuple[TracedFrame, ...]) -> tuple[TracedFrame, ...]:
        """What came since: the old list's end is looked for in the new one."""
        known = [(frame.sent, frame.length, frame.text) for frame in self.frames]
        now = [(frame.sent, frame.length, frame.text) for frame in frames]
        self.frames = frames
        for overlap in range(min(len(known), len(now)), 0, -1):
            if known[-overlap:] == now[:overlap]:
                return frames[overlap:]
        return frames


def _follow(source: RunningAgent | OwnStation, device: str, kind: str, last: int, teller: "Teller", terminal: Terminal) -> None:
    seen = _Seen()
    first = True
    while True:
        new = seen.new(_of(source.look(), device).frames)
        teller.tell(kind, new[-last:] if first else new)
        first = False
        if terminal.key(REFRESH_S).lower() == "q":
            return


def _black_box(settings: AgentSettings, device: str, kind: str, last: int, teller: "Teller") -> None:
    files = BlackBox(settings.agent.data_dir, device).files()
    if not files:
        raise ToolError("error.noBlackBox", device=device, folder=settings.agent.data_dir / FOLDER)
    heading, *lines = files[-1].read_text(encoding="utf-8").splitlines()
    teller.note("trace.blackBox", path=files[-1], reason=json.loads(heading).get("reason", ""))
    records = [json.loads(line) for line in lines]
    frames = tuple(
        TracedFrame(record["before_s"], record["direction"] == "sent", record["length"], record["bytes"]) for record in records
    )
    teller.tell(kind, frames[-last:])


def _remote(arguments: argparse.Namespace, teller: "Teller") -> None:
    from tingtang.device.remote import BrokerAddress, diagnose

    settings = load_settings(arguments.config) if arguments.config.exists() else None
    node = arguments.node or (settings.agent.node if settings else None)
    site = arguments.site or (settings.agent.site if settings else None)
    if node is None or site is None:
        raise ToolError("error.whichNode")
    host, _, port = arguments.broker.partition(":")
    broker = BrokerAddress(host, int(port or MQTT_PORT), arguments.user, arguments.password_file, arguments.ca_file)
    told = diagnose(broker, site, node, arguments.device)
    kinds = {section.id: section.kind for section in settings.devices} if settings else {}
    kind = kinds.get(arguments.device) or guess_kind(arguments.device)
    teller.tell(kind, device_now(arguments.device, told, "-").frames[-arguments.last :])


_ROLES = {
    "led": "led-board",
    "callpad": "call-pad",
    "rating": "rating-pad",
    "receipt": "receipt-printer",
    "document": "document-printer",
    "reader": "id-card-reader",
    "scanner": "scanner",
    "door": "zone-door",
    "ups": "ups",
}


def guess_kind(device: str) -> str:
    """By its id (`led-3`), for a device whose section isn't here; the names of its frames depend on it, nothing else."""
    return _ROLES.get(device.split("-")[0], "")


class Teller:
    """Writes frames: the time since the one before, direction, meaning, bytes."""

    def __init__(self, terminal: Terminal, texts: Texts, *, to_json: bool) -> None:
        self._terminal = terminal
        self._texts = texts
        self._to_json = to_json
        self._before_s: float | None = None

    def note(self, key: str, **arguments: object) -> None:
        self._terminal.say(self._texts(key, **arguments), Style.DIM)

    def tell(self, kind: str, frames: tuple[TracedFrame, ...]) -> None:
        for frame in frames:
            names = self._texts("list.join").join(
                self._texts(f"trace.frame.{name.key}", **name.arguments) for name in name_frame(kind, frame)
            )
            gap_s = 0.0 if self._before_s is None else max(0.0, self._before_s - frame.before_s)
            self._before_s = frame.before_s
            if self._to_json:
                line = {
                    "before_s": frame.before_s,
                    "after_previous_s": round(gap_s, 3),
                    "sent": frame.sent,
                    "length": frame.length,
                    "meaning": names,
                    "bytes": frame.text,
                }
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
                continue
            arrow = "→" if frame.sent else "←"
            self._terminal.say(f"{gap_s:+9.3f} s {arrow} {names}", Style.TITLE if frame.sent else Style.GOOD)
            self._terminal.say(f"              {frame.text}{' …' if frame.length > len(frame.text.split()) else ''}", Style.DIM)
