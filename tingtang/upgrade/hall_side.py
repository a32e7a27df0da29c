"""What a person orders on the hall's server."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time

from pydantic import ValidationError

from api.ids import new_id
from api.process.layout import Layout, Role
from api.process.settings_file import ConfigurationError
from hall_controller.clock import wall_ms
from hall_controller.releases.rollout import Hours, Rollout, Stage, new_rollout
from hall_controller.releases.routes import ReleasePorts
from hall_controller.releases.steering import abort, go_back, pause, resume, retry, skip, start
from tingtang.upgrade.links import version_of
from tingtang.upgrade.site_zones import zones_of_site
from tingtang.upgrade.stages import is_newer, parse_stage, stages_for
from tingtang.upgrade.words import Words, rollout_lines

STEPS: Mapping[str, Callable[[Rollout], Rollout]] = {
    "start": start,
    "pause": pause,
    "resume": resume,
    "abort": abort,
    "back": go_back,
}


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[ReleasePorts]:
    """The store that the unit server uses too.

    Raises:
        ConfigurationError: this isn't the hall's server.
        SideFileError, sqlite3.Error, OSError: it can't be opened.
    """
    folder = Layout(arguments.root).data_of(Role.UNITS)
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: there is no units' server here; run this on the hall's server")
    ports = ReleasePorts(folder, wall_ms)
    ports.open()
    try:
        yield ports
    finally:
        ports.close()


def who() -> str:
    """For the journal: the account that gave the order, before sudo."""
    return os.environ.get("SUDO_USER") or getpass.getuser()


def add(arguments: argparse.Namespace, _words: Words) -> int:
    key = Layout(arguments.root).release_key
    try:
        public = key.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{key}: can't be read ({error.strerror}); it comes with `tingtang install --bundle`") from error
    with opened(arguments) as ports:
        manifest = ports.shelf.add(arguments.folder, public, lambda path: print(path, file=sys.stderr))
    print(f"release {manifest.version} is offered; next: tingtang upgrade plan {manifest.version} --site FILE")
    return 0


def releases(arguments: argparse.Namespace, _words: Words) -> int:
    with opened(arguments) as ports:
        for version in ports.shelf.versions():
            manifest = ports.shelf.manifest(version)
            print(f"{version:<16} made {manifest.made_at}  {len(manifest.files)} files")
    return 0


def remove(arguments: argparse.Namespace, _words: Words) -> int:
    with opened(arguments) as ports:
        ports.shelf.remove(arguments.version)
    print(f"release {arguments.version} isn't offered any more")
    return 0


def plan(arguments: argparse.Namespace, words: Words) -> int:
    server = version_of(Layout(arguments.root).current)
    if server is not None and is_newer(arguments.version, server):
        raise ConfigurationError(
            f"this server runs {server}; units are never newer than their server: upgrade it first (tingtang upgrade here FOLDER)"
        )
    with opened(arguments) as ports:
        ports.shelf.manifest(arguments.version)
        seen = {unit.node: unit for unit in ports.store.units()}
        rollout = new_rollout(
            new_id(),
            arguments.version,
            _stages(arguments, tuple(seen)),
            wall_ms(),
            settle_s=round(arguments.settle_min * 60),
            gate_s=arguments.gate_s,
            hours=parse_hours(arguments.between, arguments.timezone) if arguments.between else None,
        )
        if not arguments.dry_run:
            ports.store.plan(rollout, who())
        print(*rollout_lines(rollout, seen, wall_ms(), words), sep="\n")
    return 0


def _stages(arguments: argparse.Namespace, known: tuple[str, ...]) -> tuple[Stage, ...]:
    if arguments.stage:
        return tuple(parse_stage(text) for text in arguments.stage)
    zones = zones_of_site(arguments.site) if arguments.site else dict.fromkeys(known)
    return stages_for(zones, arguments.first, each_zone=arguments.each_zone)


def parse_hours(text: str, timezone: str) -> Hours:
    """
    Raises:
        ValueError: it isn't written `20:00-06:00`, or there is no such time zone.
    """
    begin, dash, end = text.partition("-")
    try:
        if not dash:
            raise ValueError(text)
        start, until = time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())
    except ValueError:
        raise ValueError(f"{text!r} isn't a span of hours: write 20:00-06:00") from None
    try:
        return Hours(start=start, end=until, timezone=timezone)
    except ValidationError:
        raise ValueError(f"there is no time zone {timezone!r}: write one such as Asia/Shanghai") from None


def step(arguments: argparse.Namespace, words: Words) -> int:
    with opened(arguments) as ports:
        changed = ports.store.change(STEPS[arguments.action], who(), arguments.action)
    print(words("status.title", version=changed.version, state=words(f"rollout.{changed.state.value}")))
    return 0


def one_unit(arguments: argparse.Namespace, words: Words) -> int:
    does = {"retry": retry, "skip": skip}[arguments.action]
    with opened(arguments) as ports:
        changed = ports.store.change(lambda rollout: does(rollout, arguments.node), who(), f"{arguments.action} {arguments.node}")
    unit = changed.unit(arguments.node)
    print(f"{arguments.node}: {words(f'unit.{unit.state.value}') if unit else ''}")
    return 0


def status(arguments: argparse.Namespace, words: Words) -> int:
    with opened(arguments) as ports:
        rollout, units = ports.store.rollout(), ports.store.units()
    if arguments.json:
        seen = [{"node": unit.node, "heard_ms": unit.heard_ms, **unit.report.model_dump(mode="json")} for unit in units]
        print(json.dumps({"rollout": rollout.model_dump(mode="json") if rollout else None, "units": seen}, ensure_ascii=False))
        return 0
    print(*rollout_lines(rollout, {unit.node: unit for unit in units}, wall_ms(), words), sep="\n")
    return 0


def log(arguments: argparse.Namespace, _words: Words) -> int:
    with opened(arguments) as ports:
        for line in ports.store.lines():
            print(f"{datetime.fromtimestamp(line.at_ms / 1000, UTC):%Y-%m-%d %H:%M:%S}Z  {line.by:<12} {line.text}")
    return 0


HALL_ACTIONS = {
    "add": add,
    "releases": releases,
    "remove": remove,
    "plan": plan,
    "status": status,
    "log": log,
    "retry": one_unit,
    "skip": one_unit,
    **dict.fromkeys(STEPS, step),
}
