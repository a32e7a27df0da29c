"""What a process of ours says of itself on its health page."""

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from api.process.layout import Role
from tingtang.doctor.finding import Finding

if TYPE_CHECKING:
    from drivers.agent.settings import AgentSettings
    from hall_controller.settings import ControllerSettings
    from kiosk.settings import KioskSettings

ANSWER_S = 5.0
LOOPBACK = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")
PAGE = "/healthz"
_ELSEWHERE = ("node ", "device ", "screen ", "broker", "disk", "link")
"""Parts that other looks judge, here or at the machine they belong to."""
MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class HealthFacts:
    process: str
    address: str
    """`http://127.0.0.1:8080`"""
    answered: bool
    version: str = ""
    unwell: Mapping[str, str] = field(default_factory=dict)
    """What the process says of each part that isn't well."""


def addresses(
    controller: "ControllerSettings | None", agent: "AgentSettings | None", kiosk: "KioskSettings | None"
) -> dict[Role, str]:
    """Of the processes on this machine that have such a page; an agent's or a kiosk's may be switched off."""
    found = {}
    if controller is not None:
        scheme = "https" if controller.http.certificate_file is not None else "http"
        found[Role.CONTROLLER] = f"{scheme}://{_here(controller.http.host)}:{controller.http.port}"
    for role, settings in ((Role.AGENT, agent), (Role.KIOSK, kiosk)):
        if settings is not None and settings.metrics.port:
            found[role] = f"http://{_here(settings.metrics.host)}:{settings.metrics.port}"
    return found


def _here(host: str) -> str:
    return LOOPBACK if host in EVERYWHERE else host


def judge_health(facts: HealthFacts) -> list[Finding]:
    said: dict[str, object] = {"process": facts.process, "address": facts.address}
    if not facts.answered:
        return [Finding("health.silent", said)]
    own = {part: detail for part, detail in facts.unwell.items() if not part.startswith(_ELSEWHERE)}
    return [Finding("health.unwell", said | {"part": part, "detail": detail}) for part, detail in sorted(own.items())]


def ask_health(process: str, address: str, *, answer_s: float = ANSWER_S) -> HealthFacts:
    """503 is an answer too: something isn't well, and the page says what."""
    try:
        body = _get(f"{address}{PAGE}", answer_s)
        document = json.loads(body)
    except (OSError, ValueError):
        return HealthFacts(process, address, answered=False)
    if not isinstance(document, dict):
        return HealthFacts(process, address, answered=False)
    return HealthFacts(process, address, answered=True, version=str(document.get("version", "")), unwell=_unwell(document))


def _get(address: str, answer_s: float) -> bytes:
    # Never through a proxy that the environment names: it is this machine.
    context = ssl.create_default_context()
    # Its certificate stands for the hall's name; nothing that is secret is sent, and what is answered is only told.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    try:
        with opener.open(address, timeout=answer_s) as answer:
            return bytes(answer.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            return bytes(error.read(MOST_BYTES))


def _unwell(document: Mapping[str, Any]) -> dict[str, str]:
    parts = document.get("parts", ())
    return {
        str(part["name"]): str(part.get("detail", "")) for part in parts if isinstance(part, dict) and not part.get("well", True)
    }
