"""The application on the real hall keeps what its OpenAPI document says, for requests that schemathesis makes up from it.

In process, on one event loop and one hall for all requests. Live streams are left out: they never end. The document's examples
are checked against its schemas.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import jsonschema
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth

from api.http.app import create_app
from api.http.commands import HTTP_COMMANDS
from api.http.ports import HttpPorts
from api.ids import new_id
from tests.support.real_hall import RealHall, real_hall

EXAMPLES = 15
"""Requests made up for each operation and mode: with some 40 operations this stays within seconds."""
FOR_DEVICES = frozenset(f"/api/v1/commands/{name}" for name in ("rate", "rate-terminal", "press-key"))


class Caller:
    """Sends requests to the hall on its own loop, from tests that aren't coroutines: hypothesis has none."""

    def __init__(self, runner: asyncio.Runner, hall: RealHall) -> None:
        self._runner = runner
        self.hall = hall

    def send(self, request: requests.PreparedRequest) -> httpx.Response:
        return self._runner.run(self._send(request))

    async def _send(self, request: requests.PreparedRequest) -> httpx.Response:
        transport = httpx.ASGITransport(self.hall.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.request(
                str(request.method), str(request.url), headers=dict(request.headers), content=cast(Any, request.body)
            )


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    with asyncio.Runner() as runner:
        opened = real_hall(Path(tmp_path_factory.mktemp("hall")))
        yield Caller(runner, runner.run(opened.__aenter__()))
        runner.run(opened.__aexit__(None, None, None))


@pytest.fixture(scope="module")
def document(caller: Caller) -> dict[str, Any]:
    return caller.hall.app.openapi()


def _operations() -> list[tuple[str, str, GenerationMode]]:
    """(method, path, mode) of everything but the live streams; what takes nothing can't be asked wrongly. The document needs no
    working ports.
    """
    document = create_app(HttpPorts(*[cast(Any, None)] * 12), version="0").openapi()
    found = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if "/live/" in path:
                continue
            found.append((method, path, GenerationMode.POSITIVE))
            if "requestBody" in operation or operation.get("parameters"):
                found.append((method, path, GenerationMode.NEGATIVE))
    return found


def _holds_whole_float(value: Any) -> bool:
    """`1.0` is an integer to JSON Schema and isn't one to us: a client that sends it has a fault worth hearing about."""
    if isinstance(value, dict):
        return any(_holds_whole_float(item) for item in value.values())
    if isinstance(value, list):
        return any(_holds_whole_float(item) for item in value)
    return isinstance(value, float) and value.is_integer()


def _needs_reason(value: Any) -> bool:
    """A blank reason fits the schema; that it says nothing is the hall's own rule (422, `reasonRequired`)."""
    return isinstance(value, dict) and isinstance(value.get("reason"), str) and not value["reason"].strip()


@pytest.mark.parametrize(("method", "path", "mode"), _operations())
def test_requests_are_answered_as_documented(
    caller: Caller, document: dict[str, Any], method: str, path: str, mode: GenerationMode
) -> None:
    operation = schemathesis.openapi.from_dict(document)[path][method]
    headers = caller.hall.headers("kiosk-1" if path in FOR_DEVICES else "manager")

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        assume(not _holds_whole_float(case.body) and not _needs_reason(case.body))
        if mode is GenerationMode.POSITIVE and "/commands/" in path:
            # A key that was used for another command is refused, and all cases share one hall.
            case.headers["Idempotency-Key"] = new_id()
        request = requests.Request(**case.as_transport_kwargs(base_url="http://hall", headers=headers)).prepare()
        # Sign-in is this test's own, not the made-up one of the case: test_access shows what happens without.
        case.validate_response(caller.send(request), excluded_checks=[ignored_auth])

    check()


def _examples(document: dict[str, Any]) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            bodies = {"request": operation.get("requestBody", {}), **operation["responses"]}
            for part, body in bodies.items():
                for content in body.get("content", {}).values():
                    if "example" in content:
                        yield f"{method} {path} {part}", content["example"], content["schema"]


def test_every_example_fits_its_schema(document: dict[str, Any]) -> None:
    checked = 0
    for place, example, part in _examples(document):
        validator = jsonschema.Draft202012Validator({**part, "components": document["components"]})
        errors = [error.message for error in validator.iter_errors(example)]
        assert not errors, (place, errors)
        checked += 1
    assert checked >= 2 * len(HTTP_COMMANDS) + 10


def test_every_operation_is_described_tagged_and_illustrated(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            place = f"{method} {path}"
            assert operation["summary"], place
            assert operation["tags"], place
            assert set(operation["tags"]) <= tags, place
            for status, response in operation["responses"].items():
                assert response["description"], (place, status)
                for media_type, content in response.get("content", {}).items():
                    if media_type == "application/json":
                        assert "example" in content, (place, status)
            if "requestBody" in operation:
                assert "example" in operation["requestBody"]["content"]["application/json"], place
    commands = {path.removeprefix("/api/v1/commands/") for path in document["paths"] if path.startswith("/api/v1/commands/")}
    assert commands == set(HTTP_COMMANDS)
