"""A small TURN client over UDP, TCP or TLS, which a test can make misbehave."""

import asyncio
import os
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol, TypeAlias

from common.stun import Attribute, Class, Message, Method, parse, serialize
from common.stun_attributes import Address
from steps.step3_turn.channel_data import StreamFrames
from steps.step3_turn.credentials import Credentials

Value: TypeAlias = tuple[Attribute, Any]
Taker: TypeAlias = Callable[[bytes], None]

OVER_UDP: Value = (Attribute.REQUESTED_TRANSPORT, 17)
BUFFER = 4 * 1024 * 1024
ATTEMPTS, PATIENCE = 8, 0.5  # times a request is sent over UDP, seconds apart


class Wire(Protocol):
    """What carries messages to the server and back."""

    def send(self, message: bytes) -> None:
        """Sends a message."""

    async def close(self) -> None:
        """Sends no more."""


class UdpWire:
    """A UDP socket; from the address of the server's family."""

    def __init__(self, server: Address, taken: Taker) -> None:
        self.udp = socket.socket(type=socket.SOCK_DGRAM)
        self.udp.setblocking(False)
        self.udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        self.udp.connect(server)
        self._taken = taken
        asyncio.get_running_loop().add_reader(self.udp, self._read)

    def send(self, message: bytes) -> None:
        """Sends a message; a full buffer loses it."""
        with suppress(OSError):
            self.udp.send(message)

    async def close(self) -> None:
        """Gives the port back."""
        asyncio.get_running_loop().remove_reader(self.udp)
        self.udp.close()

    def _read(self) -> None:
        with suppress(OSError):
            while True:
                self._taken(self.udp.recv(65_536))


class StreamWire:
    """A TCP or TLS connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, taken: Taker
    ) -> None:
        self.reader, self.writer = reader, writer
        self._taken = taken
        self._task = asyncio.create_task(self._read())

    def send(self, message: bytes) -> None:
        """Sends a message, padded."""
        self.writer.write(message + bytes(-len(message) % 4))

    async def close(self) -> None:
        """Ends the connection."""
        self._task.cancel()
        self.writer.transport.abort()
        with suppress(OSError):
            await self.writer.wait_closed()

    async def _read(self) -> None:
        frames = StreamFrames()
        with suppress(OSError):
            while data := await self.reader.read(65_536):
                for message in frames.take(data):
                    self._taken(message)


async def wire_to(
    server: Address, tls: ssl.SSLContext | None, taken: Taker, buffer: int | None = None
) -> StreamWire:
    """A connection to a server; the system keeps so many bytes of what has not been read yet."""
    stream = socket.socket()
    stream.setblocking(False)
    if buffer is not None:
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    await asyncio.get_running_loop().sock_connect(stream, server)
    name = server[0] if tls else None
    reader, writer = await asyncio.open_connection(sock=stream, ssl=tls, server_hostname=name)
    return StreamWire(reader, writer, taken)


class TurnClient:
    """A client who knows a password, what it has heard from peers, and when."""

    def __init__(self, username: str, password: str) -> None:
        self.username, self.password = username, password
        self.wire: Wire | None = None
        self.relayed: Address = "", 0
        self.heard: list[bytes] = []
        self.on_heard: Callable[[bytes], None] = self.heard.append
        self.proof: list[Value] = []
        self._key: bytes | None = None
        self._waiting: dict[bytes, asyncio.Future[Message]] = {}

    async def request(self, method: Method, *values: Value) -> Message:
        """The answer to a request, which is signed as soon as the server has said how."""
        answer = await self.once(method, *values)
        for _again in range(2):
            if code_of(answer) not in (401, 438):
                break
            self._learn(answer)
            answer = await self.once(method, *values)
        return answer

    async def once(self, method: Method, *values: Value) -> Message:
        """The answer to one request, which is sent again if there is none."""
        data, waiting = self._asked(method, *values)
        for _attempt in range(ATTEMPTS):
            self.send(data)
            with suppress(TimeoutError):
                return await asyncio.wait_for(asyncio.shield(waiting), PATIENCE)
        raise AssertionError(f"{method!r} was not answered")

    def ask(self, method: Method, *values: Value) -> "asyncio.Future[Message]":
        """Sends one request, once; gives what will be the answer."""
        data, waiting = self._asked(method, *values)
        self.send(data)
        return waiting

    async def allocate(self, *values: Value) -> Message:
        """Asks for a relayed address; gives the answer."""
        answer = await self.request(Method.ALLOCATE, OVER_UDP, *values)
        if code_of(answer) is None:
            self.relayed = answer.get(Attribute.XOR_RELAYED_ADDRESS)
        return answer

    async def permit(self, *peers: Address) -> int | None:
        """Asks for permissions; gives the code of the error, if it is one."""
        values = [(Attribute.XOR_PEER_ADDRESS, peer) for peer in peers]
        return code_of(await self.request(Method.CREATE_PERMISSION, *values))

    async def bind(self, number: int, peer: Address) -> int | None:
        """Asks for a channel; gives the code of the error, if it is one."""
        values = (Attribute.CHANNEL_NUMBER, number), (Attribute.XOR_PEER_ADDRESS, peer)
        return code_of(await self.request(Method.CHANNEL_BIND, *values))

    async def refresh(self, lifetime: int = 600) -> int | None:
        """Prolongs its allocation, or ends it; gives the code of the error, if it is one."""
        return code_of(await self.request(Method.REFRESH, (Attribute.LIFETIME, lifetime)))

    def send(self, message: bytes) -> None:
        """Sends anything to the server."""
        assert self.wire is not None
        self.wire.send(message)

    def send_channel(self, number: int, payload: bytes) -> None:
        """Sends ChannelData."""
        self.send(number.to_bytes(2) + len(payload).to_bytes(2) + payload)

    def send_to(self, peer: Address, payload: bytes) -> None:
        """Sends a Send indication."""
        message = Message(Method.SEND, Class.INDICATION, os.urandom(12))
        message.add(Attribute.XOR_PEER_ADDRESS, peer)
        message.add(Attribute.DATA, payload)
        self.send(serialize(message, fingerprint=False))

    def take(self, data: bytes) -> None:
        """Takes a message from the server."""
        if 0x40 <= data[0] < 0x80:
            self.on_heard(data[4 : 4 + int.from_bytes(data[2:4])])
            return
        message = parse(data)
        if message.method == Method.DATA:
            self.on_heard(message.get(Attribute.DATA))
        elif (waiting := self._waiting.pop(message.transaction_id, None)) is not None:
            signed = code_of(message) in (401, 438) or not self._key
            assert signed or message.is_signed_with(self._key or b"") or code_of(message) == 400
            waiting.set_result(message)

    def _asked(self, method: Method, *values: Value) -> "tuple[bytes, asyncio.Future[Message]]":
        message = Message(method, Class.REQUEST, os.urandom(12))
        for attribute, value in (*values, *self.proof):
            message.add(attribute, value)
        waiting: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[message.transaction_id] = waiting
        return serialize(message, self._key, fingerprint=False), waiting

    def _learn(self, challenge: Message) -> None:
        realm = challenge.get(Attribute.REALM)
        nonce = challenge.get(Attribute.NONCE)
        self._key = Credentials(realm, {self.username: self.password}).key_of(self.username)
        self.proof = [(Attribute.USERNAME, self.username), (Attribute.REALM, realm)]
        self.proof.append((Attribute.NONCE, nonce))


def code_of(response: Message) -> int | None:
    """The code of an error response; None for a success."""
    error = response.get(Attribute.ERROR_CODE)
    return None if error is None else int(error[0])


@asynccontextmanager
async def turn_client(
    server: Address,
    username: str = "ada",
    password: str = "correct horse",
    *,
    transport: str = "udp",
    tls: ssl.SSLContext | None = None,
    buffer: int | None = None,
) -> AsyncIterator[TurnClient]:
    """A client whose socket is closed at the end."""
    client = TurnClient(username, password)
    stream = transport != "udp"
    client.wire = (
        await wire_to(server, tls, client.take, buffer) if stream else UdpWire(server, client.take)
    )
    try:
        yield client
    finally:
        await client.wire.close()
