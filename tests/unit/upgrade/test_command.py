"""`tingtang upgrade` on the hall's server, from the arguments to what a person reads."""

import json
import shutil
from datetime import time
from pathlib import Path

import pytest

from api.process.layout import Layout, Role
from api.releases.manifest import MANIFEST
from api.releases.orders import Outcome, Report, Trouble
from api.releases.signature import new_key, public_of
from api.text.catalogue import LANGUAGES, read_catalogue
from hall_controller.clock import wall_ms
from hall_controller.releases.rollout import Hours, RolloutState, UnitState
from hall_controller.releases.routes import SHELF
from hall_controller.releases.shelf import ReleaseShelf, ShelfError
from hall_controller.releases.store import RolloutStore
from tests.support.upgrade_rig import NEW, OLD, make_bundle
from tingtang.__main__ import main
from tingtang.upgrade.hall_side import parse_hours
from tingtang.upgrade.links import point
from tingtang.upgrade.site_zones import zones_of_site
from tingtang.upgrade.stages import NoStages, is_newer, parse_stage, stages_for

COUNTY = Path(__file__).parents[3] / "firmware_configs/sites/example-county/site.toml"
STAGES = ("--stage", "one=kiosk-01-link", "--stage", "hall=kiosk-02-link,window-agent")


class Server:
    """A hall's server, and a signed bundle on a stick."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.layout = Layout(folder / "server")
        self._capsys = capsys
        secret = new_key()
        self.stick = make_bundle(folder / "stick", NEW, secret)
        self.layout.data_of(Role.UNITS).mkdir(parents=True)
        self.layout.settings.mkdir(parents=True)
        self.layout.release_key.write_bytes(public_of(secret))

    def __call__(self, *arguments: str, language: str = "en") -> tuple[int, str]:
        """Exit code, and what was said."""
        code = main(["upgrade", "--root", str(self.layout.root), "--language", language, *arguments])
        said = self._capsys.readouterr()
        return code, said.out + said.err

    def reports(self, node: str, report: Report) -> None:
        store = RolloutStore(self.layout.data_of(Role.UNITS), wall_ms)
        store.open()
        store.report(node, report)
        store.close()


@pytest.fixture
def server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Server:
    return Server(tmp_path, capsys)


def test_from_the_stick_to_the_first_unit_and_a_failure(server: Server) -> None:
    assert server("add", str(server.stick))[0] == 0
    assert server("add", str(server.stick))[0] == 0, "a second time changes nothing"
    assert NEW in server("releases")[1]
    assert server("plan", NEW, *STAGES)[0] == 0
    assert "not started" in server("status")[1]
    assert server("start")[0] == 0
    server.reports("kiosk-01-link", Report(version=OLD))
    order = json.loads(server("status", "--json")[1])["rollout"]
    report = Report(
        version=OLD,
        order=f"{order['id']}-1",
        outcome=Outcome.WENT_BACK,
        trouble=Trouble.NOT_STARTED,
        detail="tingtang-kiosk.service",
    )
    server.reports("kiosk-01-link", report)
    said = server("status")[1]
    assert "stopped because a unit failed" in said
    assert "journalctl -u tingtang-kiosk.service" in said, "the cause, and what to do"
    assert "有机器失败" in server("status", language="zh-CN")[1]
    code, refused = server("resume")
    assert code == 1
    assert "tingtang upgrade retry|skip kiosk-01-link" in refused
    assert server("skip", "kiosk-01-link")[0] == 0
    assert server("resume")[0] == 0
    log = server("log")[1]
    assert "kiosk-01-link: ordered → failed (notStarted)" in log
    assert "stage hall begins" in log
    assert server("back")[0] == 0


def test_a_plan_can_be_looked_at_without_being_kept(server: Server) -> None:
    server("add", str(server.stick))
    code, said = server("plan", NEW, "--site", str(COUNTY), "--first", "kiosk-03-link", "--dry-run")
    assert code == 0
    assert "kiosk-08-link" in said
    assert "No rollout" in server("status")[1]


def test_units_are_never_newer_than_their_server(server: Server) -> None:
    server("add", str(server.stick))
    point(server.layout.current, OLD, server.layout.releases)
    code, said = server("plan", NEW, *STAGES)
    assert code == 1
    assert "upgrade it first" in said
    point(server.layout.current, NEW, server.layout.releases)
    assert server("plan", NEW, *STAGES)[0] == 0


@pytest.mark.parametrize(
    ("one", "other", "newer"),
    [
        ("1.10.0", "1.9.9", True),
        ("1.0.0", "1.0", False),
        ("1.0.1", "1.0", True),
        ("0.9", "1.0", False),
        ("1.0+abc", "1.0", False),
    ],
)
def test_which_of_two_releases_is_newer(one: str, other: str, newer: bool) -> None:
    assert is_newer(one, other) is newer


def test_units_outside_the_plan_are_shown_too(server: Server) -> None:
    server.reports("screen-1", Report(version=OLD, well=False, detail="tingtang-screen.service"))
    said = server("status")[1]
    assert "Units outside the plan" in said
    assert "screen-1" in said
    assert "tingtang-screen.service" in said


def test_only_one_rollout_at_a_time(server: Server) -> None:
    server("add", str(server.stick))
    server("plan", NEW, *STAGES)
    server("start")
    code, said = server("plan", NEW, *STAGES)
    assert code == 1
    assert "abort it or take it back first" in said
    server("abort")
    assert server("plan", NEW, *STAGES)[0] == 0


def test_a_bundle_that_was_changed_isnt_offered(server: Server) -> None:
    product = server.stick / f"product/tingtang-{NEW}-py3-none-any.whl"
    product.write_bytes(b"another")
    assert server("add", str(server.stick))[0] == 1
    assert server("releases")[1] == ""
    assert server("plan", NEW, *STAGES)[0] == 1
    server.layout.release_key.write_bytes(public_of(new_key()))
    code, said = server("add", str(server.stick))
    assert code == 1
    assert "isn't signed by the key of this machine" in said


def test_a_release_without_its_room_isnt_half_taken_in(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hall_controller.releases.shelf.SPARE_BYTES", 2**60)
    code, said = server("add", str(server.stick))
    assert code == 1
    assert "remove an old release" in said
    assert server("releases")[1] == ""


def test_a_version_never_changes_its_content(server: Server) -> None:
    server("add", str(server.stick))
    shutil.rmtree(server.stick)
    secret = new_key()
    make_bundle(server.stick, NEW, secret, size=10)
    server.layout.release_key.write_bytes(public_of(secret))
    code, said = server("add", str(server.stick))
    assert code == 1
    assert "a version never changes" in said
    assert server("remove", NEW)[0] == 0
    assert server("add", str(server.stick))[0] == 0


def test_elsewhere_than_on_the_server_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["upgrade", "--root", str(tmp_path), "status"]) == 1
    assert "run this on the hall's server" in capsys.readouterr().err
    assert main(["upgrade", "--root", str(tmp_path), "poll"]) == 1
    assert "isn't installed" in capsys.readouterr().err


def test_one_then_its_zone_then_the_hall() -> None:
    zones = {"a": "z1", "b": "z1", "c": "z2", "d": None, "e": "z3"}
    found = [(stage.name, stage.nodes) for stage in stages_for(zones, "c")]
    assert found == [("one", ("c",)), ("hall", ("a", "b", "d", "e"))]
    found = [(stage.name, stage.nodes) for stage in stages_for(zones)]
    assert found == [("one", ("a",)), ("zone z1", ("b",)), ("hall", ("c", "d", "e"))]
    found = [(stage.name, stage.nodes) for stage in stages_for(zones, each_zone=True)]
    assert found == [("one", ("a",)), ("zone z1", ("b",)), ("zone z2", ("c",)), ("zone z3", ("e",)), ("hall", ("d",))]
    for wrong in (lambda: stages_for({}), lambda: stages_for(zones, "x"), lambda: parse_stage("a"), lambda: parse_stage("a=B!")):
        with pytest.raises(NoStages):
            wrong()


def test_every_unit_of_the_county_is_in_one_stage() -> None:
    zones = zones_of_site(COUNTY)
    stages = stages_for(zones, "kiosk-03-link", each_zone=True)
    assert sorted(node for stage in stages for node in stage.nodes) == sorted(zones)
    assert len(zones) >= 20
    assert sum(zone is not None for zone in zones.values()) > len(zones) / 2


def test_hours_over_midnight() -> None:
    assert parse_hours("20:00-06:00", "Asia/Shanghai") == Hours(start=time(20), end=time(6), timezone="Asia/Shanghai")
    for wrong in ("20:00", "8-25:00", "20:00-x"):
        with pytest.raises(ValueError, match="write 20:00-06:00"):
            parse_hours(wrong, "Asia/Shanghai")
    with pytest.raises(ValueError, match="no time zone 'Asia/Beijing'"):
        parse_hours("20:00-06:00", "Asia/Beijing")


def test_the_units_server_sees_that_a_person_took_a_release_away(server: Server) -> None:
    assert server("add", str(server.stick))[0] == 0
    running = ReleaseShelf(server.layout.data_of(Role.UNITS) / SHELF)
    assert running.path(NEW, MANIFEST).is_file()
    assert server("remove", NEW)[0] == 0
    with pytest.raises(ShelfError, match="isn't offered"):
        running.path(NEW, MANIFEST)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_trouble_has_its_words(language: str) -> None:
    texts = read_catalogue().section("upgrade", language)
    wanted = {f"trouble.{trouble.value}" for trouble in Trouble if trouble.value}
    wanted |= {f"outcome.{outcome.value}" for outcome in Outcome} | {f"unit.{state.value}" for state in UnitState}
    wanted |= {f"rollout.{state.value}" for state in RolloutState}
    assert wanted <= texts.keys()
