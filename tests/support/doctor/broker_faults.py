"""Brokers that don't take a node, each for another reason: real Mosquittos and real TLS."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import paho.mqtt.publish as publish

from api.bus.codec import Stamp, encode_state
from api.bus.settings import BusSettings, Tls
from api.messages.links import LINK_DOWN, link_of, link_topic
from api.messages.state import Availability
from api.messages.topics import CONTROLLER_NODE, availability_topic
from api.messages.words import AvailabilityState
from tests.support.doctor.authority import DAY, Pair, TestAuthority
from tests.support.doctor.brokers import mosquitto
from tests.support.doctor.registry import produces
from tingtang.broker import LOOPBACK
from tingtang.doctor.broker import judge_broker, look_at_broker
from tingtang.doctor.finding import Finding
from tingtang.ports import free_port

NODE, SITE = "kiosk-01", "150426-07"
OPEN = "allow_anonymous true"


def look(port: int, *, tls: Tls | None = None, password: str | None = None) -> list[Finding]:
    username = NODE if password else None
    return judge_broker(look_at_broker(BusSettings(LOOPBACK, port, SITE, NODE, "doctor", username, password, tls)))


def say(port: int, topic: str, payload: bytes) -> None:
    publish.single(topic, payload, qos=1, retain=True, hostname=LOOPBACK, port=port)


def the_controller_is_there(port: int, state: AvailabilityState = AvailabilityState.ONLINE) -> None:
    say(port, availability_topic(SITE, CONTROLLER_NODE), encode_state(Availability(state=state, version="9.9"), Stamp(1, "s", 1)))


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Something on a loopback port that is no broker; `serve` has each connection."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        listener.settimeout(0.05)
        ending = threading.Event()

        def accept() -> None:
            while not ending.is_set():
                with suppress(TimeoutError):
                    connection, _ = listener.accept()
                    connection.settimeout(5)
                    with connection, suppress(OSError):
                        serve(connection)

        thread = threading.Thread(target=accept, name="server")
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            ending.set()
            thread.join()


@contextmanager
def tls_server(pair: Pair, *, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = newest
    context.load_cert_chain(pair.certificate, pair.key)

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as wrapped:
            wrapped.recv(1)

    with server(serve) as port:
        yield port


@produces("broker.not-listening")
def no_broker(folder: Path) -> list[Finding]:
    return look(free_port())


@produces("broker.not-a-broker")
def something_else_there(folder: Path) -> list[Finding]:
    with server(lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")) as port:
        return look(port)


@produces("broker.no-tls")
def a_plain_broker(folder: Path) -> list[Finding]:
    with mosquitto(folder, OPEN) as port:
        return look(port, tls=Tls(TestAuthority(folder).file))


@produces("broker.old-tls")
def a_broker_with_old_tls(folder: Path) -> list[Finding]:
    authority = TestAuthority(folder)
    with tls_server(authority.issue("broker"), newest=ssl.TLSVersion.TLSv1_2) as port:
        return look(port, tls=Tls(authority.file))


@produces("broker.certificate-expired")
def the_brokers_certificate_ran_out(folder: Path) -> list[Finding]:
    authority = TestAuthority(folder)
    with tls_server(authority.issue("broker", begins=-90 * DAY, ends=-DAY)) as port:
        return look(port, tls=Tls(authority.file))


@produces("broker.certificate-not-yet")
def our_clock_is_behind(folder: Path) -> list[Finding]:
    authority = TestAuthority(folder)
    with tls_server(authority.issue("broker", begins=DAY)) as port:
        return look(port, tls=Tls(authority.file))


@produces("broker.certificate-foreign")
def the_broker_of_another_hall(folder: Path) -> list[Finding]:
    with tls_server(TestAuthority(folder / "theirs", "another").issue("broker")) as port:
        return look(port, tls=Tls(TestAuthority(folder / "ours").file))


@produces("broker.certificate-other-name")
def the_broker_under_another_address(folder: Path) -> list[Finding]:
    authority = TestAuthority(folder)
    with tls_server(authority.issue("broker", address="192.0.2.7")) as port:
        return look(port, tls=Tls(authority.file))


@contextmanager
def hall_broker(folder: Path, authority: TestAuthority) -> Iterator[int]:
    """As the hall's: certificates wanted, revoked ones refused."""
    own = authority.issue("broker")
    files = (f"cafile {authority.file}", f"certfile {own.certificate}", f"keyfile {own.key}", f"crlfile {authority.revoked}")
    with mosquitto(folder, *files, "require_certificate true", "use_identity_as_username true", "tls_version tlsv1.3") as port:
        yield port


def shown_to_the_hall(folder: Path, pair: Callable[[TestAuthority], Pair | None]) -> list[Finding]:
    authority = TestAuthority(folder)
    shown = pair(authority)
    with hall_broker(folder, authority) as port:
        return look(port, tls=Tls(authority.file, shown.certificate, shown.key) if shown else Tls(authority.file))


@produces("broker.wants-certificate")
def no_certificate_shown(folder: Path) -> list[Finding]:
    return shown_to_the_hall(folder, lambda _: None)


@produces("broker.refuses-revoked")
def a_revoked_certificate(folder: Path) -> list[Finding]:
    def revoked(authority: TestAuthority) -> Pair:
        pair = authority.issue(NODE)
        authority.revoke(pair.serial)
        return pair

    return shown_to_the_hall(folder, revoked)


@produces("broker.refuses-expired")
def our_certificate_ran_out(folder: Path) -> list[Finding]:
    return shown_to_the_hall(folder, lambda authority: authority.issue(NODE, begins=-90 * DAY, ends=-DAY))


@produces("broker.refuses-certificate")
def a_certificate_of_another_hall(folder: Path) -> list[Finding]:
    return shown_to_the_hall(folder, lambda _: TestAuthority(folder / "other", "another").issue(NODE))


@contextmanager
def with_passwords(folder: Path, access: str) -> Iterator[int]:
    passwords = folder / "passwords"
    passwords.write_text(f"{NODE}:right\n")
    subprocess.run(["mosquitto_passwd", "-U", str(passwords)], check=True, capture_output=True)
    (folder / "acl").write_text(access)
    with mosquitto(folder, "allow_anonymous false", f"password_file {passwords}", f"acl_file {folder / 'acl'}") as port:
        yield port


@produces("broker.refused")
def a_wrong_password(folder: Path) -> list[Finding]:
    with with_passwords(folder, "") as port:
        return look(port, password="wrong")


@produces("broker.no-access")
def a_node_that_the_access_list_does_not_have(folder: Path) -> list[Finding]:
    with with_passwords(folder, "user kiosk-02\ntopic readwrite #\n") as port:
        return look(port, password="right")


@produces("broker.no-controller")
def nobody_behind_the_broker(folder: Path) -> list[Finding]:
    with mosquitto(folder, OPEN) as port:
        the_controller_is_there(port)
        assert look(port) == []
        the_controller_is_there(port, AvailabilityState.LOST)
        return look(port)


@produces("broker.cut-off")
def a_terminal_whose_link_is_down(folder: Path) -> list[Finding]:
    with mosquitto(folder, OPEN) as port:
        say(port, link_topic(SITE, link_of(NODE)), LINK_DOWN)
        the_controller_is_there(port)
        return look(port)
