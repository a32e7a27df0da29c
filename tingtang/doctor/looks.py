"""The parts that are looked at, in the order in which they are told. Each gathers its facts and has them judged."""

import os
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from api.messages.topics import Channel, availability_topic, topic
from api.process.layout import Role
from api.process.version import product_version
from api.text.catalogue import TextCatalogue
from drivers.agent.local_port import SOCKET, ask_running_agent
from drivers.agent.store import DATABASE
from kiosk.technician.network import CARDS
from tingtang.doctor import backups as kept_backups
from tingtang.doctor import broker, certificates, clock, devices, disk, health, memory, network, power, release, services
from tingtang.doctor import store as stores
from tingtang.doctor.finding import Finding
from tingtang.doctor.machine import Machine, Node
from tingtang.doctor.mounts import read_mounts
from tingtang.doctor.needed import packages_of, units_of
from tingtang.doctor.past import past_failures
from tingtang.doctor.tls import try_tls

KIOSK_DATABASE = "kiosk.sqlite"


@dataclass
class Visit:
    """What one look leaves for the next, within one run."""

    machine: Machine
    texts: TextCatalogue
    environment: Mapping[str, str]
    clock: Callable[[], float] = time.time
    window: bool = True
    """Open the kiosk's window, where no kiosk draws."""
    write: bool = True
    """Try whether data folders can be written."""
    hall_version: str = ""
    running: dict[Role, bool] = field(default_factory=dict)


Look = Callable[[Visit], list[Finding]]


def settings(visit: Visit) -> list[Finding]:
    return list(visit.machine.troubles)


def clocks(visit: Visit) -> list[Finding]:
    way = visit.machine.way
    return clock.judge_clock(clock.look_at_clock(way.host if way else "", clock.release_mark(), visit.clock))


def disks(visit: Visit) -> list[Finding]:
    machine = visit.machine
    mounts, root = read_mounts(), disk.look_at_root(machine.layout.root)
    found = disk.judge_root(root)
    for node in machine.nodes():
        found += disk.judge_folder(disk.look_at_folder(node.data_dir, node.role.account, mounts, write=visit.write), root)
    looked_at = {node.data_dir.stat().st_dev for node in machine.nodes() if node.data_dir.is_dir()}
    for folder in (machine.layout.root, machine.layout.backups):
        # Room only: who may write there is no service's business, and a root may be kept in memory by intention.
        if folder.is_dir() and folder.stat().st_dev not in looked_at and not os.statvfs(folder).f_flag & os.ST_RDONLY:
            looked_at.add(folder.stat().st_dev)
            found += disk.judge_folder(disk.look_at_folder(folder, "", mounts, write=False), disk.KEPT)
    return found


def memories(_: Visit) -> list[Finding]:
    return memory.judge_memory(memory.look_at_memory())


def powers(_: Visit) -> list[Finding]:
    return power.judge_power(power.look_at_power())


def networks(visit: Visit) -> list[Finding]:
    way = visit.machine.way
    host, port, server_port = (way.host, way.port, way.server_port) if way is not None else ("", 0, 0)
    # Below its root, as all else: another machine's disk, looked at here, says nothing of this one's cards.
    cards = visit.machine.layout.root / CARDS.relative_to("/")
    return network.judge_network(network.look_at_network(host, port, server_port=server_port, card_folder=cards))


def services_here(visit: Visit) -> list[Finding]:
    shown = services.look_at_services(units_of(visit.machine.services), root=visit.machine.layout.root)
    visit.running.update({role: True for role in visit.machine.roles for one in shown if one.unit == role.unit and one.working})
    past = past_failures() if shown else {}
    return [finding for one in shown for finding in services.judge_service(one, past.get(one.unit, {}))]


def healths(visit: Visit) -> list[Finding]:
    machine, found = visit.machine, list[Finding]()
    for role, address in health.addresses(machine.controller, machine.agent, machine.kiosk).items():
        facts = health.ask_health(role.value, address)
        visit.running[role] = facts.answered
        if role is Role.CONTROLLER:
            visit.hall_version = facts.version
        found += health.judge_health(facts)
    if machine.screen is not None:
        page = urlsplit(machine.screen.screen.url)
        facts = health.ask_health("controller", f"{page.scheme}://{page.netloc}")
        # How the hall is, is told by its own machine.
        found += [] if facts.answered else health.judge_health(facts)
    return found


def certificates_here(visit: Visit) -> list[Finding]:
    now = datetime.fromtimestamp(visit.clock(), UTC)
    found: list[Finding] = []
    for files in visit.machine.certificates():
        try:
            facts, troubles = certificates.look_at_certificates(files)
        except PermissionError:
            return [*found, Finding("doctor.not-root")]
        found += [finding for trouble in troubles for finding in certificates.judge_file(trouble)]
        found += [finding for fact in facts for finding in certificates.judge_certificate(fact, now)]
    return found


def agents(visit: Visit) -> list[Finding]:
    agent = visit.machine.agent
    if agent is None:
        return []
    folder = agent.agent.data_dir
    says = ask_running_agent(folder) if folder.is_dir() else None
    if says is None and (folder / SOCKET).exists() and not os.access(folder / SOCKET, os.W_OK):
        return [Finding("doctor.not-root")]
    runs = visit.running.get(Role.AGENT, False)
    visit.running[Role.AGENT] = runs or says is not None
    if says is not None:
        return devices.judge_diagnosis(says)
    silent = Finding("device.agent-silent", {"node": agent.agent.node})
    if runs:
        # It hangs and holds its ports: they aren't touched under it.
        return [silent]
    from tingtang.doctor.ports import judge_port, look_at_ports

    ports = [finding for facts in look_at_ports(agent) for finding in judge_port(facts)]
    return [silent, *ports]


def brokers(visit: Visit) -> list[Finding]:
    found = _to_the_hall(visit)
    for node in visit.machine.nodes():
        try:
            bus = visit.machine.bus(node)
        except OSError:
            found.append(Finding("settings.password-unreadable", {"file": node.broker.password_file}))
            continue
        # Where nobody has looked whether it runs, it may.
        talk = node.broker.certificate_file is None or not visit.running.get(node.role, True)
        printer = _printer(visit, node)
        facts = broker.look_at_broker(bus, talk=talk, also=printer)
        found += broker.judge_broker(facts)
        if printer and facts.let_in and visit.machine.kiosk is not None:
            # A terminal's parts are loaded on terminals only: an agent hasn't got their libraries.
            from kiosk.check.broker import judge_printer
            from tingtang.doctor.kiosk_parts import judge_checked

            agent, status = (facts.kept.get(name, b"") for name in printer)
            found += judge_checked([judge_printer(agent, status, visit.machine.kiosk.kiosk.printer)])
        if facts.controller is not None:
            visit.hall_version = facts.controller.version
    return found


def _printer(visit: Visit, node: Node) -> tuple[str, ...]:
    """What is kept of a kiosk's printer and its agent."""
    kiosk = visit.machine.kiosk
    if node.role is not Role.KIOSK or kiosk is None:
        return ()
    agent, device = kiosk.kiosk.printer.split("/")
    return availability_topic(node.site, agent), topic(node.site, agent, device, Channel.STATE, "status")


def _to_the_hall(visit: Visit) -> list[Finding]:
    """By TLS as far as the hall takes this unit's certificate; nothing is said, so a running bridge isn't disturbed."""
    machine = visit.machine
    way = machine.way
    if way is None or not way.certified:
        return []
    facts = broker.BrokerFacts(way.host, way.port, way.node)
    facts.reach = network.reach(way.host, way.port)
    if facts.reach is network.Reach.OPEN:
        try:
            facts.trouble = try_tls(way.host, way.port, machine.identity)
        except OSError:
            facts.reach = network.Reach.SILENT
    return broker.judge_broker(facts)


def releases(visit: Visit) -> list[Finding]:
    machine = visit.machine
    wanted = packages_of(machine.roles, machine.layout.root)
    return release.judge_release(release.look_at_release(machine.layout, product_version(), visit.hall_version, wanted))


def kiosks(visit: Visit) -> list[Finding]:
    kiosk = visit.machine.kiosk
    if kiosk is None:
        return []
    from kiosk.check.run import fonts_folder
    from kiosk.theme.fonts import REGULAR
    from tingtang.doctor.kiosk_parts import judge_checked, look_at_kiosk

    with tempfile.TemporaryDirectory(prefix="tingtang-doctor-") as home:
        if not (fonts_folder(kiosk) / REGULAR).exists():
            # Made for this look alone: by root they would be files that the kiosk's account can't replace.
            kiosk = kiosk.model_copy(update={"kiosk": kiosk.kiosk.model_copy(update={"fonts": Path(home) / "fonts"})})
        window = visit.window and not visit.running.get(Role.KIOSK)
        return judge_checked(look_at_kiosk(kiosk, visit.texts, visit.environment, Path(home), window=window))


def model_files(visit: Visit) -> list[Finding]:
    kiosk = visit.machine.kiosk
    if kiosk is None or kiosk.identity.camera is None:
        return []
    from kiosk.vision.model_store import ModelStore
    from tingtang.doctor import models

    return [
        finding for facts in models.look_at_models(ModelStore(kiosk.identity.models)) for finding in models.judge_model(facts)
    ]


def kept(visit: Visit) -> list[Finding]:
    found = []
    for node in visit.machine.nodes():
        if facts := store_of(visit, node):
            found += stores.judge_store(facts)
    return found


def store_of(visit: Visit, node: Node) -> stores.StoreFacts | None:
    now_ms = int(visit.clock() * 1000)
    if node.role is Role.AGENT:
        return stores.look_at_store(node.data_dir / DATABASE, now_ms)
    kiosk = visit.machine.kiosk
    if node.role is not Role.KIOSK or kiosk is None:
        return None
    day = datetime.fromtimestamp(visit.clock(), ZoneInfo(kiosk.kiosk.timezone)).strftime("%Y-%m-%d")
    return stores.look_at_store(node.data_dir / KIOSK_DATABASE, now_ms, today=day, island=bool(kiosk.island.numbers))


def backups(visit: Visit) -> list[Finding]:
    controller = visit.machine.controller
    if controller is None or controller.backup.folder is None:
        return []
    return kept_backups.judge_backups(kept_backups.look_at_backups(controller.backup, controller.backup.folder, visit.clock()))


LOOKS: Mapping[str, Look] = {
    "settings": settings,
    "clock": clocks,
    "disk": disks,
    "memory": memories,
    "power": powers,
    "network": networks,
    "service": services_here,
    "health": healths,
    "certificate": certificates_here,
    "device": agents,
    "broker": brokers,
    "release": releases,
    "store": kept,
    "backup": backups,
    "model": model_files,
    "kiosk": kiosks,
}
"""By area, in an order in which a later one may use what an earlier one learned."""
