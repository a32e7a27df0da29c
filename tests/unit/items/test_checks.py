"""Each rule of a catalogue, broken by one small change of an item that holds."""

from collections.abc import Callable
from typing import Any

import pytest

from api.messages.hall_views import IdentityPolicyView
from api.messages.identity_words import IdentityWay
from api.messages.item_views import ItemDepartmentView, ItemView, ZoneView
from hall_controller.items.content.catalogue import Catalogue
from hall_controller.items.content.checks import problems

N = {"zh-CN": "字", "en": "word"}
Steps = list[dict[str, Any]]
POLICY = IdentityPolicyView(ways=(IdentityWay.CARD, IdentityWay.PERSON))


def whole() -> Steps:
    """Every kind once."""
    return [
        {"kind": "notice", "title": N, "paragraphs": [N]},
        {"kind": "identify"},
        {
            "kind": "form",
            "title": N,
            "fields": [
                {
                    "key": "why",
                    "kind": "choice",
                    "label": N,
                    "options": [{"key": "a", "names": N}, {"key": "b", "names": N}],
                },
                {"key": "who", "kind": "name", "label": N, "prefill": "name", "when": {"field": "why", "values": ["a"]}},
            ],
        },
        {"kind": "query", "call": "rows", "title": N, "none": N},
        {"kind": "choose", "key": "row", "title": N, "source": "rows", "columns": [{"key": "x", "names": N}]},
        {"kind": "show", "title": N, "source": "rows", "chosen": "row", "columns": [{"key": "x", "names": N}]},
        {"kind": "fee", "where": "free", "lines": [{"names": N, "fen": 0}]},
        {"kind": "confirm"},
        {"kind": "submit", "days": 1},
        {"kind": "print", "what": "receipt", "title": N, "template": "application"},
        {"kind": "print", "what": "document", "title": N, "template": "certificate", "call": "paper"},
        {"kind": "handover", "how": "offered", "service": "service", "reason": N},
        {"kind": "rate"},
        {"kind": "done", "text": N},
    ]


def found(steps: Steps, **changes: Any) -> list[str]:
    item = ItemView.model_validate(
        {"id": "one", "zone": "z", "names": N, "hint": N, "department": "d", "icon": "i", "identity": POLICY, "steps": steps}
        | changes
    )
    zone = ZoneView(id="z", names=N, hint=N, icon="i", version="0", items=1)
    return problems(Catalogue((zone,), (ItemDepartmentView(id="d", names=N),), {"one": item}))


def at(kind: str, **changes: Any) -> Callable[[Steps], None]:
    """The first step of that kind, changed."""

    def change(steps: Steps) -> None:
        next(step for step in steps if step["kind"] == kind).update(changes)

    return change


def field(index: int, **changes: Any) -> Callable[[Steps], None]:
    def change(steps: Steps) -> None:
        steps[2]["fields"][index].update(changes)

    return change


def moved(kind: str, before: str) -> Callable[[Steps], None]:
    def change(steps: Steps) -> None:
        step = next(step for step in steps if step["kind"] == kind)
        steps.remove(step)
        steps.insert(next(index for index, one in enumerate(steps) if one["kind"] == before), step)

    return change


def left_out(kind: str) -> Callable[[Steps], None]:
    def change(steps: Steps) -> None:
        steps.remove(next(step for step in steps if step["kind"] == kind))

    return change


def added(**step: Any) -> Callable[[Steps], None]:
    return lambda steps: steps.insert(len(steps) - 2, step)


def test_what_holds_holds() -> None:
    assert found(whole()) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (left_out("done"), "ends with `done`"),
        (at("done", when={"field": "why", "values": ["a"]}), "always there"),
        (added(kind="done", text=N), "once"),
        (left_out("identify"), ".identity"),
        (at("identify", when={"field": "why", "values": ["a"]}), "without `when`"),
        (moved("query", "identify"), "before `identify`"),
        (moved("form", "identify"), "nobody is identified yet"),
        (moved("submit", "confirm"), "`confirm` comes before `submit`"),
        (left_out("print"), "given a receipt"),
        (moved("print", "submit"), "after `submit`"),
        (moved("submit", "query"), "nothing is asked after `submit`"),
        (at("handover", how="needed"), ""),
        (moved("rate", "submit"), "right before `done`"),
        (added(kind="submit", days=0), "one `submit`"),
        (at("confirm", when={"field": "why", "values": ["a"]}), "that of `submit`"),
        (field(1, when={"field": "nobody", "values": ["a"]}), "nothing before it asks for 'nobody'"),
        (field(1, when={"field": "why", "values": ["c"]}), "never c"),
        (field(1, when={"field": "why", "values": []}), "names no value"),
        (at("fee", when={"field": "who", "values": ["x"]}), "isn't a choice"),
        (field(1, key="why"), "asked before"),
        (at("choose", key="why"), "was asked before"),
        (added(kind="query", call="rows", title=N, none=N), "was asked before"),
        (at("print", call="rows", what="document", template="certificate"), "was asked before"),
        (at("show", source="strange"), "no query 'strange'"),
        (at("show", chosen="strange"), "nothing was chosen"),
        (at("show", columns=[]), "a source with columns"),
        (at("choose", source=None), "either options"),
        (at("choose", source=None, columns=[], options=[{"key": "a", "names": N}]), "at least two"),
        (at("fee", lines=[]), "either lines"),
        (at("form", fields=[]), "fields: none"),
        (field(0, options=[{"key": "a", "names": N}]), "at least two"),
        (field(0, options=[{"key": "a", "names": N}, {"key": "a", "names": N}]), "stands twice"),
        (field(1, kind="code"), "pattern"),
        (field(1, kind="code", pattern="["), "pattern: "),
        (field(1, kind="colour"), "no such kind"),
        (field(1, least=9, most=3), "least"),
        (at("print", template="poster"), "no 'poster'"),
        (at("print", call="papers"), "call: goes together"),
        (at("print", blank=True), "certificate blanks"),
        (at("print", sheets=11), "sheets"),
        (at("print", what="poster"), "no such kind"),
        (at("query", none={"zh-CN": "没有"}), "isn't there in en"),
        (at("done", text={"zh-CN": "完", "en": " "}), "isn't there in en"),
    ],
)
def test_each_rule(change: Callable[[Steps], None], told: str) -> None:
    steps = whole()
    change(steps)
    problems_found = found(steps)
    if not told:
        assert problems_found == []
        return
    assert any(told in problem for problem in problems_found), problems_found
    assert all(problem.startswith("z.toml: items.one") for problem in problems_found)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"identity": None}, "identity"),
        ({"offline": True}, "asks its department"),
        ({"department": "nobody"}, "no department"),
        ({"names": {"zh-CN": "很长" * 20, "en": "word"}}, "more than 20"),
        ({"hint": {"zh-CN": "字", "en": "much too long for one line"}}, "hint: more than 20 signs in en"),
        ({"hours": {"opens": "18:00", "closes": "08:00"}}, "opens before it closes"),
        ({"hours": {"days": [8]}}, "days 1 to 7"),
    ],
)
def test_each_rule_of_the_item_itself(changes: dict[str, Any], told: str) -> None:
    assert any(told in problem for problem in found(whole(), **changes))


def test_a_person_stands_in_no_item_that_asks_nobody() -> None:
    steps: Steps = [
        {"kind": "query", "call": "rows", "title": N, "none": N},
        {"kind": "show", "title": N, "source": "rows", "columns": [{"key": "x", "names": N, "kind": "name"}]},
        {"kind": "done", "text": N},
    ]
    assert any("of a person" in problem for problem in found(steps, identity=None))
