"""Settings, agent, releases, packages, models, stores, health pages."""

import json
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from api.bus.database import open_database
from api.process.layout import Layout, Role
from api.text.catalogue import read_catalogue
from kiosk.ports.store import SCHEMA_VERSION, KioskStore
from kiosk.vision.model_list import ModelRole
from kiosk.vision.model_store import ModelStore
from tests.support.doctor.registry import produces
from tests.support.hall_config import SITE, SMALL_HALL
from tingtang.backup.names import BackupName
from tingtang.doctor import health, looks, models, release, run, store
from tingtang.doctor.finding import Finding
from tingtang.doctor.looks import Visit
from tingtang.doctor.machine import look_at_machine
from tingtang.ports import free_port

NOW_MS = 1_800_000_000_000
TODAY = "2027-01-15"


def visit(folder: Path, **named: Path) -> Visit:
    machine = look_at_machine(Layout(folder), {Role(name): path for name, path in named.items()})
    return Visit(machine, read_catalogue(), {}, window=False)


def agent_file(folder: Path, more: str = "") -> Path:
    path = folder / "agent.toml"
    path.write_text(f'[agent]\nsite = "150426-07"\nnode = "window-agent"\ndata_dir = "{folder / "data"}"\n{more}')
    (folder / "data").mkdir()
    return path


@produces("settings.missing")
def a_file_that_is_not_there(folder: Path) -> list[Finding]:
    return looks.settings(visit(folder, agent=folder / "agent.toml"))


@produces("settings.wrong")
def a_key_that_nobody_knows(folder: Path) -> list[Finding]:
    found = looks.settings(visit(folder, agent=agent_file(folder, '[broker]\npasword_file = "x"\n')))
    assert "broker.pasword_file" in str(found[0].arguments["problem"])
    return found


@produces("settings.password-unreadable")
def a_password_that_is_not_there(folder: Path) -> list[Finding]:
    more = f'[broker]\nport = {free_port()}\npassword_file = "{folder / "gone"}"\n'
    return looks.brokers(visit(folder, agent=agent_file(folder, more)))


@produces("doctor.no-role")
def an_empty_machine(folder: Path) -> list[Finding]:
    return looks.settings(visit(folder))


@produces("doctor.stumbled")
def a_look_of_ours_that_fails(folder: Path) -> list[Finding]:
    seen = visit(folder, agent=agent_file(folder))

    def broken_clock() -> float:
        raise ZeroDivisionError

    seen.clock = broken_clock
    return [one.finding for one in run.examine(seen, ["clock"])]


@produces("doctor.not-root")
def an_account_that_may_not_look(folder: Path) -> list[Finding]:
    seen = visit(folder, agent=agent_file(folder))

    def not_for_you() -> float:
        raise PermissionError

    seen.clock = not_for_you
    return [one.finding for one in run.examine(seen, ["clock"])]


@produces("device.agent-silent")
def no_agent(folder: Path) -> list[Finding]:
    return looks.agents(visit(folder, agent=agent_file(folder)))


@produces("release.dangling")
def a_link_to_nowhere(folder: Path) -> list[Finding]:
    layout = Layout(folder)
    layout.releases.mkdir(parents=True)
    layout.current.symlink_to(layout.release("0.9"))
    return release.judge_release(release.look_at_release(layout, "1.0", "", ()))


@produces("release.differs")
def the_hall_was_upgraded(folder: Path) -> list[Finding]:
    return release.judge_release(release.look_at_release(Layout(folder), "1.0", "1.1", ()))


@produces("release.packages")
def a_package_that_was_removed(folder: Path) -> list[Finding]:
    """By the real dpkg, asked for a machine that has one package and not the other."""
    assert shutil.which("dpkg-query")
    admin = folder / "var/lib/dpkg"
    admin.mkdir(parents=True)
    (admin / "status").write_text(
        "Package: mosquitto\nStatus: install ok installed\nVersion: 2.0.11\nArchitecture: amd64\n"
        "Maintainer: nobody\nDescription: broker\n\n"
    )
    facts = release.look_at_release(Layout(folder), "1.0", "", ["mosquitto", "fonts-noto-cjk"])
    assert facts.missing == ("fonts-noto-cjk",)
    return release.judge_release(facts)


@produces("model.missing")
def models_that_were_never_fetched(folder: Path) -> list[Finding]:
    seen = models.look_at_models(ModelStore(folder), [ModelRole.DETECTOR])
    return [finding for facts in seen for finding in models.judge_model(facts)]


@produces("model.changed")
def a_model_that_is_another(folder: Path) -> list[Finding]:
    here = ModelStore(folder)
    model = here.model(ModelRole.DETECTOR)
    (folder / model.name).write_bytes(bytes(model.size))
    seen = models.look_at_models(here, [ModelRole.DETECTOR])
    return [finding for facts in seen for finding in models.judge_model(facts)]


def outbox_with(folder: Path, count: int, *, age_ms: int, parked: int = 0) -> list[Finding]:
    path = folder / "agent.sqlite"
    connection = open_database(path)
    connection.execute("BEGIN")
    for number in range(count):
        connection.execute(
            "INSERT INTO bus_outbox (id, topic, body, by, created_at, parked) VALUES (?, 'h/evt/rated', '{}', 'b', ?, ?)",
            (str(number), NOW_MS - age_ms, int(number < parked)),
        )
    connection.execute("COMMIT")
    connection.close()
    return judged(path)


def judged(path: Path, *, today: str | None = None, island: bool = False) -> list[Finding]:
    facts = store.look_at_store(path, NOW_MS, today=today, island=island)
    assert facts is not None
    return store.judge_store(facts)


@produces("store.waits")
def the_hall_has_been_away(folder: Path) -> list[Finding]:
    return outbox_with(folder, 3, age_ms=30 * 60_000)


@produces("store.nearly-full")
def the_hall_has_been_away_for_days(folder: Path) -> list[Finding]:
    return outbox_with(folder, store.NEARLY_FULL, age_ms=30 * 60_000)


@produces("store.refused")
def the_hall_said_no(folder: Path) -> list[Finding]:
    return outbox_with(folder, 2, age_ms=1_000, parked=1)


@produces("store.damaged")
def a_worn_card(folder: Path) -> list[Finding]:
    outbox_with(folder, 50, age_ms=1_000)
    path = folder / "agent.sqlite"
    content = bytearray(path.read_bytes())
    content[4096:12288] = bytes(8192)
    path.write_bytes(content)
    return judged(path)


@produces("store.no-numbers")
def no_leased_numbers(folder: Path) -> list[Finding]:
    path = folder / "kiosk.sqlite"
    kept = KioskStore(path, lambda: NOW_MS)
    kept.open()
    kept.close()
    return judged(path, today=TODAY, island=True)


@produces("store.newer")
def back_from_a_later_version(folder: Path) -> list[Finding]:
    no_leased_numbers(folder)
    connection = sqlite3.connect(folder / "kiosk.sqlite")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    return judged(folder / "kiosk.sqlite", today=TODAY, island=True)


KEY = "age1" + "q" * 58


def hall_with(folder: Path, backup: str) -> Visit:
    path = folder / "controller.toml"
    path.write_text(f'site_file = "hall.toml"\ndata_dir = "data/controller"\n[backup]\n{backup}', "utf-8")
    (folder / "hall.toml").write_text(SMALL_HALL, "utf-8")
    (folder / "data" / "backups").mkdir(parents=True)
    return visit(folder, controller=path)


def backed_up(folder: Path, hours_ago: int) -> None:
    made = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=hours_ago)
    (folder / "data" / "backups" / BackupName(made, 7, SITE).file).write_bytes(b"sealed")


@produces("backup.nobody-named")
def a_hall_as_it_was_installed(folder: Path) -> list[Finding]:
    return looks.backups(hall_with(folder, ""))


@produces("backup.none")
def the_first_night_is_to_come(folder: Path) -> list[Finding]:
    return looks.backups(hall_with(folder, f'recipients = ["{KEY}"]\n'))


@produces("backup.old")
def two_nights_failed(folder: Path) -> list[Finding]:
    found = hall_with(folder, f'recipients = ["{KEY}"]\n')
    backed_up(folder, 50)
    return looks.backups(found)


@produces("backup.one-place")
def no_second_disk(folder: Path) -> list[Finding]:
    found = hall_with(folder, f'recipients = ["{KEY}"]\n')
    backed_up(folder, 5)
    return looks.backups(found)


@produces("backup.not-copied")
def the_second_disk_is_not_mounted(folder: Path) -> list[Finding]:
    found = hall_with(folder, f'recipients = ["{KEY}"]\ncopy_to = "elsewhere"\n')
    backed_up(folder, 5)
    told = looks.backups(found)
    # Something stands there that no file can be read from, as below a mount that is broken.
    (folder / "elsewhere").write_text("")
    assert looks.backups(found) == told
    (folder / "elsewhere").unlink()
    (folder / "elsewhere").mkdir()
    shutil.copy(next((folder / "data" / "backups").iterdir()), folder / "elsewhere")
    assert looks.backups(found) == []
    return told


@contextmanager
def health_page(document: object) -> Iterator[str]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503)
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.handle_request, name="health page")
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            thread.join()


@produces("health.unwell")
def a_controller_that_says_so(folder: Path) -> list[Finding]:
    parts = [{"name": "store", "well": False, "detail": "the disk refuses writes"}, {"name": "device a/b", "well": False}]
    with health_page({"well": False, "version": "1.0", "parts": parts}) as address:
        found = health.judge_health(health.ask_health("controller", address))
    assert len(found) == 1, "devices are told by their agents"
    return found


@produces("health.silent")
def no_controller(folder: Path) -> list[Finding]:
    return health.judge_health(health.ask_health("controller", f"http://127.0.0.1:{free_port()}"))
