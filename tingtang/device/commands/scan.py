"""What is plugged in and what answers: serial ports with the names that survive a restart, and hosts on the network.

Asks only harmless questions (status, registers, a blank pad display), each known protocol at its usual speeds and addresses.
Ends with a table and with the lines for the agent's file; --write appends them to it (the old file is kept).

Ports that are in use are only listed: stop the agent to have them asked. --list asks nothing. An LCUS relay never answers, and
that is said where its kind of adapter is found.

Examples:
  tingtang device scan
  tingtang device scan /dev/ttyUSB0 --addresses 1-30
  tingtang device scan --host 192.168.3.0/28
  tingtang device scan --config agent.toml --write
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from api.process.settings_file import ConfigurationError
from drivers.agent.settings import AgentSettings, load_settings
from drivers.core.links import SerialLinkConfig
from drivers.core.serial_ports import UsbIdentity
from tingtang.device.commands.common import DEFAULT_CONFIG, FINDINGS, FINE, add_common, run_action
from tingtang.device.errors import ToolError
from tingtang.device.scan.ports import PortInfo, host_ports
from tingtang.device.scan.scanner import (
    TCP_PORTS,
    Answered,
    PortResult,
    hosts_of,
    open_ports,
    scan_port,
    scan_tcp,
)
from tingtang.device.scan.sections import appended, as_toml, link_of, sections
from tingtang.device.terminal import Cell, Style, Table, Terminal
from tingtang.device.texts import Texts
from tingtang.device.walk.rewire import save

ADDRESSES = "1-32"
HIGHEST_ADDRESS = 0x7FFF


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_common(parser)
    parser.add_argument("ports", nargs="*", metavar="PORT", help="serial ports to ask (default: all of this host)")
    parser.add_argument("--addresses", default=ADDRESSES, help=f"on shared lines, such as 1-8,20 (default: {ADDRESSES})")
    parser.add_argument("--host", action="append", default=[], help="address or a small net (at most /28) to look at as well")
    parser.add_argument("--tcp-ports", help=f"by commas (default: {','.join(map(str, TCP_PORTS))})")
    parser.add_argument("--list", action="store_true", help="only list the ports, ask nothing")
    parser.add_argument("--wait", type=float, default=1.0, metavar="FACTOR", help="wait so many times longer for answers")
    parser.add_argument("--write", action="store_true", help="append the new sections to --config")


def run(arguments: argparse.Namespace) -> int:
    return run_action(scan, arguments)


def scan(arguments: argparse.Namespace, terminal: Terminal, texts: Texts) -> int:
    """The whole command on any terminal."""
    from drivers.core.serial_link import list_usb_ports

    settings = load_settings(arguments.config) if arguments.config.exists() or arguments.config != DEFAULT_CONFIG else None
    addresses = read_addresses(arguments.addresses)
    tcp_ports = _numbers(arguments.tcp_ports) if arguments.tcp_ports else TCP_PORTS
    hosts = [host for text in arguments.host for host in hosts_of(text)]
    wanted = arguments.ports if arguments.ports or not hosts else None
    ports = [] if wanted is None else host_ports(wanted, _users(settings), list_usb_ports)
    if ports:
        terminal.table(_port_table(ports, texts))
    elif wanted is not None:
        terminal.say(texts("scan.noPorts"), Style.WARN)
    results: list[PortResult] = []
    if not arguments.list:
        results = _ask(ports, hosts, tcp_ports, addresses, arguments.wait, terminal, texts)
    answers = [answered for result in results for answered in result.answers]
    return _tell(arguments, terminal, texts, settings, ports, results, answers)


def _ask(
    ports: Sequence[PortInfo],
    hosts: Sequence[str],
    tcp_ports: Sequence[int],
    addresses: Sequence[int],
    wait: float,
    terminal: Terminal,
    texts: Texts,
) -> list[PortResult]:
    def progress(where: str, what: str) -> None:
        terminal.say(texts("scan.asking", where=where, what=what), Style.DIM)

    results = [scan_port(port, addresses, progress, wait) for port in ports]
    return results + [scan_tcp(place, addresses, progress, wait) for place in open_ports(hosts, tcp_ports)]


def _tell(
    arguments: argparse.Namespace,
    terminal: Terminal,
    texts: Texts,
    settings: AgentSettings | None,
    ports: Sequence[PortInfo],
    results: Sequence[PortResult],
    answers: Sequence[Answered],
) -> int:
    known = [*(bus.id for bus in settings.buses), *(device.id for device in settings.devices)] if settings else []
    fresh = [answered for answered in answers if not (answered.port and answered.port.used_by)]
    new = sections(fresh, known)
    if results:
        terminal.table(_result_table(results, texts))
        for port in ports:
            if port.may_be_lcus and not any(answered.port == port for answered in answers):
                terminal.say(texts("scan.maybeLcus", port=port.device), Style.WARN)
    text = as_toml(new)
    if text and not arguments.write:
        terminal.say(texts("scan.paste"), Style.TITLE)
        terminal.say()
        terminal.say(text)
    if arguments.json:
        _write_json(ports, results, text)
    if text and arguments.write:
        _append(arguments.config, new, terminal, texts)
    return FINE if answers or arguments.list else FINDINGS


def _append(config: Path, new: dict[str, list[dict[str, Any]]], terminal: Terminal, texts: Texts) -> None:
    """Raises ToolError: the file can't be changed, or wouldn't be usable."""
    try:
        changed = appended(config.read_text(encoding="utf-8"), new)
        backup = save(config, changed, datetime.now().astimezone())
    except (OSError, ValueError) as error:
        raise ToolError("error.cantWrite", path=config, problem=error) from error
    try:
        load_settings(config)
    except ConfigurationError as error:
        backup.replace(config)
        raise ToolError("error.cantWrite", path=config, problem=error) from error
    terminal.say(texts("scan.written", path=config, backup=backup), Style.GOOD)


def _port_table(ports: Sequence[PortInfo], texts: Texts) -> Table:
    columns = [texts(f"scan.column.{name}") for name in ("port", "identity", "stable", "usedBy")]
    rows = [
        [
            Cell(port.device, Style.TITLE),
            Cell(port.identity),
            Cell("\n".join(port.names) or "-"),
            Cell(", ".join(port.used_by) or "-", Style.GOOD if port.used_by else Style.DIM),
        ]
        for port in ports
    ]
    return Table(columns, rows, title=texts("scan.ports"))


def _result_table(results: Sequence[PortResult], texts: Texts) -> Table:
    columns = [texts(f"scan.column.{name}") for name in ("port", "what", "addresses", "speed", "sure")]
    rows = []
    for result in results:
        if result.problem:
            rows.append([Cell(result.where), Cell(texts.reason(result.problem), Style.WARN), Cell("-"), Cell("-"), Cell("-")])
        elif not result.answers:
            rows.append([Cell(result.where), Cell(texts("scan.silent"), Style.DIM), Cell("-"), Cell("-"), Cell("-")])
        for answered in result.answers:
            found = answered.found
            what = f"{texts.kind(found.kind)} · {found.name}" if found.kind else found.name
            if found.bus == "ff68":
                what = f"{texts('scan.pads')} · {found.name}"
            rows.append(
                [
                    Cell(answered.where, Style.TITLE),
                    Cell(what, Style.GOOD),
                    Cell(shortened(found.addresses) or "-"),
                    Cell(str(answered.baud) if answered.baud else "TCP"),
                    Cell(texts("scan.sure" if found.sure else "scan.likely"), Style.GOOD if found.sure else Style.WARN),
                ]
            )
    return Table(columns, rows, title=texts("scan.answers"))


def _write_json(ports: Sequence[PortInfo], results: Sequence[PortResult], text: str) -> None:
    document = {
        "ports": [
            {"device": p.device, "names": p.names, "usb": asdict(p.usb) if p.usb else None, "used_by": p.used_by} for p in ports
        ],
        "results": [
            {
                "where": result.where,
                "problem": result.problem,
                "answers": [
                    {
                        "kind": answered.found.kind,
                        "name": answered.found.name,
                        "bus": answered.found.bus,
                        "addresses": answered.found.addresses,
                        "baud": answered.baud,
                        "sure": answered.found.sure,
                        "link": link_of(answered),
                    }
                    for answered in result.answers
                ],
            }
            for result in results
        ],
        "toml": text,
    }
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _users(settings: AgentSettings | None) -> dict[str | UsbIdentity, list[str]]:
    """Who hangs on which serial port, by the agent's file."""
    users: dict[str | UsbIdentity, list[str]] = {}
    if settings is not None:
        links = [(bus.id, bus.link) for bus in settings.buses]
        for name, link in links + [(device.id, device.link) for device in settings.devices if device.link is not None]:
            if isinstance(link, SerialLinkConfig):
                users.setdefault(link.identity, []).append(name)
    return users


def read_addresses(text: str) -> list[int]:
    """`1-8,20`.

    Raises:
        ToolError: not numbers or ranges.
    """
    addresses: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdigit() or (dash and not last.isdigit()):
            raise ToolError("error.addresses", text=text)
        addresses += range(int(first), int(last or first) + 1)
    if not addresses or max(addresses) > HIGHEST_ADDRESS or len(addresses) > 255:
        raise ToolError("error.addresses", text=text)
    return list(dict.fromkeys(addresses))


def _numbers(text: str) -> list[int]:
    numbers = [part.strip() for part in text.split(",")]
    if not all(number.isdigit() and 0 < int(number) < 65_536 for number in numbers):
        raise ToolError("error.addresses", text=text)
    return [int(number) for number in numbers]


def shortened(numbers: Sequence[int]) -> str:
    """`1-3, 7`."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]}-{part[-1]}" for part in parts)
