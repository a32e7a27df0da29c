"""The accuracy report: tables for people, one document for machines."""

from collections.abc import Iterator

from rich.table import Table

from kiosk.vision.bands import SHIPPED
from kiosk.vision.statistics import Rate
from tingtang.vision.det_picture import FMR_TARGET, FNMR_TARGET
from tingtang.vision.error_rates import Errors, Scores, equal_error, errors_at, threshold_at
from tingtang.vision.labelled import Measured

AROUND = (-0.20, -0.15, -0.10, -0.05, 0.0, 0.05, 0.10)
"""Thresholds shown, from the one in use."""
FMR_TARGETS = (0.1, 0.01, 0.001)
DLIB_DEFAULT = 0.40
"""1 − 0.6, face_recognition's own default: shown to see why nothing here uses it."""


def operating_points(measured: Measured) -> list[tuple[Scores, Errors]]:
    """Each engine's errors at the threshold that it accepts from."""
    return [(scores, errors_at(scores, SHIPPED[scores.engine].accept)) for scores in measured.scores]


def tables(measured: Measured) -> Iterator[Table]:
    for scores in measured.scores:
        yield _table(scores)
        yield _target_table(scores)


def _thresholds(engine: str) -> list[float]:
    bands = SHIPPED[engine]
    found = {round(bands.accept + step, 3) for step in AROUND} | {bands.step_up}
    return sorted(found | ({DLIB_DEFAULT} if engine == "dlib" else set()))


def _table(scores: Scores) -> Table:
    table = Table(
        title=f"{scores.engine}: {len(scores.impostor)} pairs of different people, {len(scores.genuine)} of the same; "
        f"equal error rate {_percent(equal_error(scores))}",
        title_justify="left",
        caption="In brackets the bounds at 95 % (Clopper-Pearson). Confused: pairs of people of whom any two pictures match; "
        "missed: people of whom any two don't. Trust these two more: pairs of pictures of the same people depend on "
        "each other, so the bounds over pictures are narrower than the truth. "
        f"Target of GB/T 38671: FMR {_percent(FMR_TARGET)}, FNMR {_percent(FNMR_TARGET)}.",
        caption_justify="left",
    )
    for name in ("threshold", "", "FMR, pictures", "FNMR, pictures", "people confused", "people missed"):
        table.add_column(name, justify="left" if name in ("threshold", "") else "right")
    bands = SHIPPED[scores.engine]
    for threshold in _thresholds(scores.engine):
        errors = errors_at(scores, threshold)
        note = {bands.accept: "accept from here", bands.step_up: "step up from here"}.get(threshold, "")
        if scores.engine == "dlib" and threshold == DLIB_DEFAULT:
            note = "its own default: not used"
        rates = (errors.fmr, errors.fnmr, errors.people_confused, errors.people_missed)
        table.add_row(f"{threshold:.2f}", note, *map(_with_bounds, rates), style="bold" if threshold == bands.accept else "")
    return table


def _target_table(scores: Scores) -> Table:
    """What each FMR costs in FNMR: for comparing with other programs, not for choosing a threshold."""
    table = Table(
        title=f"{scores.engine}: what a wanted FMR costs",
        title_justify="left",
        caption="The threshold is fitted to these very pictures, so on others expect more. For a kiosk's threshold: "
        "tingtang vision calibrate.",
        caption_justify="left",
    )
    for name in ("wanted FMR", "threshold", "FMR, pictures", "FNMR, pictures", "people confused", "people missed"):
        table.add_column(name, justify="right")
    for wanted in FMR_TARGETS:
        threshold = threshold_at(scores, wanted)
        if threshold is None:
            table.add_row(_percent(wanted), "?", f"needs {round(1 / wanted)} pairs", "", "", "")
            continue
        errors = errors_at(scores, threshold)
        rates = (errors.fmr, errors.fnmr, errors.people_confused, errors.people_missed)
        table.add_row(_percent(wanted), f"{threshold:.3f}", *map(_with_bounds, rates))
    return table


def _with_bounds(rate: Rate) -> str:
    if not rate.trials:
        return "no pairs"
    return f"{_percent(rate.rate)} ({rate.lower * 100:.2g}–{rate.upper * 100:.2g})"


def _percent(rate: float) -> str:
    return "?" if rate != rate else f"{rate * 100:.3g} %"


def report_json(measured: Measured) -> dict[str, object]:
    """Rates between 0 and 1. Nobody's name and no picture's is in it."""
    return {
        "people": measured.people,
        "pictures": measured.pictures,
        "used": measured.used,
        "people_in_the_set": measured.faces.people,
        "left_out": dict(measured.embedded.left.reasons),
        "not_looked_at": dict(measured.faces.passed_by),
        "failure_to_acquire": rate_json(measured.failure_to_acquire),
        "failure_to_enrol": rate_json(measured.failure_to_enrol),
        "several_faces_largest_taken": measured.embedded.several,
        "found_at_a_second_look": measured.embedded.looked_again,
        "size_gate_px": measured.embedded.width_min_px,
        "size_gate_off_by_itself": measured.embedded.is_small,
        "target": {"standard": "GB/T 38671", "fmr": FMR_TARGET, "fnmr": FNMR_TARGET},
        "engines": [_engine_json(scores) for scores in measured.scores],
        "not_measured": measured.unusable_engines,
    }


def _engine_json(scores: Scores) -> dict[str, object]:
    bands = SHIPPED[scores.engine]
    return {
        "engine": scores.engine,
        "models": scores.models,
        "genuine_pairs": len(scores.genuine),
        "impostor_pairs": len(scores.impostor),
        "equal_error_rate": equal_error(scores),
        "accept": bands.accept,
        "step_up": bands.step_up,
        "alone": bands.alone,
        "at": [_errors_json(errors_at(scores, threshold)) for threshold in _thresholds(scores.engine)],
        "at_wanted_fmr": [
            {"wanted_fmr": wanted}
            | (_errors_json(errors_at(scores, threshold)) if threshold is not None else {"threshold": None})
            for wanted in FMR_TARGETS
            for threshold in (threshold_at(scores, wanted),)
        ],
    }


def _errors_json(errors: Errors) -> dict[str, object]:
    return {
        "threshold": errors.threshold,
        "fmr": rate_json(errors.fmr),
        "fnmr": rate_json(errors.fnmr),
        "pairs_of_people_confused": rate_json(errors.people_confused),
        "people_missed": rate_json(errors.people_missed),
    }


def rate_json(rate: Rate) -> dict[str, float | int]:
    return {"rate": rate.rate, "lower": rate.lower, "upper": rate.upper, "errors": rate.errors, "trials": rate.trials,
            "confidence": rate.confidence}  # fmt: skip
