"""What is shipped for a monitoring system speaks of metrics that exist, and the page names them all."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from api.process.readings import COMMON, Kind, Metric
from drivers.agent import metrics as agent
from hall_controller import metrics as controller
from kiosk import metrics as kiosk

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "firmware_configs" / "monitoring"
METRICS: tuple[Metric, ...] = (*COMMON, *controller.METRICS, *agent.METRICS, *kiosk.METRICS)
PERSONAL = {"person", "name", "ticket", "number", "account", "clerk", "phone"}


def series() -> set[str]:
    """Names as they may stand in a query."""
    plain = {metric.name for metric in METRICS if metric.kind is not Kind.HISTOGRAM}
    histograms = {metric.name for metric in METRICS if metric.kind is Kind.HISTOGRAM}
    return plain | {f"{name}_{part}" for name in histograms for part in ("bucket", "count", "sum")}


def used(query: str) -> set[str]:
    return set(re.findall(r"\btingtang_\w+", query))


def test_names_follow_prometheus_rules_and_labels_are_nobodys() -> None:
    assert len({metric.name for metric in METRICS}) == len(METRICS)
    for metric in METRICS:
        assert re.fullmatch(r"tingtang_[a-z_]+", metric.name)
        assert metric.name.endswith("_total") == (metric.kind is Kind.COUNTER)
        assert metric.help.endswith(".")
        assert not set(metric.labels) & PERSONAL


def test_every_alert_asks_for_what_there_is_and_says_what_to_do() -> None:
    rules: list[dict[str, Any]] = [
        rule for group in yaml.safe_load((FOLDER / "tingtang-alerts.yml").read_text("utf-8"))["groups"] for rule in group["rules"]
    ]
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert used(rule["expr"]) <= series()
        assert rule["labels"]["severity"] in ("page", "ticket", "manager")
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["action"]
        for page in re.findall(r"docs/\S+\.md", rule["annotations"]["action"]):
            assert (ROOT / page).is_file()
    jobs = yaml.safe_load((FOLDER / "prometheus.yml").read_text("utf-8"))["scrape_configs"]
    assert {f'up{{job="{job["job_name"]}"}} == 0' for job in jobs} <= {rule["expr"] for rule in rules}, (
        "a part may be gone unseen"
    )
    parts = set(re.findall(r'part="(\w+)"', " ".join(rule["expr"] for rule in rules)))
    assert parts <= {"store", "ledger", "screen", "software"}


def test_the_dashboard_asks_for_what_there_is() -> None:
    dashboard = json.loads((FOLDER / "grafana-hall.json").read_text("utf-8"))
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    assert all(used(query) <= series() for query in queries)
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])


def test_the_page_has_a_row_for_each_metric() -> None:
    page = (ROOT / "docs/operating/monitoring.md").read_text("utf-8")
    rows = re.findall(r"^\| `(tingtang_\w+)` \| (.*?) \| (.*?) \|$", page, re.MULTILINE)
    assert rows == [(metric.name, ", ".join(metric.labels), metric.help) for metric in METRICS]
