"""The answering half of `bench.mqtt`, a process of its own: the controller's place on the bus, answering every take at once.

`python -m bench.mqtt_peer PORT PASSWORD_FILE NODELAY`; says `ready` on its standard output.
"""

import asyncio
import sys
from pathlib import Path

from api.bus.client import MqttBus
from api.bus.codec import decode_command
from api.bus.port import Received
from api.bus.settings import BusSettings
from api.messages.completion import Completion
from api.messages.hall_commands import Take
from api.messages.topics import hall_command_topic
from api.messages.words import CompletionCode

SITE = "150426-07"
TAKE = hall_command_topic(SITE, "take")


def settings(node: str, port: int, password: str, *, nodelay: bool) -> BusSettings:
    return BusSettings("127.0.0.1", port, SITE, node, "bench", username=node, password=password, tcp_nodelay=nodelay)


async def answer_takes(port: int, password: str, *, nodelay: bool) -> None:
    bus = MqttBus(settings("ctl", port, password, nodelay=nodelay))

    def answer(received: Received) -> None:
        envelope, _ = decode_command(received.payload, Take)
        bus.reply(received, Completion(id=envelope.id, code=CompletionCode.SUCCESS))
        received.acknowledge()

    def on_connection(connected: bool) -> None:
        if connected:
            print("ready", flush=True)

    bus.listen(TAKE, answer)
    bus.on_connection(on_connection)
    await bus.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(answer_takes(int(sys.argv[1]), Path(sys.argv[2]).read_text("ascii").strip(), nodelay=sys.argv[3] == "nodelay"))
