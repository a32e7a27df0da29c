"""A whole hall with emulated devices on this machine: real broker, controller, agents, drivers and kiosk.

Examples:
  tingtang demo                         a hall of 6 windows at http://127.0.0.1:8080/
  tingtang demo --scenario morning      people come, take numbers at the kiosk, are called and served, and rate; some have a
                                        claim, miss their call, fetch a paper or go on to other windows
  tingtang demo --hall county           134 windows, 1118 services, 76 rating pads
One Ctrl-C ends everything. The hall's ledger is kept between runs; --fresh forgets it.
"""

import argparse
import asyncio
import contextlib
import shutil
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from api.messages.topics import CONTROLLER_NODE
from api.process.settings_file import ConfigurationError
from hall_controller.config import HallConfig, load_hall_config
from hall_controller.demo_accounts import DEMO_ACCOUNTS
from hall_controller.settings import hall_file
from hall_controller.store.audit import audit
from tingtang.broker import BrokerUnavailable
from tingtang.demo.county import county_hall
from tingtang.demo.devices import choices_beside
from tingtang.demo.feed import HallFeed
from tingtang.demo.log_files import LogFiles
from tingtang.demo.morning import Morning
from tingtang.demo.narrator import Narrator
from tingtang.demo.pace import Pace, with_quick_services
from tingtang.demo.running import DemoHall
from tingtang.demo.site import TECHNICIAN_CODE, DemoSite, is_free
from tingtang.supervisor import NotReady, Supervisor

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "var" / "assets"
DEMO_SITE = ROOT / "firmware_configs" / "sites" / "demo" / "hall.toml"
MORNING_PEOPLE = 36
"""Three times everything that can befall a citizen; some five minutes at one kiosk."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--hall", default="demo", help="demo, county, or a hall's TOML file (default: demo)")
    parser.add_argument("--port", type=int, default=8080, help="of the web pages, on 127.0.0.1 (default: 8080)")
    parser.add_argument("--scenario", choices=["morning"], help="let simulated people come; then the ledger is audited")
    parser.add_argument("--people", type=int, default=MORNING_PEOPLE, help=f"how many come (default: {MORNING_PEOPLE})")
    parser.add_argument("--fresh", action="store_true", help="forget the last run")
    parser.add_argument("--verbose", action="store_true", help="print what every process logs")
    parser.add_argument("--data", type=Path, help="folder of the demo (default: var/<hall>)")


def run(arguments: argparse.Namespace) -> int:
    try:
        hall = choose_hall(arguments.hall)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    if not is_free(arguments.port):
        print(f"tingtang demo: port {arguments.port} is in use; name another: --port 9000 (make run PORT=9000)", file=sys.stderr)
        return 1
    folder = arguments.data or ROOT / "var" / Path(arguments.hall).stem
    if arguments.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    people = arguments.people if arguments.scenario == "morning" else None
    site = DemoSite(
        folder.resolve(),
        hall if people is None else with_quick_services(hall),
        ASSETS,
        arguments.port,
        choices=choose_models(arguments.hall),
        plan=choose_plan(arguments.hall),
    )
    with LogFiles(site.folder / "logs", verbose=arguments.verbose) as logs:
        return asyncio.run(_run(site, people, logs))


def choose_hall(name: str) -> HallConfig:
    """The hall behind `--hall`.

    Raises:
        ConfigurationError: its file can't be used.
    """
    return county_hall() if name == "county" else load_hall_config(_site_file(name))


def choose_models(name: str) -> Mapping[str, str]:
    """Device models of that hall which aren't the usual ones."""
    return {} if name == "county" else choices_beside(_site_file(name))


def choose_plan(name: str) -> Path | None:
    """The floor plan beside the hall's file."""
    plan = _site_file(name).with_name("plan.toml")
    return plan.resolve() if name != "county" and plan.is_file() else None


def _site_file(name: str) -> Path:
    return DEMO_SITE if name == "demo" else Path(name)


async def _run(site: DemoSite, coming: int | None, logs: LogFiles) -> int:
    """`coming`: people of the simulated morning; None: nobody is simulated."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stop.set)
    print(f"Starting {site.hall.hall.names['zh-CN']} with {len(site.devices)} emulated devices:", flush=True)
    demo = DemoHall(site, Supervisor(logs.say), progress=lambda name: print(f"  starting {name} …", flush=True))
    narrator = Narrator(HallFeed(site.base_url), lambda text: print(f"  {text}", flush=True))
    people: asyncio.Task[None] | None = None
    try:
        starting = asyncio.create_task(_start(demo))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
            return 0
        starting.result()
        _tell(site)
        await narrator.start()
        if coming is not None:
            people = asyncio.create_task(Morning(site, Pace(people=coming), tell=narrator.say).run(), name="morning")
        await (asyncio.wait({stopped, people}, return_when=asyncio.FIRST_COMPLETED) if people else stopped)
        if people is not None and people.done():
            people.result()
            problems = await asyncio.to_thread(audit, hall_file(site.data(CONTROLLER_NODE)), site.hall)
            _tell_audit(problems)
            await stopped
            return 1 if problems else 0
        return 0
    except (BrokerUnavailable, NotReady) as error:
        print(f"tingtang demo: {error}", file=sys.stderr)
        return 1
    finally:
        if people is not None:
            people.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await people
        await narrator.stop()
        print("Ending everything …", flush=True)
        await demo.stop()
        print("Ended; nothing is left running.", flush=True)


async def _start(demo: DemoHall) -> None:
    await demo.start()
    print("  waiting until every device is well …", flush=True)
    await demo.until_well()


def _tell_audit(problems: list[str]) -> None:
    """What the ledger says of the morning."""
    for problem in problems:
        print(f"  {problem}", flush=True)
    verdict = f"{len(problems)} problems in the ledger" if problems else "The ledger was audited: every invariant holds"
    print(f"The simulated morning is over. {verdict}. The hall stays open; Ctrl-C ends it.", flush=True)


def _citizen_line(site: DemoSite) -> str:
    return f"  citizen       {site.citizen_url}     (an invented one's card and phone, for services that ask who it is)"


def _tell(site: DemoSite) -> None:
    url, hall = site.base_url, site.hall
    size = f"{len(hall.windows)} windows, {len(hall.services)} services, {len(site.devices)} devices"
    lines = [
        f"{hall.hall.names['zh-CN']}: {size}. All well.",
        f"  entry         {url}/",
        f"  hall screen   {url}/screen",
        f"  clerk's desk  {url}/desk",
        f"  devices       {url}/devices     (touch the kiosk, press keys in the pictures, inject faults)",
        f"  manager       {url}/manager",
        *([_citizen_line(site)] if site.citizen_url else []),
        f"  health        {url}/healthz",
        f"  technician    five touches in the kiosk's top left corner, code {TECHNICIAN_CODE}",
        "  accounts      " + ", ".join(f"{account.name} / {account.password}" for account in DEMO_ACCOUNTS),
        f"  data, logs    {site.folder}",
        "Ctrl-C ends everything.",
    ]
    print("\n".join(["", *lines, ""]), flush=True)
