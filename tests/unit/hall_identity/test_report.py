"""The privacy report and the impact assessment: true numbers, both languages, page, file and command line."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from api.http.app import create_app
from api.ids import new_id
from api.messages.identity_commands import GiveConsent, RecordIdentity, WithdrawConsent
from api.messages.identity_words import (
    ConsentPurpose,
    FilingState,
    IdentityOutcome,
    IdentityWay,
    OfflineRung,
    ScoreBand,
)
from api.messages.privacy_views import PrivacyView
from api.text.catalogue import LANGUAGES, read_catalogue
from hall_controller.config import HallConfig, load_hall_config
from hall_controller.identity.assessment import DATA, RISKS, impact_assessment
from hall_controller.identity.document import Chapter, Document, Table, html, markdown
from hall_controller.identity.privacy import PrivacyOffice
from hall_controller.identity.reading import PrivacyReader
from hall_controller.identity.report import percent, privacy_report
from hall_controller.settings import identity_file
from hall_controller.web.frame import PageFrame, PageSettings
from hall_controller.web.privacy_page import PRIVACY_ACCESS, create_privacy_page
from tests.support.hall_config import write_small_hall
from tests.support.hall_core import MORNING, core_config
from tests.support.hall_identity import DAY_MS, IdentityHall, identity_hall
from tests.support.http_ports import World
from tingtang.__main__ import main

BEIJING = ZoneInfo("Asia/Shanghai")
PERSON = "person-under-test-01"


def evidence(way: IdentityWay, outcome: IdentityOutcome, band: ScoreBand | None = None) -> RecordIdentity:
    return RecordIdentity(way=way, outcome=outcome, band=band, ended_at=MORNING)


async def busy_day(hall: IdentityHall) -> None:
    verified, face, card = IdentityOutcome.VERIFIED, IdentityWay.FACE, IdentityWay.CARD
    for way, outcome, band in (
        (face, verified, ScoreBand.ACCEPT),
        (face, verified, ScoreBand.ACCEPT),
        (card, verified, None),
        (face, IdentityOutcome.NOT_LIVE, None),
        (face, IdentityOutcome.ABANDONED, None),
    ):
        await hall.do(evidence(way, outcome, band))
    for purpose in (ConsentPurpose.FACE_COMPARE, ConsentPurpose.FACE_REGISTRY):
        await hall.do(GiveConsent(purpose=purpose, text_version="1", person=PERSON, by_guardian=True, given_at=MORNING))
    await hall.do(WithdrawConsent(person=PERSON))


async def view_of(hall: IdentityHall, config: HallConfig, days: int = 30) -> PrivacyView:
    return await PrivacyReader(hall.service, PrivacyOffice(config), hall.hand.now_ms).privacy(days)


async def test_the_numbers(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db", evidence_days=10) as hall:
        await busy_day(hall)
        view = await view_of(hall, core_config())
        assert (view.first_day, view.last_day) == ("2025-10-23", "2025-11-21")
        assert (view.verified, view.verified_without_face) == (3, 1)
        first = view.attempts[0]
        assert (first.way, first.outcome, first.band, first.count) == ("face", "verified", "accept", 2)
        assert sum(attempt.count for attempt in view.attempts) == 5
        consents = {one.purpose: (one.given, one.by_guardian, one.withdrawn, one.standing) for one in view.consents}
        assert consents == {
            ConsentPurpose.FACE_COMPARE: (1, 1, 0, 1),
            ConsentPurpose.FACE_ONLINE: (0, 0, 0, 0),
            ConsentPurpose.FACE_REGISTRY: (1, 1, 1, 0),
        }
        assert view.waiting_to_be_deleted == 1
        assert view.filing.state is FilingState.NONE
        hall.hand.at += 11 * DAY_MS
        await hall.service.in_thread(lambda: hall.store.tidy(hall.hand.at))
        later = await view_of(hall, core_config())
        assert (later.attempts, later.deleted) == ((), {"evidence": 5, "consents": 0, "persons": 0})


async def test_a_period_is_the_hall_s_own_days(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        office = PrivacyOffice(core_config())
        midnight = office.local.instant(dt.date(2025, 11, 21), 0)
        for at in (midnight - 1, midnight, midnight + DAY_MS - 1, midnight + DAY_MS):
            hall.hand.at = at
            await hall.do(evidence(IdentityWay.CARD, IdentityOutcome.VERIFIED))
        day = dt.date(2025, 11, 21)
        assert office.view(hall.store.connection, office.period(day, day), {}).verified == 2


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_word_of_it_has_a_text(language: str, tmp_path: Path) -> None:
    texts = read_catalogue()
    known = texts.section("privacy", language)
    wanted = [f"{kind}.{word.value}" for kind, words in (
        ("way", IdentityWay), ("outcome", IdentityOutcome), ("band", ScoreBand), ("rung", OfflineRung),
        ("purpose", ConsentPurpose), ("filing", FilingState),
    ) for word in words]  # fmt: skip
    wanted += [f"{kind}.{name}" for name in RISKS for kind in ("risk", "measure")]
    wanted += [f"data.{name}{part}" for name in DATA for part in ("", ".where", ".long")]
    assert [key for key in wanted if key not in known] == []
    async with identity_hall(tmp_path / "identity.db") as hall:
        await busy_day(hall)
        view = await view_of(hall, core_config())
    for state in FilingState:
        filing = view.filing.model_copy(update={"state": state, "due_on": "2026-01-02", "number": "SN-1"})
        shown = view.model_copy(update={"filing": filing, "adapters": {"ctid": True, "licence": None, "other": False}})
        for text in (
            markdown(privacy_report(shown, texts, language, BEIJING)),
            markdown(impact_assessment(core_config(), {"ctid": "https://ctid.example"}, texts, language)),
        ):
            assert [word for word in text.replace("|", " ").split() if "." in word and word in known] == []
            assert "{" not in text


def test_the_assessment_says_what_the_configuration_says(tmp_path: Path) -> None:
    path = write_small_hall(tmp_path)
    text = path.read_text("utf-8")
    policy = '[services.identity]\nassurance = 2\nways = ["face", "card", "person"]\n'
    before, mark, after = text.partition("[[services]]")
    service, following, rest = after.partition("\n[[")
    privacy = '[privacy]\nofficer = "数据安全科"\nfiling_number = "SN-2026-7"\nevidence_days = 77\nassessed_on = 2026-01-05\n\n'
    path.write_text(privacy + before + mark + service + "\n" + policy + following + rest, "utf-8")
    config = load_hall_config(path)
    written = markdown(impact_assessment(config, {"ctid": "https://ctid.example/api"}, read_catalogue(), "zh-CN"))
    for said in (
        "数据安全科",
        "SN-2026-7",
        "77 天",
        "2026-01-05",
        "L2",
        "刷脸、刷证、人工核验",
        "未满 14 周岁",
        "https://ctid.example/api",
    ):
        assert said in written
    other = markdown(impact_assessment(core_config(), {}, read_catalogue(), "en"))
    assert "No service asks for identification" in other
    assert "Nobody: no platform is asked" in other


def test_documents_can_t_be_broken_by_what_a_configuration_says() -> None:
    nasty = "<script>x</script>\n# | not a title"
    document = Document("en", nasty, (nasty,), (Chapter(nasty, (nasty,), Table((nasty,), ((nasty,),))),))
    page = html(document)
    assert "<script" not in page
    assert page.count("<h1>") == page.count("<h2>") == 1
    lines = markdown(document).splitlines()
    assert [line for line in lines if line.startswith("#")] == [f"# {' '.join(nasty.split())}", f"## {' '.join(nasty.split())}"]
    assert "\\| not a title" in markdown(document)


@pytest.mark.parametrize(("part", "whole", "text"), [(0, 0, "0"), (1, 3, "33.3"), (1, 2, "50"), (2, 2, "100")])
def test_shares(part: int, whole: int, text: str) -> None:
    assert percent(part, whole) == text


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.open()
    yield made
    made.close()


async def test_the_page_is_for_managers(world: World) -> None:
    frame = PageFrame(PageSettings("610124-01", {"zh-CN": "测试大厅"}, "0.1.0"), world.accounts, read_catalogue())
    router = create_privacy_page(frame, world.ports.privacy)
    app = create_app(world.ports, version="0.1.0", routers=[router], access=PRIVACY_ACCESS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hall") as client:
        sent = await client.get("/privacy")
        assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?next=%2Fprivacy")
        for account, status in (("clerk-1", 403), ("technician", 403), ("manager", 200)):
            token = (await world.bearer(account))["Authorization"].removeprefix("Bearer ")
            page = await client.get("/privacy?days=90", headers={"Cookie": f"tingtang_session={token}"})
            assert page.status_code == status
        assert "90 days ago" in page.text
        assert 'href="/privacy?days=90" aria-current="page"' in page.text
        assert "64 次（34.8%）没有用人脸" in page.text
        assert "<script" not in page.text.replace("sign_out.js", "").split("<main", 1)[1].split("</main>")[0]


async def test_the_numbers_over_http_are_for_managers(world: World) -> None:
    async with world.client() as client:
        for account, status in (("clerk-1", 403), ("technician", 403), ("manager", 200)):
            answer = await client.get("/api/v1/reports/privacy?days=7", headers=await world.bearer(account))
            assert answer.status_code == status
        assert PrivacyView.model_validate_json(answer.content).first_day == "7 days ago"
        headers = await world.bearer("manager")
        assert (await client.get("/api/v1/reports/privacy?days=0", headers=headers)).status_code == 422


@pytest.fixture
def controller_file(tmp_path: Path) -> Path:
    write_small_hall(tmp_path)
    file = tmp_path / "controller.toml"
    file.write_text('site_file = "hall.toml"\ndata_dir = "data"\n', "utf-8")
    return file


async def fill(controller: Path) -> None:
    now = int(dt.datetime.now(dt.UTC).timestamp() * 1000)
    async with identity_hall(identity_file(controller.parent / "data")) as hall:
        hall.hand.at = now
        await busy_day(hall)
        await hall.do(evidence(IdentityWay.CARD, IdentityOutcome.VERIFIED), ident=new_id())


async def test_the_command_reads_the_controller_s_file(controller_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await fill(controller_file)
    assert main(["privacy", "report", "--config", str(controller_file), "--json"]) == 0
    view = PrivacyView.model_validate(json.loads(capsys.readouterr().out))
    assert (view.verified, view.verified_without_face) == (4, 2)
    assert main(["privacy", "report", "--config", str(controller_file), "--language", "en"]) == 0
    assert "2 of the verified ones (50 %) did without a face." in capsys.readouterr().out
    output = controller_file.parent / "report.html"
    assert main(["privacy", "report", "--config", str(controller_file), "--html", "--output", str(output)]) == 0
    assert "<table>" in output.read_text("utf-8")
    assert main(["privacy", "assessment", "--config", str(controller_file)]) == 0
    assert "个人信息保护影响评估" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--days", "0"], "1 or more"),
        (["--from", "2026-02-01", "--to", "2026-01-01"], "is after"),
        (["--days", "10000000"], "no calendar"),
        (["--days", "9999999999999"], "no calendar"),
        (["--from", "2026-01-01", "--to", "9999-12-31"], "no calendar"),
        (["--to", "2026-01-01"], "either --days, or --from and --to"),
        ([], "there is no such file"),
    ],
)
def test_the_command_says_what_is_wrong(
    controller_file: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["privacy", "report", "--config", str(controller_file), *arguments]) == 2
    assert said in capsys.readouterr().err
