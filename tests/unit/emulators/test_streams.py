"""Whatever moment a server stops in, the other end sees its connection closed and no socket is left."""

import asyncio
import socket

import pytest

from drivers.emulators.streams import StreamServer

HOST = "127.0.0.1"


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(await reader.readexactly(4))
    await writer.drain()


async def closed(peer: socket.socket) -> bool:
    """True when the other end closed or reset it; it waits for that."""
    try:
        return await asyncio.wait_for(asyncio.get_running_loop().sock_recv(peer, 1), 30) == b""
    except ConnectionResetError:
        return True


async def test_each_connection_is_served_and_closed() -> None:
    server = StreamServer(echo)
    port = server.listen(HOST, 0)
    for word in (b"wind", b"rain"):
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(word)
        assert await reader.read() == word
        writer.close()
        await writer.wait_closed()
    await server.stop()
    assert not server.listening
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(HOST, port)


@pytest.mark.parametrize("rounds", range(8))
async def test_stopping_while_one_arrives_leaves_nothing_open(rounds: int) -> None:
    """The loop goes round `rounds` times after the connection stands in the listener's queue."""
    server = StreamServer(echo)
    port = server.listen(HOST, 0)
    with socket.create_connection((HOST, port)) as peer:
        peer.setblocking(False)
        for _ in range(rounds):
            await asyncio.sleep(0)
        await server.stop()
        assert await closed(peer)


async def test_a_handler_that_fails_closes_its_connection_and_says_so() -> None:
    said = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: said.append(context["exception"]))

    async def fails(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        raise RuntimeError("broken")

    server = StreamServer(fails)
    port = server.listen(HOST, 0)
    with socket.create_connection((HOST, port)) as peer:
        peer.setblocking(False)
        assert await closed(peer)
    await server.stop()
    assert [str(error) for error in said] == ["broken"]
