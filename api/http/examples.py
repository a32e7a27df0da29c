"""Examples of the OpenAPI document. A test validates each of them against its model."""

from typing import Any

_TICKET = "01JD0V5Y3M9D8XQ2T7W4R6K1ZB"
_ASK = "01JD0V6A0C5N3P8H2E9S7F4Q1M"
_AT = 1_767_225_600_000
_BLOCK = "01JD0V7C5B8R2M6X9K3T1W4Q7P"
_HOLDER = "q7Zr2mXw9TkB4sVn8LcY1d"
"""A keyed hash, made up."""

COMMAND_EXAMPLES: dict[str, dict[str, Any]] = {
    "take": {"service": "real-estate", "ticket_class": "walk-in", "hand_over": "printer", "language": "zh-CN"},
    "hand-over": {"ticket": _TICKET, "handed_over": "printer"},
    "reprint": {"ticket": _TICKET},
    "next": {"window": 1},
    "call": {"window": 1, "ticket": _TICKET},
    "recall": {"window": 1},
    "arrive": {"window": 1},
    "miss": {"window": 1},
    "return": {"window": 1},
    "back": {"ticket": _TICKET},
    "hold": {"window": 1, "reason": "材料待补"},
    "take-back": {"window": 1, "ticket": _TICKET},
    "transfer": {"window": 1, "service": "payment", "reason": "转缴费"},
    "reject": {"window": 1, "reason": "材料不符"},
    "finish": {"window": 1},
    "undo-finish": {"window": 1},
    "rate": {"ask": _ASK, "outcome": "SUBMITTED", "level": "VERY_GOOD"},
    "rate-terminal": {"ticket": _TICKET, "service": "first-registration", "outcome": "SUBMITTED", "level": "GOOD"},
    "pause": {"window": 1, "reason": "午休", "back_at": _AT + 3_600_000},
    "resume": {"window": 1},
    "open-window": {"window": 1},
    "close-window": {"window": 1},
    "cancel": {"ticket": _TICKET},
    "void": {"ticket": _TICKET, "reason": "重复取号"},
    "close-day": {},
    "press-key": {"window": 1, "key": "next"},
    "take-offline": {
        "block": _BLOCK,
        "number": 3,
        "service": "real-estate",
        "taken_at": _AT,
        "clock_offset_ms": -120,
        "hand_over": "printer",
    },
    "lease-numbers": {"queue": "a", "count": 20},
    "return-numbers": {"block": _BLOCK},
    "open-paper-range": {"queue": "a", "count": 50},
    "back-enter": {"block": _BLOCK, "number": 7, "service": "real-estate", "taken_at": _AT},
    "book": {"service": "real-estate", "day": "2026-01-05", "slot": "09:30", "holder": _HOLDER},
    "check-in": {"number": "AY003"},
    "lift-cool-off": {"holder": _HOLDER, "reason": "因住院未到"},
    "slots": {"service": "real-estate"},
    "move-booking": {"ticket": _TICKET, "day": "2026-01-06", "slot": "14:00"},
    "find-ticket": {"number": "A012", "check": "4821"},
    "bookings": {"holder": _HOLDER},
    "abandon": {"ticket": _TICKET},
    "postpone": {"ticket": _TICKET, "minutes": 15},
    "move-to-top": {"ticket": _TICKET, "reason": "孕妇身体不适"},
    "direct": {"ticket": _TICKET, "to_window": 3, "reason": "上次由该窗口受理"},
    "reactivate": {"ticket": _TICKET, "reason": "材料漏收"},
    "reclassify": {"ticket": _TICKET, "ticket_class": "walk-in", "reason": "未出示证件", "serve": True},
    "unhold": {"ticket": _TICKET},
    "log-in-by-card": {"window": 1, "card": _HOLDER},
    "report-window": {"window": 1, "fault": "window-1-agent/idcard-1"},
    "open-tidal": {"window": 3, "queue": "a"},
    "end-tidal": {"window": 3, "queue": "a"},
    "set-rule": {"rule": "accumulating", "rates": {"elderly": 0.4}, "reason": "上午高峰"},
    "extend-hours": {"queue": "a", "until": "18:30", "reason": "延时服务"},
    "list-person": {
        "holder": _HOLDER,
        "kind": "blocked",
        "reason": "倒号",
        "approver": "manager-2",
        "until": "2026-01-31",
    },
    "unlist-person": {"holder": _HOLDER, "reason": "已核实"},
    "void-series": {"terminal": "kiosk-01", "since": _AT, "reason": "连续取号无人认领"},
    "dismiss-alert": {"alert": "rapidTakes-kiosk-01"},
    "begin-emergency": {"text": "请从东门离开"},
    "end-emergency": {},
    "claim-call": {"call": _TICKET},
    "end-call": {"call": _TICKET, "outcome": "done", "remark": "已协助打印"},
    "close-complaint": {"case_number": "7KQ2-M9XD", "remark": "已回电说明，本人认可"},
    "catalogue": {"have_version": ""},
}

_NAMES = {"zh-CN": "不动产登记", "en": "Real estate"}
_WINDOW_NAMES = {"zh-CN": "1号窗口", "en": "Window 1"}
_QUEUE = {"id": "a", "prefix": "A", "names": _NAMES, "waiting": 3, "open_windows": 1, "open": True}
_WINDOW = {"number": 1, "names": _WINDOW_NAMES, "state": "serving", "ticket": "A012", "queues": ["a"]}
_TICKET_VIEW = {
    "id": _TICKET,
    "number": "A012",
    "queue": "a",
    "service": "real-estate",
    "ticket_class": "walk-in",
    "state": "serving",
    "issued_at": _AT,
    "state_since": _AT + 300_000,
    "window": 1,
    "calls": 1,
}

COMPLETION_EXAMPLE: dict[str, Any] = {
    "kind": "completion",
    "id": _TICKET,
    "code": "success",
    "error_code": None,
    "detail": "",
    "result": {"ticket": _TICKET_VIEW},
}

DEVICE_COMMAND_EXAMPLES: dict[str, dict[str, Any]] = {
    "load-paper": {},
    "feed": {"lines": 3, "cut": True},
    "eject": {},
    "retract": {},
    "clear-alarm": {"code": "door.sos"},
    "identify": {"label": "3", "seconds": 10},
    "test-pattern": {},
    "blank": {},
    "brightness": {"percent": 60},
    "volume": {"percent": 70},
    "power": {"on": True},
    "reset": {},
    "open": {"pulse_ms": 3000},
    "stop": {},
    "diagnose": {},
}
DEVICE_COMPLETION_EXAMPLE: dict[str, Any] = {
    "kind": "completion",
    "id": _TICKET,
    "code": "success",
    "error_code": None,
    "detail": "",
    "result": {"tickets_left": 850},
}

BATCH_EXAMPLE: dict[str, Any] = {
    "commands": [
        {"id": _TICKET, "name": "take", "body": COMMAND_EXAMPLES["take"]},
        {"id": _ASK, "name": "next", "body": COMMAND_EXAMPLES["next"]},
    ]
}
BATCH_ANSWER_EXAMPLE: dict[str, Any] = {
    "completions": [
        COMPLETION_EXAMPLE,
        {
            "kind": "completion",
            "id": _ASK,
            "code": "commandErrorCode",
            "error_code": "windowNotOpen",
            "detail": "window 1 is closed",
            "result": {},
        },
    ]
}

_CALL = {"seq": 42, "number": "A012", "window": 1, "at": _AT, "times": 1}
_SESSION = {"name": "window-1", "role": "clerk", "windows": [1], "csrf": "q3…", "expires_at": _AT}

_DUTY_CALL = {
    "id": _TICKET,
    "kind": "help",
    "state": "open",
    "place": "一楼东侧",
    "node": "kiosk-01",
    "at": _AT,
    "claim_by": _AT + 60_000,
    "close_by": _AT + 900_000,
}

VIEW_EXAMPLES: dict[str, Any] = {
    "/api/v1/duty": {"at": _AT, "calls": [_DUTY_CALL], "closed": [], "staffed": True},
    "/api/v1/complaints": {
        "at": _AT,
        "complaints": [
            {
                "case_number": "7KQ2-M9XD",
                "kind": "unsolved",
                "subject": "came-often",
                "department": "不动产登记中心",
                "place": "一楼东侧",
                "language": "zh-CN",
                "at": _AT,
                "text": "跑了三次",
                "contact": "",
            }
        ],
    },
    "/healthz": {
        "well": True,
        "version": "0.1.0",
        "uptime_s": 3600,
        "parts": [{"name": "store", "well": True, "detail": ""}],
    },
    "/api/v1/board": {
        "site": "610124-01",
        "names": {"zh-CN": "政务服务大厅", "en": "Service hall"},
        "seq": 42,
        "at": _AT,
        "queues": [_QUEUE],
        "windows": [_WINDOW],
        "calls": [_CALL],
    },
    "/api/v1/rules": {
        "rule": "accumulating",
        "since": _AT,
        "rates": {"elderly": 0.4, "appointment": 0.285714, "walk-in": 0.04},
        "overtakes_max": {"elderly": 5, "appointment": 8, "walk-in": 15},
        "back_after": 3,
        "hall_names": {"zh-CN": "政务服务大厅", "en": "Service hall"},
        "strict_order": ["elderly", "appointment", "walk-in"],
        "back_within_min": 30,
        "recalls_max": 3,
        "postpones_max": 2,
        "postpone_max_min": 60,
        "items_max": 5,
    },
    "/api/v1/colleagues": {"colleagues": [{"name": "window-2", "window": 2}, {"name": "chen", "window": None}]},
    "/api/v1/tickets": {"tickets": [_TICKET_VIEW]},
    "/api/v1/desk/{window}": {
        "seq": 42,
        "at": _AT,
        "window": _WINDOW,
        "clerk": "window-1",
        "ticket": _TICKET_VIEW,
        "service_names": _NAMES,
        "next_kept": False,
        "rating_until": None,
        "undo_until": None,
        "waiting": [
            {"id": _ASK, "number": "A013", "ticket_class": "elderly", "service_names": _NAMES, "waited_s": 240},
        ],
        "waiting_total": 3,
        "held": [],
        "missed": [],
        "served_today": 11,
    },
    "/api/v1/manager": {
        "seq": 42,
        "at": _AT,
        "windows": [_WINDOW],
        "queues": [_QUEUE],
        "ratings": [{"ticket": "A011", "window": 1, "outcome": "SUBMITTED", "level": "GOOD", "at": _AT}],
        "issued_today": 15,
        "served_today": 11,
        "waiting_now": 3,
    },
    "/api/v1/devices": {
        "at": _AT,
        "devices": [
            {
                "node": "hall-agent",
                "device": "led-1",
                "kind": "led-board",
                "place": "window-1",
                "model": "BX-6",
                "node_state": "online",
                "status": "online",
                "action": "none",
                "reason": "ok",
                "since": _AT,
                "commands": ["identify", "test-pattern", "brightness"],
            }
        ],
    },
    "/api/v1/tickets/{ticket}": _TICKET_VIEW,
    "/api/v1/catalogue": {
        "version": "1",
        "hall_names": {"zh-CN": "政务服务大厅", "en": "Service hall"},
        "services": [
            {
                "id": "real-estate",
                "names": _NAMES,
                "department": {"zh-CN": "自然资源局"},
                "queue": "a",
                "minutes": 10,
                "open": True,
            },
        ],
        "queues": [_QUEUE],
    },
    "/api/v1/reports/tops": {
        "week": "2026-W01",
        "first_day": "2025-12-29",
        "last_day": "2026-01-04",
        "tops": [
            {
                "at": _AT,
                "ticket": _TICKET,
                "number": "A012",
                "queue_names": _NAMES,
                "service_names": _NAMES,
                "by": "window-1",
                "role": "clerk",
                "reason": "孕妇身体不适",
            }
        ],
    },
    "/api/v1/reports/privacy": {
        "first_day": "2025-12-07",
        "last_day": "2026-01-05",
        "operator": {"zh-CN": "政务服务大厅", "en": "Service hall"},
        "officer": "数据安全办公室",
        "contact": "咨询台",
        "attempts": [
            {"way": "face", "outcome": "verified", "band": "accept", "rung": "online", "count": 120},
            {"way": "card", "outcome": "verified", "band": None, "rung": "online", "count": 64},
        ],
        "verified": 184,
        "verified_without_face": 64,
        "consents": [{"purpose": "face-registry", "given": 12, "by_guardian": 0, "withdrawn": 1, "standing": 30}],
        "stored": [{"node": "kiosk-01", "people": 30, "at": _AT}],
        "filing": {"state": "none", "people": 30, "warn_at": 80_000, "file_at": 100_000, "due_on": "", "number": ""},
        "deleted": {"evidence": 4, "consents": 0, "persons": 1},
        "waiting_to_be_deleted": 1,
        "adapters": {"ctid": True},
        "evidence_days": 180,
        "consent_days": 1_095,
        "registry_days": 365,
        "assessed_on": "2025-11-20",
    },
    "/api/v1/ledger": {
        "events": [
            {
                "seq": 42,
                "at": _AT,
                "kind": "ticket-arrived",
                "by": "window-1",
                "role": "clerk",
                "command": "01JD0V9Q5ZK3H8W2N6M4T7RXYB",
                "body": {"ticket": _TICKET, "window": 1},
                "hash": "9f86d081…",
            }
        ],
        "next_after": 42,
    },
}

SESSION_EXAMPLES: dict[str, Any] = {"post": {**_SESSION, "token": "Zm9v…"}, "get": _SESSION}
"""Of `/api/v1/session`, by method."""
