"""Power cuts: SIGKILL of QEMU while people take numbers, call and rate.

Afterwards what people were told and what the hall remembers are the same.
"""

import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx

from tests.machine.checks import COMES_UP_S, Failed, Unit
from tests.machine.eyes import since
from tests.machine.load import People, Told
from tests.machine.settings import PASSWORD
from tests.machine.vm import LOOPBACK

CUTS = 20
SEED = 20261122
BUSY_S = (3.0, 9.0)
"""A cut comes so long after the hall answers again."""
SETTLE_S = 45.0
"""After the last start: open questions of the pad run out, outboxes are emptied."""
ASK_EVERY_S = 0.5
SURE_S = 3.0
"""A key that was pressed so long before a cut is an answer that the agent had the time to write down."""
RECORDS = """
# What the hall remembers, as one JSON object.
import json, sqlite3
hall = sqlite3.connect("file:/var/lib/tingtang/controller/hall.sqlite3?mode=ro", uri=True)
def rows(text): return hall.execute(text).fetchall()
def of(kind, *keys): return rows(f"SELECT {', '.join(f'record ->> {chr(39)}$.body.{key}{chr(39)}' for key in keys)} "
                                 f"FROM event WHERE kind = '{kind}' ORDER BY seq")
print(json.dumps({
    "tickets": rows("SELECT id, label FROM ticket"),
    "terminal": of("terminal-rated", "ticket", "level"),
    "called": of("ticket-called", "ticket"),
    "returned": of("ticket-returned", "ticket"),
    "rated": of("ticket-rated", "ask", "outcome"),
    "events": rows("SELECT count(*) FROM event")[0][0],
    "integrity": rows("PRAGMA integrity_check")[0][0],
}))
"""


@dataclass
class Cuts:
    """What happened to the machine."""

    at_s: list[float] = field(default_factory=list)
    """Monotonic seconds of each cut."""
    down_s: list[float] = field(default_factory=list)
    """From each cut until the hall answered again."""


async def power_cuts(unit: Unit, http_port: int, pads_url: str, cuts: int) -> None:
    """
    Raises:
        Failed: a number was given twice, one that was told is missing, a rating is lost, or the audit finds something.
    """
    told, story, dice = Told(), Cuts(), random.Random(SEED)
    await hall_answers(http_port)
    people = People(http_port, pads_url, told)
    living = asyncio.create_task(people.live(await sign_in(http_port)), name="people")
    try:
        for number in range(1, cuts + 1):
            await _busy(living, dice.uniform(*BUSY_S))
            await unit.machine.cut()
            story.at_s.append(time.monotonic())
            await unit.machine.power_on()
            await hall_answers(http_port)
            story.down_s.append(since(story.at_s[-1]))
            unit.record.say(
                f"power cut {number}: {len(told.numbers)} numbers and {len(told.ratings)} ratings told so far; "
                f"the hall answers {story.down_s[-1]:.0f} s later"
            )
        await _busy(living, BUSY_S[1])
        people.finish()
        await living
    finally:
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
    (unit.record.folder / "told.json").write_text(json.dumps({**asdict(told), "cuts_s": story.at_s}), "utf-8")
    await unit.machine.until_orders()
    await asyncio.sleep(SETTLE_S)
    await agree(unit, told, story)


async def _busy(living: asyncio.Task[None], seconds: float) -> None:
    """People go on for so long. Raises what ended one of them."""
    await asyncio.wait({living}, timeout=seconds)
    if living.done():
        living.result()


async def hall_answers(http_port: int) -> None:
    """Raises Failed: not in time."""
    deadline = time.monotonic() + COMES_UP_S
    async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{http_port}", timeout=10.0, trust_env=False) as client:
        while time.monotonic() < deadline:
            try:
                if (await client.get("/healthz")).status_code in (httpx.codes.OK, httpx.codes.SERVICE_UNAVAILABLE):
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(ASK_EVERY_S)
    raise Failed(f"the hall doesn't answer within {COMES_UP_S:.0f} s")


async def sign_in(http_port: int) -> dict[str, str]:
    """Tokens by account; a session outlives a power cut."""
    tokens = {}
    async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{http_port}", timeout=60.0, trust_env=False) as client:
        for name in ("device", "manager"):
            answer = await client.post("/api/v1/session", json={"name": name, "password": PASSWORD})
            answer.raise_for_status()
            client.cookies.clear()
            tokens[name] = str(answer.json()["token"])
    return tokens


async def agree(unit: Unit, told: Told, story: Cuts) -> None:
    """What people were told and what the hall remembers are the same, one for one."""
    python = "/opt/tingtang/current/venv/bin/python"
    orders = unit.machine.orders
    audit = await orders.run(
        f"{python} -m tingtang audit --data /var/lib/tingtang/controller --hall /etc/tingtang/hall.toml", timeout_s=COMES_UP_S
    )
    found: dict[str, Any] = json.loads(await orders.check(f"{python} - <<'END'\n{RECORDS}\nEND", timeout_s=COMES_UP_S))
    problems = compare(told, found)
    if audit.code != 0:
        problems.append(f"audit: {audit.out.strip()[-2000:]}")
    # A genuine answer that comes late replaces an assumed one: the last counts.
    pads = Counter(dict(map(tuple, found["rated"])).values())
    sure = sum(1 for at, _ in told.pressed if all(not at - 0.1 < cut < at + SURE_S for cut in story.at_s))
    if pads["SUBMITTED"] < sure:
        problems.append(f"the pad was answered {sure} times well before a cut, the hall has {pads['SUBMITTED']} of them")
    unit.record.say(audit.out.strip().splitlines()[-1] if audit.out.strip() else "the audit said nothing")
    unit.record.say(
        f"after {len(story.at_s)} power cuts: {len(found['tickets'])} numbers in the ledger, {len(told.numbers)} told; "
        f"{len(found['terminal'])} ratings of the terminal, {len(told.ratings)} told; "
        f"the window's pad: {len(told.pressed)} presses, {sure} of them well before any cut, outcomes {dict(pads)}; "
        f"{len(found['called'])} calls; {found['events']} ledger records"
    )
    if problems:
        raise Failed("\n".join(problems))


def compare(told: Told, found: dict[str, Any]) -> list[str]:
    """What isn't as people were told; empty when all is. Args: found: what RECORDS prints."""
    problems = []
    issued = dict(map(tuple, found["tickets"]))
    twice = [label for label, count in Counter(issued.values()).items() if count > 1]
    if twice:
        problems.append(f"given twice: {twice[:10]}")
    missing = {ticket: number for ticket, number in told.numbers.items() if issued.get(ticket) != number}
    if missing:
        problems.append(f"{len(missing)} numbers that were told are missing or others: {list(missing.values())[:10]}")
    ratings = dict(map(tuple, found["terminal"]))
    lost = [ticket for ticket, level in told.ratings.items() if ratings.get(ticket) != level]
    if lost or len(ratings) != len(found["terminal"]):
        problems.append(
            f"{len(lost)} ratings that were told are missing; {len(found['terminal'])} events of {len(ratings)} tickets"
        )
    calls = Counter(ticket for (ticket,) in found["called"])
    # Whom nobody served goes back into line after a time, and is called once more.
    returned = Counter(ticket for (ticket,) in found["returned"])
    twice = [ticket for ticket, count in calls.items() if count > 1 + returned[ticket]]
    if twice:
        problems.append(f"called twice: {twice[:10]}")
    unknown = [ticket for ticket in told.called if ticket not in calls]
    if unknown:
        problems.append(f"{len(unknown)} calls that were answered aren't in the ledger")
    for series in {label[0] for label in issued.values()}:
        numbers = sorted(int(label[1:]) for label in issued.values() if label[0] == series)
        if numbers != list(range(1, len(numbers) + 1)):
            problems.append(f"series {series} has gaps: {len(numbers)} numbers up to {numbers[-1]}")
    if found["integrity"] != "ok":
        problems.append(f"integrity check: {found['integrity']}")
    return problems
