"""Renews this machine's certificates when two thirds of their time are over; runs each night.

On a unit: its own certificate, from the hall; what uses it is started anew. On the controller: those of the
broker and of the pages, from the authority beside it. Nothing to renew is well, too.

Examples:
  tingtang renew
  tingtang renew --now --json
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from api.messages.links import is_link
from api.process.layout import Layout
from api.process.settings_file import ConfigurationError
from tingtang.trust.broker_control import BrokerSilent, reload_if_running, restart_by_systemd
from tingtang.trust.enrolment import Renewed, renew
from tingtang.trust.identity import Identity
from tingtang.trust.officer import TrustOfficer
from tingtang.trust.unit_client import HallAway, HallRefuses, UnitClient
from tingtang.trust.unit_settings import load_unit

GOOD, BAD = 0, 1
BRIDGE_USERS = ("mosquitto.service",)
NODE_USERS = ("tingtang-agent.service", "tingtang-kiosk.service")
PAGES_USERS = ("tingtang-controller.service",)
"""Who reads a certificate: systemd hands it to them when they start."""
PROXY = "nginx.service"
"""In front of the controller, where somebody has set one up; it reads the pages' certificate again at a reload."""
_PROBLEMS = (BrokerSilent, HallAway, HallRefuses, ConfigurationError, OSError, ValueError)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--root", type=Path, default=Path("/"), help="folder of an image or a chroot instead of this machine")
    parser.add_argument("--now", action="store_true", help="also when it isn't time yet")
    parser.add_argument("--no-restart", action="store_true", help="leave the services that use the certificate alone")
    parser.add_argument("--json", action="store_true", help="for a program to read")


def run(arguments: argparse.Namespace) -> int:
    layout = Layout(arguments.root)
    restarting = layout.root == Path("/") and not arguments.no_restart
    servers: list[Path] | None = None
    own: Renewed | None = None
    # One that can't be renewed keeps no other from being renewed and used: in a month it would be too late.
    problems: list[Exception] = []
    try:
        if layout.authority_key.exists():
            officer = TrustOfficer(layout)
            servers = officer.renew_servers()
            if restarting and any(path.name == "http.crt" for path in servers):
                _restart(PAGES_USERS)
                reload_if_running(PROXY)
            # Each night: it also learns what it couldn't be told by day.
            officer.tell_broker()
    except _PROBLEMS as error:
        problems.append(error)
    try:
        own = _own(layout, at_once=arguments.now)
        if restarting and own is not None and own.renewed:
            _restart(BRIDGE_USERS if is_link(own.facts.node) else NODE_USERS)
    except _PROBLEMS as error:
        problems.append(error)
    for problem in problems:
        print(f"tingtang renew: {problem}", file=sys.stderr)
    if problems:
        return BAD
    _tell(own, servers, as_json=arguments.json)
    return GOOD


def _restart(services: Sequence[str]) -> None:
    for service in services:
        restart_by_systemd(service)


def _own(layout: Layout, *, at_once: bool) -> Renewed | None:
    identity = Identity(layout.identity)
    if identity.facts() is None:
        return None
    return renew(UnitClient(load_unit(layout.unit), identity), datetime.now(UTC), at_once=at_once)


def _tell(own: Renewed | None, servers: list[Path] | None, *, as_json: bool) -> None:
    if as_json:
        until = own.facts.not_after.isoformat() if own else None
        print(
            json.dumps(
                {"renewed": bool(own and own.renewed), "until": until, "servers_renewed": [str(path) for path in servers or []]}
            )
        )
        return
    if own is not None:
        done = "renewed" if own.renewed else "good still"
        print(f"{own.facts.node}: {done}, until {own.facts.not_after:%Y-%m-%d}")
    if servers is not None:
        print("this machine's servers: " + (", ".join(f"renewed {path}" for path in servers) or "certificates good still"))
    if own is None and servers is None:
        print("nothing to renew: this machine isn't a unit of a hall yet (tingtang enrol)")
