"""What a person reads about upgrades, in their language."""

from collections.abc import Iterator, Mapping

from api.releases.orders import Outcome, Report
from api.text.catalogue import TextCatalogue, read_catalogue
from hall_controller.releases.rollout import Rollout, RolloutState, Unit
from hall_controller.releases.store import SeenUnit

SECTION = "upgrade"
MINUTE_MS = 60_000
SILENT_MS = 15 * MINUTE_MS


class Words:
    """Args: language: one of the catalogue's."""

    def __init__(self, language: str, catalogue: TextCatalogue | None = None) -> None:
        self._language = language
        self._catalogue = catalogue or read_catalogue()

    def __call__(self, key: str, /, **arguments: object) -> str:
        return self._catalogue.text(SECTION, key, self._language, **arguments)

    def of_report(self, report: Report) -> str:
        """One unit's own upgrade in a line or two."""
        text = f"{report.version}: {self(f'outcome.{report.outcome.value}')}"
        return f"{text}\n{self.trouble(report.trouble.value, report.detail)}" if report.trouble.value else text

    def trouble(self, trouble: str, detail: str) -> str:
        return self(f"trouble.{trouble}", detail=detail)


def rollout_lines(rollout: Rollout | None, seen: Mapping[str, SeenUnit], now_ms: int, words: Words) -> Iterator[str]:
    """The whole rollout: its state, its stages, each unit, and what to do about those that failed."""
    planned = frozenset(unit.node for unit in rollout.units) if rollout is not None else frozenset()
    if rollout is None:
        yield words("rollout.none")
    else:
        yield from _stage_lines(rollout, seen, now_ms, words)
    others = [unit for unit in seen.values() if unit.node not in planned]
    if others:
        yield words("status.others")
    for unit in others:
        yield f"    {unit.node:<24} {unit.report.version:<12} {_heard(unit, now_ms, words)}".rstrip()


def _stage_lines(rollout: Rollout, seen: Mapping[str, SeenUnit], now_ms: int, words: Words) -> Iterator[str]:
    yield words("status.title", version=rollout.version, state=words(f"rollout.{rollout.state.value}"))
    for number, stage in enumerate(rollout.stages):
        mark = "→ " if number == rollout.stage and rollout.state is RolloutState.RUNNING else "  "
        yield mark + words("status.stage", number=number + 1, count=len(rollout.stages), name=stage.name)
        for node in stage.nodes:
            unit = rollout.unit(node)
            if unit is not None:
                yield from _unit_lines(unit, seen.get(node), now_ms, words)
    if rollout.state is RolloutState.RUNNING and rollout.well_since_ms is not None:
        left_ms = max(0, rollout.well_since_ms + rollout.settle_s * 1000 - now_ms)
        yield "  " + words("status.waits", left=-(-left_ms // MINUTE_MS))


def _unit_lines(unit: Unit, seen: SeenUnit | None, now_ms: int, words: Words) -> Iterator[str]:
    running = seen.report.version if seen is not None else unit.running or "–"
    line = f"    {unit.node:<24} {running:<12} {words(f'unit.{unit.state.value}')}"
    heard = words("status.never") if seen is None else _heard(seen, now_ms, words)
    if heard:
        line += f"; {heard}"
    yield line
    if unit.trouble:
        yield "      " + words.trouble(unit.trouble, unit.detail)


def _heard(seen: SeenUnit, now_ms: int, words: Words) -> str:
    """What its last report says beyond its version; silent for long comes first."""
    if now_ms - seen.heard_ms > SILENT_MS:
        return words("status.silent", minutes=(now_ms - seen.heard_ms) // MINUTE_MS)
    if seen.report.outcome is Outcome.STAYED and seen.report.trouble.value:
        return words.trouble(seen.report.trouble.value, seen.report.detail)
    if seen.report.outcome not in (Outcome.STAYED, Outcome.WELL):
        return words(f"outcome.{seen.report.outcome.value}")
    return "" if seen.report.well else words("status.ill", detail=seen.report.detail)
