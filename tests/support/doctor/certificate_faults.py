"""Certificates that are wrong in each way, issued by a real authority."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.support.doctor.authority import DAY, Pair, TestAuthority
from tests.support.doctor.registry import produces
from tingtang.doctor.certificates import Files, judge_certificate, judge_file, look_at_certificates
from tingtang.doctor.finding import Finding

NODE = "kiosk-01"


def look(authority: TestAuthority, pair: Pair, *, key: Path | None = None) -> list[Finding]:
    facts, troubles = look_at_certificates(Files(NODE, authority.file, pair.certificate, key or pair.key))
    found = [finding for trouble in troubles for finding in judge_file(trouble)]
    return found + [finding for fact in facts for finding in judge_certificate(fact, datetime.now(UTC))]


@produces("certificate.expired")
def nobody_renewed(folder: Path) -> list[Finding]:
    authority = TestAuthority(folder)
    return look(authority, authority.issue(NODE, begins=-90 * DAY, ends=-DAY))


@produces("certificate.not-yet")
def of_tomorrow(folder: Path) -> list[Finding]:
    authority = TestAuthority(folder)
    return look(authority, authority.issue(NODE, begins=DAY))


@produces("certificate.soon")
def renewal_failed(folder: Path) -> list[Finding]:
    authority = TestAuthority(folder)
    assert look(authority, authority.issue(NODE, ends=timedelta(days=25))) == []
    return look(authority, authority.issue(NODE, ends=timedelta(days=10)))


@produces("certificate.foreign")
def of_another_hall(folder: Path) -> list[Finding]:
    return look(TestAuthority(folder / "a"), TestAuthority(folder / "b", "hall").issue(NODE))


@produces("certificate.other-name")
def the_card_of_another_unit(folder: Path) -> list[Finding]:
    authority = TestAuthority(folder)
    return look(authority, authority.issue("kiosk-02"))


@produces("certificate.other-key")
def a_key_of_another_set(folder: Path) -> list[Finding]:
    authority = TestAuthority(folder)
    return look(authority, authority.issue(NODE), key=authority.issue(NODE).key)


@produces("certificate.missing")
def never_enrolled(folder: Path) -> list[Finding]:
    return look(TestAuthority(folder), Pair(folder / "client.crt", folder / "client.key", 0))


@produces("certificate.unreadable")
def half_a_file(folder: Path) -> list[Finding]:
    authority = TestAuthority(folder)
    pair = authority.issue(NODE)
    pair.certificate.write_bytes(pair.certificate.read_bytes()[:200])
    return look(authority, pair)


@produces("certificate.open-key")
def a_key_for_everybody(folder: Path) -> list[Finding]:
    authority = TestAuthority(folder)
    pair = authority.issue(NODE)
    pair.key.chmod(0o644)
    return look(authority, pair)
