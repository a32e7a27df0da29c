"""Everything that the doctor can say: how bad, how sure, who. Words stand in the catalogue `doctor`, under the same codes.

A part of the kiosk's own start-up check (`kiosk.renderer…`) has its words in the catalogue `check`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tingtang.doctor.finding import Level, Sure, Who

_T, _N, _M, _S, _0 = Who.TECHNICIAN, Who.NETWORK, Who.MANAGER, Who.MAKER, Who.NOBODY
_BROKEN, _LOOK, _NOTE = Level.BROKEN, Level.LOOK, Level.NOTE
_CERTAIN, _LIKELY, _POSSIBLE = Sure.CERTAIN, Sure.LIKELY, Sure.POSSIBLE


@dataclass(frozen=True, slots=True)
class Symptom:
    level: Level
    sure: Sure
    who: Who


def _table(area: str, **rows: tuple[Level, Sure, Who]) -> dict[str, Symptom]:
    return {f"{area}.{name.replace('_', '-')}": Symptom(*row) for name, row in rows.items()}


SYMPTOMS: Mapping[str, Symptom] = {
    **_table(
        "doctor",
        not_root=(_NOTE, _CERTAIN, _T),
        no_role=(_LOOK, _CERTAIN, _T),
        stumbled=(_LOOK, _CERTAIN, _S),
    ),
    **_table(
        "settings",
        missing=(_BROKEN, _CERTAIN, _T),
        wrong=(_BROKEN, _CERTAIN, _T),
        password_unreadable=(_BROKEN, _CERTAIN, _T),
    ),
    **_table(
        "clock",
        before_release=(_BROKEN, _CERTAIN, _T),
        off=(_BROKEN, _CERTAIN, _T),
        unsynchronised=(_LOOK, _LIKELY, _N),
        hall_silent=(_LOOK, _LIKELY, _N),
        no_chip=(_NOTE, _CERTAIN, _0),
    ),
    **_table(
        "disk",
        full=(_BROKEN, _CERTAIN, _T),
        little=(_LOOK, _CERTAIN, _T),
        no_inodes=(_BROKEN, _CERTAIN, _T),
        read_only=(_BROKEN, _CERTAIN, _T),
        failing=(_BROKEN, _LIKELY, _T),
        not_written=(_BROKEN, _LIKELY, _T),
        missing=(_BROKEN, _CERTAIN, _T),
        not_ours=(_BROKEN, _CERTAIN, _T),
        not_kept=(_BROKEN, _CERTAIN, _T),
        root_open=(_LOOK, _CERTAIN, _T),
    ),
    **_table(
        "memory",
        little=(_LOOK, _CERTAIN, _T),
        killed=(_LOOK, _CERTAIN, _T),
    ),
    **_table(
        "power",
        low_now=(_BROKEN, _CERTAIN, _T),
        low_before=(_LOOK, _CERTAIN, _T),
        hot_now=(_LOOK, _CERTAIN, _T),
        hot_before=(_LOOK, _CERTAIN, _T),
    ),
    **_table(
        "network",
        no_card=(_BROKEN, _CERTAIN, _T),
        no_link=(_BROKEN, _LIKELY, _T),
        no_address=(_BROKEN, _LIKELY, _N),
        own_address=(_BROKEN, _LIKELY, _N),
        no_gateway=(_NOTE, _CERTAIN, _N),
        unknown_name=(_BROKEN, _LIKELY, _N),
        unreachable=(_BROKEN, _LIKELY, _N),
        no_answer=(_BROKEN, _LIKELY, _N),
        address_twice=(_BROKEN, _CERTAIN, _N),
        no_unit_server=(_LOOK, _LIKELY, _T),
    ),
    **_table(
        "broker",
        not_listening=(_BROKEN, _LIKELY, _T),
        not_a_broker=(_BROKEN, _LIKELY, _T),
        no_tls=(_BROKEN, _LIKELY, _T),
        old_tls=(_BROKEN, _LIKELY, _T),
        refused=(_BROKEN, _CERTAIN, _M),
        no_access=(_BROKEN, _LIKELY, _M),
        certificate_expired=(_BROKEN, _CERTAIN, _M),
        certificate_not_yet=(_BROKEN, _CERTAIN, _T),
        certificate_foreign=(_BROKEN, _CERTAIN, _M),
        certificate_other_name=(_BROKEN, _CERTAIN, _T),
        wants_certificate=(_BROKEN, _CERTAIN, _T),
        refuses_revoked=(_BROKEN, _CERTAIN, _M),
        refuses_expired=(_BROKEN, _CERTAIN, _T),
        refuses_certificate=(_BROKEN, _LIKELY, _M),
        cut_off=(_LOOK, _CERTAIN, _N),
        no_controller=(_BROKEN, _CERTAIN, _T),
    ),
    **_table(
        "certificate",
        missing=(_BROKEN, _CERTAIN, _T),
        unreadable=(_BROKEN, _CERTAIN, _T),
        expired=(_BROKEN, _CERTAIN, _T),
        not_yet=(_BROKEN, _CERTAIN, _T),
        soon=(_LOOK, _CERTAIN, _T),
        foreign=(_BROKEN, _CERTAIN, _M),
        other_name=(_BROKEN, _CERTAIN, _T),
        other_key=(_BROKEN, _CERTAIN, _T),
        open_key=(_LOOK, _CERTAIN, _T),
    ),
    **_table(
        "service",
        failed=(_BROKEN, _CERTAIN, _T),
        restarts=(_BROKEN, _CERTAIN, _S),
        watchdog=(_LOOK, _CERTAIN, _S),
        out_of_memory=(_BROKEN, _CERTAIN, _T),
        off=(_BROKEN, _CERTAIN, _T),
        disabled=(_LOOK, _CERTAIN, _T),
        absent=(_BROKEN, _CERTAIN, _T),
        unit_broken=(_BROKEN, _CERTAIN, _T),
    ),
    **_table(
        "release",
        dangling=(_BROKEN, _CERTAIN, _T),
        differs=(_LOOK, _CERTAIN, _T),
        packages=(_BROKEN, _CERTAIN, _T),
    ),
    **_table(
        "device",
        agent_silent=(_BROKEN, _CERTAIN, _T),
        port_missing=(_BROKEN, _CERTAIN, _T),
        port_taken=(_BROKEN, _CERTAIN, _T),
        port_not_ours=(_BROKEN, _CERTAIN, _T),
        port_broken=(_BROKEN, _LIKELY, _T),
        unreachable=(_BROKEN, _LIKELY, _T),
        silent=(_BROKEN, _POSSIBLE, _T),
        line_dead=(_BROKEN, _LIKELY, _T),
        garbage=(_BROKEN, _LIKELY, _T),
        address_twice=(_BROKEN, _LIKELY, _T),
        lost=(_BROKEN, _LIKELY, _T),
        wrong_settings=(_BROKEN, _CERTAIN, _T),
        hangs=(_BROKEN, _CERTAIN, _S),
        not_well=(_LOOK, _CERTAIN, _T),
    ),
    **_table(
        "model",
        missing=(_BROKEN, _CERTAIN, _T),
        changed=(_BROKEN, _CERTAIN, _T),
    ),
    **_table(
        "store",
        damaged=(_BROKEN, _CERTAIN, _T),
        newer=(_BROKEN, _CERTAIN, _T),
        waits=(_LOOK, _LIKELY, _N),
        nearly_full=(_BROKEN, _CERTAIN, _T),
        refused=(_LOOK, _CERTAIN, _S),
        no_numbers=(_LOOK, _CERTAIN, _0),
    ),
    **_table(
        "backup",
        nobody_named=(_LOOK, _CERTAIN, _T),
        none=(_LOOK, _CERTAIN, _T),
        old=(_LOOK, _CERTAIN, _T),
        one_place=(_NOTE, _CERTAIN, _T),
        not_copied=(_LOOK, _CERTAIN, _T),
    ),
    **_table(
        "health",
        silent=(_BROKEN, _CERTAIN, _T),
        unwell=(_BROKEN, _CERTAIN, _T),
    ),
    "kiosk.renderer.software": Symptom(_LOOK, _CERTAIN, _T),
    "kiosk.renderer.offscreen": Symptom(_LOOK, _LIKELY, _T),
    "kiosk.renderer.other-size": Symptom(_LOOK, _CERTAIN, _T),
    "kiosk.renderer.old-gl": Symptom(_BROKEN, _CERTAIN, _T),
    "kiosk.renderer.no-card": Symptom(_BROKEN, _LIKELY, _T),
    "kiosk.renderer.card-not-ours": Symptom(_BROKEN, _CERTAIN, _T),
    "kiosk.renderer.card-taken": Symptom(_BROKEN, _POSSIBLE, _T),
    "kiosk.renderer.no-display": Symptom(_BROKEN, _LIKELY, _T),
    "kiosk.renderer.no-gl": Symptom(_BROKEN, _LIKELY, _T),
    "kiosk.renderer.no-window": Symptom(_BROKEN, _POSSIBLE, _T),
    "kiosk.fonts.missing": Symptom(_BROKEN, _CERTAIN, _T),
    "kiosk.fonts.not-written": Symptom(_BROKEN, _CERTAIN, _T),
    "kiosk.fonts.damaged": Symptom(_BROKEN, _CERTAIN, _T),
    "kiosk.fonts.gaps": Symptom(_LOOK, _CERTAIN, _T),
    "kiosk.typing.missing": Symptom(_LOOK, _CERTAIN, _T),
    "kiosk.touch.none": Symptom(_BROKEN, _LIKELY, _T),
    "kiosk.touch.not-ours": Symptom(_BROKEN, _CERTAIN, _T),
    "kiosk.touch.several": Symptom(_LOOK, _CERTAIN, _T),
    "kiosk.camera.not-real": Symptom(_LOOK, _CERTAIN, _T),
    "kiosk.camera.no-file": Symptom(_BROKEN, _CERTAIN, _T),
    "kiosk.camera.missing": Symptom(_BROKEN, _CERTAIN, _T),
    "kiosk.camera.not-ours": Symptom(_BROKEN, _CERTAIN, _T),
    "kiosk.camera.busy": Symptom(_BROKEN, _CERTAIN, _T),
    "kiosk.camera.dead": Symptom(_BROKEN, _LIKELY, _T),
    "kiosk.camera.no-pictures": Symptom(_BROKEN, _CERTAIN, _T),
    "kiosk.printer.mute": Symptom(_NOTE, _CERTAIN, _0),
    "kiosk.printer.soon": Symptom(_LOOK, _CERTAIN, _T),
    "kiosk.printer.not-well": Symptom(_BROKEN, _CERTAIN, _T),
    "kiosk.printer.no-word": Symptom(_BROKEN, _LIKELY, _T),
    "kiosk.printer.no-agent": Symptom(_BROKEN, _CERTAIN, _T),
}
