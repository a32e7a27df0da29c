"""`python -m tests.golden_journal` writes the pinned days anew.

For a change that is meant to change them: what operations decide, what events say, how rows are kept. Look at the difference
before it is committed: `git diff --stat tests/golden_journal`, and the lines of `expected.json`.
"""

import random
from contextlib import closing
from itertools import count

import orjson

from hall_controller.store.ledger import encode_event
from tests.golden_journal.day import COMMANDS, EXPECTED, JOURNAL, Given, NotEveryOperation, carry_out, expected_of, make_up


def main() -> None:
    day = first_whole_day()
    hall, refusals = carry_out(day)
    with closing(hall):
        assert refusals == [given.refusal for given in day]
        COMMANDS.write_bytes(b"".join(given.line() + b"\n" for given in day))
        JOURNAL.write_bytes(b"".join(encode_event(event) + b"\n" for event in hall.events))
        EXPECTED.write_bytes(orjson.dumps(expected_of(hall), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")


def first_whole_day() -> list[Given]:
    """By the first seed whose chance leaves no operation out."""
    for seed in count():
        try:
            return list(make_up(random.Random(seed)))
        except NotEveryOperation:
            continue
    raise AssertionError("unreachable")


if __name__ == "__main__":
    main()
