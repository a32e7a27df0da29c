"""Processes of their own that die by SIGKILL at a chosen point.

`python -m tests.support.crash_parts ROLE DATABASE PORT PASSWORD_FILE POINT`

The sender keeps takes in its outbox and what was answered in its own table of the same file. The receiver counts each id's
effect once and stores its answer. Both are what a kiosk and the controller do, cut down to the rule under test.
"""

import asyncio
import os
import signal
import sqlite3
import sys
from pathlib import Path

from api.bus.client import MqttBus
from api.bus.codec import decode_command
from api.bus.database import open_database, transaction
from api.bus.journal import CommandJournal
from api.bus.outbox import Outbox, OutboxEntry
from api.bus.outbox_sender import OutboxSender
from api.bus.port import Received
from api.bus.settings import BusSettings
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import Take
from api.messages.topics import hall_command_topic
from api.messages.words import CompletionCode
from tests.support.broker import SITE

ENTRIES = 5
RESEND_S = 0.2
TAKE = hall_command_topic(SITE, "take")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def open_sender(path: Path) -> sqlite3.Connection:
    database = open_database(path)
    database.execute("CREATE TABLE IF NOT EXISTS taken (id TEXT PRIMARY KEY, effect INTEGER NOT NULL) STRICT")
    return database


def open_receiver(path: Path) -> sqlite3.Connection:
    database = open_database(path)
    database.execute("CREATE TABLE IF NOT EXISTS effect (id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE) STRICT")
    database.execute("CREATE TABLE IF NOT EXISTS heard (id TEXT NOT NULL) STRICT")
    return database


def fill(database: sqlite3.Connection, outbox: Outbox) -> None:
    """Several takes in one transaction, as their owner's own change would be."""
    with transaction(database):
        for _ in range(ENTRIES):
            outbox.add(OutboxEntry(new_id(), TAKE, Take(service="birth-certificate")))


async def send(bus: MqttBus, database: sqlite3.Connection, point: str) -> None:
    outbox = Outbox(database)
    if point in ("committed", "published", "answered"):
        fill(database, outbox)
    if point == "committed":
        die()

    def on_done(entry: OutboxEntry, completion: Completion) -> None:
        database.execute("INSERT INTO taken (id, effect) VALUES (?, ?)", (entry.id, completion.result["number"]))
        if point == "answered":
            die()
        left.discard(entry.id)
        if not left:
            settled.set()

    left = {entry.id for entry in outbox.pending()}
    settled = asyncio.Event()
    sender = OutboxSender(bus, outbox, on_done, resend_s=RESEND_S)
    await bus.start()
    sender.start()
    await settled.wait()
    await sender.stop()
    await bus.stop()


def answer(bus: MqttBus, database: sqlite3.Connection, received: Received, point: str) -> None:
    """The receiver's rule: effect and answer in one commit, then the reply, then the acknowledgement."""
    envelope, _ = decode_command(received.payload, Take)
    with transaction(database):
        database.execute("INSERT INTO heard (id) VALUES (?)", (envelope.id,))
        database.execute(
            "INSERT INTO effect (id, number) SELECT ?, coalesce(max(number), 0) + 1 FROM effect WHERE true "
            "ON CONFLICT (id) DO NOTHING",
            (envelope.id,),
        )
    (number,) = database.execute("SELECT number FROM effect WHERE id = ?", (envelope.id,)).fetchone()
    if point == "stored":
        die()
    bus.reply(received, Completion(id=envelope.id, code=CompletionCode.SUCCESS, result={"number": number}))
    received.acknowledge()


async def receive(bus: MqttBus, database: sqlite3.Connection, point: str) -> None:
    bus.listen(TAKE, lambda received: answer(bus, database, received, point))
    await bus.start()
    await asyncio.Event().wait()


def journal(database: sqlite3.Connection, command_id: str) -> None:
    CommandJournal(database).begin(command_id, "print")
    die()


def main(role: str, path: str, port: str, password_file: str, point: str) -> None:
    if role == "journal":
        journal(open_database(Path(path)), point)
        return
    node = "kiosk-01" if role == "sender" else "ctl"
    password = Path(password_file).read_text("ascii").strip()
    database = open_sender(Path(path)) if role == "sender" else open_receiver(Path(path))

    async def run() -> None:
        bus = MqttBus(BusSettings("127.0.0.1", int(port), SITE, node, "test", node, password, will_delay_s=1))
        await (send if role == "sender" else receive)(bus, database, point)

    asyncio.run(run())
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
