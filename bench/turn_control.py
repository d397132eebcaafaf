"""A TURN client's requests (RFC 8656), asked one after the other: only what a benchmark needs."""

import secrets
import socket
import ssl
from collections.abc import Callable, Sequence
from hashlib import md5
from typing import Any, Protocol, TypeAlias

from bench.turn_shapes import PASSWORD, RELAY_PORTS, USER, Transport
from bench.turn_sockets import HOST, open_udp
from common import stun
from common.stun import Attribute, Class, Message, Method
from common.stun_attributes import Address

PATIENCE, TRIES = 0.5, 7  # seconds for an answer over UDP, and how often is asked
STREAM_PATIENCE = 5.0
UDP_PROTOCOL = 17
LONGEST = 2_048
HEADER_LENGTH, CHANNEL_HEADER_LENGTH = 20, 4
UNAUTHORIZED, STALE_NONCE = 401, 438
Extras: TypeAlias = Sequence[tuple[Attribute, Any]]
Login: TypeAlias = tuple[str, str]  # user name and password


class TurnError(Exception):
    """The server did not answer, or not as it should."""


class Link(Protocol):
    """A way to the server."""

    socket: socket.socket

    def exchange(self, request: bytes, answers: Callable[[bytes], bool]) -> bytes:
        """Asks, and waits for what answers it."""


class DatagramLink:
    """UDP, where an answer may be lost: then it asks again."""

    def __init__(self, host: str, address: Address) -> None:
        self.socket = open_udp(host)
        self.socket.connect(address)
        self.socket.settimeout(PATIENCE)

    def exchange(self, request: bytes, answers: Callable[[bytes], bool]) -> bytes:
        """Asks, and waits for what answers it."""
        for _try in range(TRIES):
            self.socket.send(request)
            try:
                while True:
                    if answers(message := self.socket.recv(LONGEST)):
                        return message
            except TimeoutError:
                pass
        raise TurnError("The server does not answer.")


class StreamLink:
    """TCP, or TLS over it, where each message tells its own length."""

    def __init__(self, host: str, address: Address, *, tls: bool) -> None:
        plain = socket.create_connection(address, STREAM_PATIENCE, (host, 0))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = _over_tls(plain) if tls else plain
        self._kept = b""

    def exchange(self, request: bytes, answers: Callable[[bytes], bool]) -> bytes:
        """Asks, and waits for what answers it."""
        self.socket.sendall(request)
        while not answers(message := self._read()):
            pass
        return message

    def _read(self) -> bytes:
        while not (size := message_size(self._kept)) or len(self._kept) < size:
            if not (data := self.socket.recv(LONGEST)):
                raise TurnError("The server closed the connection.")
            self._kept += data
        message, self._kept = self._kept[:size], self._kept[size:]
        return message


def _over_tls(plain: socket.socket) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(plain)


def message_size(data: bytes) -> int:
    """How many bytes of a stream the message at its beginning takes; 0 if that is not known yet."""
    if len(data) < CHANNEL_HEADER_LENGTH:
        return 0
    length = data[2] << 8 | data[3]
    if data[0] < 0x40:
        return HEADER_LENGTH + length
    return CHANNEL_HEADER_LENGTH + length + -length % 4  # RFC 8656 section 12.5: padded


def link_to(transport: Transport, port: int, host: str) -> Link:
    """A new way to the server, from an address of this computer."""
    if transport is Transport.UDP:
        return DatagramLink(host, (HOST, port))
    return StreamLink(host, (HOST, port), tls=transport is Transport.TLS)


def cipher_of(link: Link) -> str:
    """The cipher suite that TLS agreed on; empty without TLS."""
    told = link.socket.cipher() if isinstance(link.socket, ssl.SSLSocket) else None
    return told[0] if told else ""


class Allocation:
    """One allocation, over a link of its own."""

    def __init__(
        self,
        link: Link,
        login: Login = (USER, PASSWORD),
        relay_ports: tuple[int, int] = RELAY_PORTS,
        relay_host: str = HOST,
    ) -> None:
        self.link = link
        self._login = login
        self._key: bytes | None = None
        self._proof: Extras = ()
        wanted = [(Attribute.REQUESTED_TRANSPORT, UDP_PROTOCOL)]
        self.relayed = self._ask(Method.ALLOCATE, wanted).get(Attribute.XOR_RELAYED_ADDRESS)
        if self.relayed[0] != relay_host or not relay_ports[0] <= self.relayed[1] <= relay_ports[1]:
            raise TurnError(f"{self.relayed} is no relayed address of that server.")

    def permit(self, peer: Address) -> None:
        """Lets the peer send here."""
        self._ask(Method.CREATE_PERMISSION, [(Attribute.XOR_PEER_ADDRESS, peer)])

    def bind(self, number: int, peer: Address) -> None:
        """Makes a channel to the peer, which is a permission too."""
        channel = (Attribute.CHANNEL_NUMBER, number)
        self._ask(Method.CHANNEL_BIND, [channel, (Attribute.XOR_PEER_ADDRESS, peer)])

    def release(self) -> None:
        """Gives the allocation back, and waits for no answer."""
        self.link.socket.send(self._request(Method.REFRESH, [(Attribute.LIFETIME, 0)])[1])

    def _ask(self, method: Method, extras: Extras) -> Message:
        response = self._exchange(method, extras)
        if response.message_class is Class.ERROR:
            code, reason = response.get(Attribute.ERROR_CODE)
            if code not in (UNAUTHORIZED, STALE_NONCE) or (self._key and code == UNAUTHORIZED):
                raise TurnError(f"{method.name}: {code} {reason}")
            self._take_challenge(response)
            response = self._exchange(method, extras)
        if response.message_class is not Class.SUCCESS or self._key is None:
            raise TurnError(f"{method.name}: {response.get(Attribute.ERROR_CODE)}")
        if not response.is_signed_with(self._key):
            raise TurnError(f"The answer to {method.name} is not signed as it should be.")
        return response

    def _take_challenge(self, response: Message) -> None:
        realm, nonce = response.get(Attribute.REALM), response.get(Attribute.NONCE)
        user, password = self._login
        self._key = md5(f"{user}:{realm}:{password}".encode(), usedforsecurity=False).digest()
        names = (Attribute.USERNAME, Attribute.REALM, Attribute.NONCE)
        self._proof = list(zip(names, (user, realm, nonce), strict=True))

    def _exchange(self, method: Method, extras: Extras) -> Message:
        ours, data = self._request(method, extras)
        return stun.parse(self.link.exchange(data, lambda answer: answer[8:20] == ours))

    def _request(self, method: Method, extras: Extras) -> tuple[bytes, bytes]:
        request = Message(method, Class.REQUEST, secrets.token_bytes(12))
        for attribute, value in (*extras, *self._proof):
            request.add(attribute, value)
        data = stun.serialize(request, self._key, fingerprint=False)
        return request.transaction_id, data
