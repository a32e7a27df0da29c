"""Runs in network and mount namespaces of its own: makes each fault of a network, looks, prints the codes as JSON lines.

unshare --net --mount python -m tests.support.doctor.network_child
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.peers import eventually
from tingtang.doctor import network
from tingtang.doctor.finding import Finding
from tingtang.doctor.network import NetworkFacts, cards, gateway, look_at_network, reach

SILENT_S = 0.2
"""The product waits longer; how long changes nothing."""
OWN, NEIGHBOUR, FAR = "10.9.0.2", "10.9.0.78", "10.99.0.1"


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def tell(step: str, found: list[Finding]) -> None:
    sys.stdout.write(
        json.dumps({"step": step, "findings": [[one.code, {k: str(v) for k, v in one.arguments.items()}] for one in found]})
        + "\n"
    )


@contextmanager
def another_machine() -> Iterator[int]:
    """A network namespace with nobody in it but its holder; its process id."""
    with subprocess.Popen(["unshare", "--net", "cat"], stdin=subprocess.PIPE) as holder:
        try:
            eventually(lambda: _namespace(holder.pid) != _namespace(os.getpid()), "a namespace of its own")
            yield holder.pid
        finally:
            assert holder.stdin
            holder.stdin.close()


def carries() -> bool:
    return any(card.name == "here" and card.up for card in cards())


def _namespace(pid: int) -> str:
    return str(Path(f"/proc/{pid}/ns/net").readlink())


def main() -> None:
    subprocess.run(["mount", "-t", "sysfs", "sysfs", "/sys"], check=True)
    tell("no card", network.judge_network(look_at_network(FAR, 8883)))
    tell("unknown name", network.judge_network(look_at_network("hall.invalid", 8883)))
    with another_machine() as other:
        ip("link", "set", "lo", "up")
        ip("link", "add", "here", "type", "veth", "peer", "name", "there")
        ip("link", "set", "here", "up")
        ip("link", "set", "there", "up")
        eventually(carries, "the cable carries a signal")
        tell("no address", network.judge_network(look_at_network(FAR, 8883)))
        ip("address", "add", "169.254.3.4/16", "dev", "here")
        tell("own address", network.judge_network(look_at_network(FAR, 8883)))
        ip("address", "flush", "dev", "here")
        ip("address", "add", f"{OWN}/24", "dev", "here")
        tell("no way", network.judge_network(look_at_network(FAR, 8883)))
        # A neighbour whose hardware address is known and who never says anything.
        ip("neighbour", "add", NEIGHBOUR, "lladdr", "02:00:00:00:00:78", "dev", "here")
        silent = reach(NEIGHBOUR, 8883, SILENT_S)
        tell("silent", network.judge_network(NetworkFacts(tuple(cards()), gateway(), NEIGHBOUR, 8883, silent)))
        ip("link", "set", "there", "netns", str(other))
        inside = ["nsenter", "--target", str(other), "--net", "ip"]
        for words in (["address", "add", f"{OWN}/24", "dev", "there"], ["link", "set", "there", "up"]):
            subprocess.run([*inside, *words], check=True)
        # The kernel tells some moments later that both ends are up again.
        eventually(carries, "the cable carries a signal again")
        tell("address twice", network.judge_network(look_at_network("", 0)))


if __name__ == "__main__":
    main()
