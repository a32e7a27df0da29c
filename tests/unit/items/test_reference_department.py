"""The reference department: records for every question of every item, papers that printers take, and its command."""

import socket
from datetime import date
from pathlib import Path

import pytest

from api.ids import new_id
from api.messages.item_words import ColumnKind
from api.process.settings_file import ConfigurationError
from drivers.document_printer.template import Templates
from hall_controller.items.departments.contract import AskedPerson, Question
from hall_controller.settings import load_settings
from tests.support.departments import NAME, NUMBER, TODAY
from tests.support.item_hall import COUNTY, county
from tingtang.__main__ import main
from tingtang.reference.department.calls import CASES, AskedItem, asked_of
from tingtang.reference.department.make import SECTION, make_department
from tingtang.reference.department.server import DepartmentServer, UnknownCall, working_days_later

ASKED = [asked_of(item) for item in county().items.values()]
HEAD = 'site_file = "hall.toml"\ndata_dir = "data"\n'


def question(item: str, **fields: str) -> Question:
    person = AskedPerson(name=NAME, document="111", number=NUMBER)
    return Question(request=new_id(), item=item, person=person, fields=fields)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.item.id)
def test_every_question_finds_what_the_item_shows(asked: AskedItem) -> None:
    server = DepartmentServer(county(), lambda: TODAY)
    templates = Templates.load()
    for call, wanted in asked.questions.items():
        records = server.ask(call, question(asked.item.id))["records"]
        assert records
        if wanted.single:
            assert len(records) == 1
        for record in records:
            assert record["id"]
            for column in wanted.columns:
                value = record[column.key]
                assert value
                if column.kind is ColumnKind.MONEY:
                    assert int(value) > 0
                elif column.kind is ColumnKind.DATE:
                    assert call == CASES or date.fromisoformat(value) < TODAY
    for call, document in asked.documents.items():
        content = server.take(call, question(asked.item.id).model_copy(update={"token": new_id()}))
        assert content["refused"] is None
        assert content["sheets"] <= document.step.sheets
        templates.template(content["template"]).check(content["template"], content["data"])
        assert "不具有任何效力" in content["data"]["note"]


def test_what_was_chosen_stands_on_the_paper_alone() -> None:
    server = DepartmentServer(county(), lambda: TODAY)
    rows = server.ask("ready", question("title-print"))["records"]
    assert len(rows) > 1
    chosen = question("title-print", title="r2").model_copy(update={"token": new_id()})
    table = server.take("title", chosen)["data"]["table"]
    assert rows[1]["house_at"] in table
    assert rows[0]["house_at"] not in table


def test_one_request_is_one_question() -> None:
    server = DepartmentServer(county(), lambda: TODAY)
    one = question("elder-card")
    server.submit(one)
    with pytest.raises(UnknownCall):
        server.submit(one.model_copy(update={"item": "temporary-aid"}))
    with pytest.raises(UnknownCall):
        server.take("title", question("title-print"))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-20", 5, "2026-11-27"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-20", 0, "2026-11-20"),
    ],
)
def test_working_days_leave_weekends_out(start: str, days: int, end: str) -> None:
    assert working_days_later(date.fromisoformat(start), days) == date.fromisoformat(end)


class TestTheCommand:
    def test_writes_what_the_controller_takes_and_nothing_over_it(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        made = ["reference", "department", "--folder", str(tmp_path / "reference"), "--make"]
        assert main(made) == 0
        config = tmp_path / "controller.toml"
        config.write_text(HEAD + (tmp_path / "reference" / SECTION).read_text())
        items = load_settings(config).items
        assert items.folder == COUNTY
        assert items.gateway_of("tax") == "reference"
        token_file = items.gateways["reference"].token_file
        assert token_file.stat().st_mode & 0o077 == 0
        assert main(made) == 2
        said = capsys.readouterr()
        assert "nothing was changed" in said.err
        assert token_file.read_text().strip() not in said.out + said.err

    def test_says_what_it_lacks(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["reference", "department", "--folder", str(tmp_path)]) == 2
        assert "--make" in capsys.readouterr().err
        make_department(tmp_path, COUNTY)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            assert main(["reference", "department", "--folder", str(tmp_path), "--port", port]) == 2
        assert "in use" in capsys.readouterr().err


class TestGateways:
    def load(self, folder: Path, text: str) -> str | None:
        (folder / "controller.toml").write_text(HEAD + text)
        return load_settings(folder / "controller.toml").items.gateway_of("tax")

    def gateway(self, name: str, *departments: str, url: str = "https://gateway.example") -> str:
        names = ", ".join(f'"{department}"' for department in departments)
        section = f'[items.gateways.{name}]\nurl = "{url}"\naccount = "a"\ntoken_file = "t"\n'
        return section + (f"departments = [{names}]\n" if departments else "")

    def test_a_department_goes_by_its_own_and_else_by_the_common_one(self, tmp_path: Path) -> None:
        assert self.load(tmp_path, self.gateway("own", "tax") + self.gateway("rest")) == "own"
        assert self.load(tmp_path, self.gateway("rest") + self.gateway("own", "police")) == "rest"
        assert self.load(tmp_path, self.gateway("own", "police")) is None
        assert self.load(tmp_path, "") is None

    @pytest.mark.parametrize(
        "gateways",
        [[("a", "tax"), ("b", "tax")], [("a",), ("b",)]],
        ids=["one department twice", "two for all others"],
    )
    def test_what_is_said_twice_is_refused(self, tmp_path: Path, gateways: list[tuple[str, ...]]) -> None:
        with pytest.raises(ConfigurationError, match=r"items: .*gateways"):
            self.load(tmp_path, "".join(self.gateway(*one) for one in gateways))

    def test_nothing_personal_goes_over_a_network_in_the_clear(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match=r"items\.gateways\.a\.url"):
            self.load(tmp_path, self.gateway("a", url="http://gateway.example"))
