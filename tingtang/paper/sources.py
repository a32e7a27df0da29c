"""Where a range comes from: a running hall, asked over HTTP, or the database of one that doesn't run."""

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import OpenPaperRange
from api.messages.views import BlockView
from api.messages.words import BlockKind, Role
from api.ports import Actor, Submission
from hall_controller.clock import HallClock
from hall_controller.config import HallConfig
from hall_controller.domain.blocks import block_views
from hall_controller.settings import hall_file
from hall_controller.store.hall_store import Answers, Committed
from hall_controller.store.lock import HallIsTaken
from hall_controller.store.writer import HallWriter

ANSWER_S = 30.0


class NoRange(Exception):
    """The hall gave none; the text says why."""


@dataclass(frozen=True, slots=True)
class Range:
    """What stands on its paper."""

    block: BlockView
    hall_names: dict[str, str]
    queue_names: dict[str, str]
    windows: tuple[int, ...]


class HttpSource:
    """A hall that runs. Use it as a context manager: it signs out at the end."""

    def __init__(self, url: str, account: str, password: str, transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(base_url=url, timeout=ANSWER_S, transport=transport, trust_env=False)
        self._sign_in = {"name": account, "password": password}

    def __enter__(self) -> "HttpSource":
        answer = self._http.post("/api/v1/session", json=self._sign_in)
        if answer.status_code != httpx.codes.OK:
            self._http.close()
            raise NoRange(f"{self._sign_in['name']} can't sign in: {answer.status_code}")
        self._http.cookies.clear()
        self._http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return self

    def __exit__(self, *_: object) -> None:
        self._http.delete("/api/v1/session")
        self._http.close()

    def open(self, queue: str, count: int) -> Range:
        """
        Raises:
            NoRange: the hall says no.
            httpx.HTTPError: it can't be reached.
        """
        told = self._command("open-paper-range", {"queue": queue, "count": count})
        return self._range(BlockView.model_validate(told["block"]))

    def _command(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._http.post(f"/api/v1/commands/{name}", json=body, headers={"Idempotency-Key": new_id()})
        told: dict[str, Any] = answer.json()
        if answer.status_code != httpx.codes.OK:
            raise NoRange(str(told.get("detail") or told.get("title") or answer.status_code))
        return dict(told["result"])

    def again(self, ident: str) -> Range:
        """A range that was opened before."""
        return self._range(_paper(self.blocks(), ident))

    def blocks(self) -> list[BlockView]:
        """Ranges from which numbers may still come.

        Raises:
            httpx.HTTPError: it can't be reached, or the account may not see them.
        """
        return [BlockView.model_validate(block) for block in self._get("/api/v1/manager")["blocks"]]

    def close(self, ident: str) -> int:
        """Nothing more is given out of a range; how many of its numbers were unused.

        Raises:
            NoRange: the hall says no.
            httpx.HTTPError: it can't be reached.
        """
        return int(self._command("return-numbers", {"block": ident})["returned"])

    def _range(self, block: BlockView) -> Range:
        board = self._get("/api/v1/board")
        queue = next(queue for queue in board["queues"] if queue["id"] == block.queue)
        windows = tuple(window["number"] for window in board["windows"] if block.queue in window["queues"])
        return Range(block, board["names"], queue["names"], windows)

    def _get(self, path: str) -> dict[str, Any]:
        answer = self._http.get(path)
        answer.raise_for_status()
        return dict(answer.json())


class FileSource:
    """A hall that doesn't run: its own lock keeps a controller out meanwhile."""

    def __init__(self, data: Path, config: HallConfig, account: str) -> None:
        """
        Args:
            data: the controller's data folder, or the database itself.
            account: who opens the range, for the ledger.
        """
        self._config = config
        self._actor = Actor(account, Role.MANAGER)
        path = hall_file(data) if data.is_dir() else data
        self._writer = HallWriter(path, config, HallClock(), new_id, self._on_batch)

    def _on_batch(self, committed: Committed | None, given: Answers) -> None:  # noqa: ARG002 (the listener's names)
        for future, completion in given:
            future.set_result(completion)

    def __enter__(self) -> "FileSource":
        try:
            self._hall = self._writer.open()
        except HallIsTaken as taken:
            raise NoRange(f"{taken}; ask the running hall: --url and --account") from taken
        self._writer.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def open(self, queue: str, count: int) -> Range:
        """
        Raises:
            NoRange: the hall says no.
        """
        future: Future[Completion] = Future()
        self._writer.submit(Submission(new_id(), self._actor, OpenPaperRange(queue=queue, count=count)), future)
        completion = future.result(ANSWER_S)
        if not completion.succeeded:
            raise NoRange(completion.detail)
        return self._range(BlockView.model_validate(completion.result["block"]))

    def again(self, ident: str) -> Range:
        """A range that was opened before."""
        return self._range(_paper(block_views(self._hall), ident))

    def _range(self, block: BlockView) -> Range:
        queue = self._writer.rules.queues[block.queue]
        return Range(block, dict(self._config.hall.names), queue.names, queue.windows)


def _paper(blocks: Iterable[BlockView], ident: str) -> BlockView:
    found = next((block for block in blocks if block.id == ident and block.kind is BlockKind.PAPER), None)
    if found is None:
        raise NoRange(f"there is no open paper range {ident}")
    return found
