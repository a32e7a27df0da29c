"""The pages' own rules, run in the browser that will run them: stream parsing, the queue of calls, idempotency keys."""

import re
from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from tests.support.browser import Visitor

pytestmark = pytest.mark.browser

Visit = Callable[..., Awaitable[Visitor]]

PARSE = """async () => {
  const { EventStreamParser } = await import("/static/x/js/shared/event_stream.js");
  const found = new Set();
  for (const end of ["\\n", "\\r\\n", "\\r"]) {
    const lines = [": beat", "", "id: 7", "event: call", "data: {\\"a\\":1}", "data: more", "", "data:last", "", "id: 9", "", ""];
    const text = lines.join(end);
    for (let size = 1; size <= text.length; size += 1) {
      const parser = new EventStreamParser();
      const events = [];
      for (let at = 0; at < text.length; at += size) events.push(...parser.feed(text.slice(at, at + size)));
      // A lone \\r at the very end may be half of a line end; the next piece decides.
      events.push(...parser.feed(":" + end));
      found.add(JSON.stringify(events));
    }
  }
  return [...found];
}"""

QUEUE = """async () => {
  const { CallQueue, PLACES, LEAST_MS } = await import("/static/x/js/screen/call_queue.js");
  const queue = new CallQueue();
  const stood = new Map();
  let most = 0;
  const look = (now) => {
    most = Math.max(most, queue.shown.length);
    for (const { call } of queue.shown) stood.set(call.seq, [...(stood.get(call.seq) ?? []), now]);
  };
  for (let seq = 1; seq <= 30; seq += 1) queue.add({ seq, number: `A${seq}`, window: seq, times: 1 }, 0);
  queue.add({ seq: 30, number: "A30", window: 30, times: 1 }, 0);
  for (let now = 0; now < 120000; now += 100) { queue.advance(now); look(now); }
  const times = [...stood.values()].map((list) => list.at(-1) - list[0] + 100);
  const last = queue.shown.map(({ call }) => call.seq);
  return { seqs: [...stood.keys()], most, places: PLACES, least: LEAST_MS, shortest: Math.min(...times), last };
}"""


WEEKS = """async () => {
  const { isoWeek } = await import("/static/x/js/manager/tops.js");
  const days = [[2026, 11, 22], [2026, 1, 1], [2025, 12, 29], [2027, 1, 3], [2020, 12, 31], [2024, 12, 30]];
  return days.map(([year, month, day]) => isoWeek({ year, month, day }));
}"""


async def in_page(visit: Visit, script: str) -> object:
    visitor = await visit()
    await visitor.page.goto(f"{visitor.base_url}/sign-in")
    return await visitor.page.evaluate(script)


async def test_a_stream_cut_anywhere_gives_the_same_events(visit: Visit) -> None:
    assert await in_page(visit, PARSE) == [
        '[{"name":"call","id":"7","data":"{\\"a\\":1}\\nmore"},{"name":"message","id":null,"data":"last"}]'
    ]


async def test_a_rush_of_calls_fills_the_places_and_drops_none(visit: Visit) -> None:
    seen = await in_page(visit, QUEUE)
    assert isinstance(seen, dict)
    assert seen["seqs"] == list(range(1, 31))
    assert seen["most"] == seen["places"]
    assert seen["shortest"] >= seen["least"]
    assert seen["last"] == [30]


async def test_weeks_are_those_of_the_iso_calendar(visit: Visit) -> None:
    days = [(2026, 11, 22), (2026, 1, 1), (2025, 12, 29), (2027, 1, 3), (2020, 12, 31), (2024, 12, 30)]
    wanted = ["{}-W{:02}".format(*date(*day).isocalendar()[:2]) for day in days]
    assert await in_page(visit, WEEKS) == wanted


async def test_keys_are_ulids_and_differ(visit: Visit) -> None:
    script = """async () => {
      const { newUlid } = await import("/static/x/js/shared/ulid.js");
      return Array.from({ length: 200 }, () => newUlid());
    }"""
    keys = await in_page(visit, script)
    assert isinstance(keys, list)
    assert len(set(keys)) == 200
    assert all(re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", key) for key in keys)
