"""The authority's rules beyond what goes over the line: times, lists, names, the book on a new machine."""

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hall_controller.side_file import SideFileError
from hall_controller.trust.authority import fingerprint, make_authority, new_key
from hall_controller.trust.certificates import LIFE, LONGEST_LIFE, RENEW_AFTER, Facts, issue_client, issue_server, renewal_due
from hall_controller.trust.export import ExportDamaged, Exported, seal, unseal
from hall_controller.trust.registrar import LONGEST_CODE_LIFE, RefusalReason, Refused, Registrar
from hall_controller.trust.registry import Registry
from hall_controller.trust.requests import RequestRefused, make_request, read_request
from hall_controller.trust.revocation import next_date, read_list, revoked_serials

NODE, OTHER = "kiosk-03-link", "window-agent"
PASSPHRASE = "three hills and a river"


class Desk:
    """An authority with its book, and a clock that a test moves."""

    def __init__(self, folder: Path) -> None:
        self.now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
        self.authority = make_authority("150426-07", self.now)
        self.registry = Registry(folder / "trust.sqlite3")
        self.registry.open()
        self.registrar = Registrar(self.authority, self.registry, lambda: self.now, os.urandom)

    def enrol(self, node: str) -> int:
        code = self.registrar.new_code(node)
        return self.registrar.enrol(node, code.secret, make_request(new_key(), node)).serial


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.registry.close()


def test_a_certificate_is_one_node_s_for_its_time(desk: Desk) -> None:
    serial = desk.enrol(NODE)
    assert desk.registrar.admit(NODE, serial)
    assert desk.registrar.refusal_of(OTHER, serial) is RefusalReason.NOT_CERTIFIED
    assert desk.registrar.refusal_of(NODE, serial + 1) is RefusalReason.NOT_CERTIFIED
    desk.now += LIFE + timedelta(seconds=1)
    assert desk.registrar.refusal_of(NODE, serial) is RefusalReason.NOT_CERTIFIED


def test_lists_grow_newer_by_the_second_even_within_one(desk: Desk) -> None:
    for node in (NODE, OTHER):
        desk.enrol(node)
    dates, numbers, listed = [], [], []
    for node in (NODE, OTHER):
        desk.registrar.cut_off(node)
        found = read_list(desk.registrar.new_revocation_list())
        dates.append(found.last_update_utc)
        numbers.append(found.extensions[0].value)
        listed.append(len(found))
    assert dates[0] < dates[1] <= desk.now
    assert listed == [1, 2]
    # The list on hand is the last one made, and it never runs out before its authority.
    held = read_list(desk.registrar.revocation_list())
    assert held.last_update_utc == dates[1]
    assert held.next_update_utc == desk.authority.certificate.not_valid_after_utc


def test_a_list_forgets_what_has_run_out(desk: Desk) -> None:
    serial = desk.enrol(NODE)
    desk.registrar.cut_off(NODE)
    assert revoked_serials(desk.registrar.new_revocation_list()) == {serial}
    desk.now += LIFE + timedelta(days=1)
    assert revoked_serials(desk.registrar.new_revocation_list()) == set()


def test_a_clock_set_back_makes_no_older_list(desk: Desk) -> None:
    first = read_list(desk.registrar.new_revocation_list())
    desk.now -= timedelta(minutes=10)
    second = read_list(desk.registrar.new_revocation_list())
    assert second.last_update_utc > first.last_update_utc
    assert next_date(desk.now, None) < desk.now


def test_a_clock_that_was_far_ahead_locks_nobody_out(desk: Desk) -> None:
    right = desk.now
    desk.enrol(NODE)
    desk.registrar.cut_off(NODE)
    desk.now += timedelta(days=400)
    wrong = read_list(desk.registrar.new_revocation_list())
    desk.now = right
    assert wrong.last_update_utc > desk.now
    mended = read_list(desk.registrar.revocation_list())
    assert mended.last_update_utc <= desk.now
    assert len(mended) == 1


@pytest.mark.parametrize("node", ["ctl", "units", "#", "kiosk/3", ""])
def test_no_unit_is_called_like_the_hall_itself(desk: Desk, node: str) -> None:
    with pytest.raises(ValueError):
        desk.registrar.new_code(node)
    with pytest.raises(ValueError):
        desk.registrar.issue(node, new_key().public_key())


def test_lives_are_bounded(desk: Desk) -> None:
    for life in (timedelta(), -LIFE, LONGEST_CODE_LIFE * 2):
        with pytest.raises(ValueError):
            desk.registrar.new_code(NODE, life)
    for life in (timedelta(), LONGEST_LIFE * 2):
        with pytest.raises(ValueError):
            issue_client(desk.authority, NODE, new_key().public_key(), desk.now, 1, life)
    with pytest.raises(LookupError):
        desk.registrar.cut_off("kiosk-99-link")


def test_renewal_is_due_at_two_thirds() -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    facts = Facts(NODE, 1, begin, begin + LIFE)
    assert not renewal_due(facts, begin + LIFE * RENEW_AFTER - timedelta(seconds=1))
    assert renewal_due(facts, begin + LIFE * RENEW_AFTER)
    assert not renewal_due(facts, begin - timedelta(days=400))


def test_a_request_must_be_signed_by_its_own_key() -> None:
    request = make_request(new_key(), NODE)
    assert read_request(request)
    lines = request.splitlines()
    middle = len(lines) // 2
    lines[middle] = lines[middle][:-6] + ("AAAAAA" if not lines[middle].endswith("AAAAAA") else "BBBBBB")
    with pytest.raises(RequestRefused):
        read_request("\n".join(lines))
    with pytest.raises(RequestRefused):
        read_request("x" * 10_000)


def test_a_request_with_another_kind_of_key_is_refused() -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP384R1())
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    with pytest.raises(RequestRefused, match="P-256"):
        read_request(request.public_bytes(serialization.Encoding.PEM).decode())


@pytest.mark.parametrize("names", [[], ["hall local"], [""], ["*.local"], ["hall/#"]])
def test_a_server_has_the_name_of_a_host(desk: Desk, names: list[str]) -> None:
    with pytest.raises(ValueError):
        issue_server(desk.authority, names, new_key().public_key(), desk.now, 1)


def test_an_exported_authority_goes_on_elsewhere(desk: Desk, tmp_path: Path) -> None:
    good, bad = desk.enrol(NODE), desk.enrol(OTHER)
    desk.registrar.cut_off(OTHER)
    desk.registrar.new_revocation_list()
    content = Exported(
        desk.authority, tuple(desk.registry.nodes()), tuple(desk.registry.certificates()), desk.registry.last_list()
    )
    text = seal(content, PASSPHRASE, os.urandom)
    assert "PRIVATE KEY" not in text
    assert NODE not in text
    moved = unseal(text, PASSPHRASE)
    registry = Registry(tmp_path / "other" / "trust.sqlite3")
    registry.open()
    try:
        registry.take_over(moved.nodes, moved.certificates, moved.last_list)
        there = Registrar(moved.authority, registry, lambda: desk.now, os.urandom)
        assert there.admit(NODE, good)
        assert there.refusal_of(OTHER, bad) is RefusalReason.REVOKED
        assert fingerprint(moved.authority.certificate) == fingerprint(desk.authority.certificate)
        assert revoked_serials(there.new_revocation_list()) == {bad}
        with pytest.raises(sqlite3.IntegrityError):
            registry.take_over(moved.nodes, (), None)
    finally:
        registry.close()


def test_a_changed_export_or_a_wrong_passphrase_opens_nothing(desk: Desk) -> None:
    content = Exported(desk.authority, (), (), None)
    text = seal(content, PASSPHRASE, os.urandom)
    for damaged, passphrase in (
        (text, "another passphrase"),
        (text.replace('"sealed": "', '"sealed": "00'), PASSPHRASE),
        (text.replace("tingtang-authority-1", "tingtang-authority-9"), PASSPHRASE),
        ("[]", PASSPHRASE),
    ):
        with pytest.raises(ExportDamaged):
            unseal(damaged, passphrase)
    with pytest.raises(ValueError, match="at least"):
        seal(content, "short", os.urandom)


def test_of_many_who_use_a_code_at_once_one_gets_a_certificate(desk: Desk) -> None:
    code = desk.registrar.new_code(NODE)

    def ask(_: int) -> str:
        try:
            return desk.registrar.enrol(NODE, code.secret, make_request(new_key(), NODE)).pem
        except Refused as refused:
            return refused.reason.value

    with ThreadPoolExecutor(8, "asks") as askers:
        answers = list(askers.map(ask, range(16)))
    assert answers.count(RefusalReason.CODE_USED.value) == 15
    assert len(desk.registry.certificates(NODE)) == 1


def test_a_book_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    book = Registry(tmp_path / "trust.sqlite3")
    book.open()
    book.close()
    with sqlite3.connect(tmp_path / "trust.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SideFileError, match="newer version"):
        book.open()


def test_a_decision_that_could_not_be_written_was_not_taken(desk: Desk) -> None:
    code = desk.registrar.new_code(NODE)
    desk.registry._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(sqlite3.OperationalError):
        desk.registrar.enrol(NODE, code.secret, make_request(new_key(), NODE))
    desk.registry._connection.execute("PRAGMA query_only = OFF")
    assert desk.registrar.enrol(NODE, code.secret, make_request(new_key(), NODE)).serial
