"""What the people of notebook 3 hold in their hands: a wire to the server, a tunnel through it.

Nothing in here prints. Import `lab` before: it lets Python find `common` and `steps`.
"""

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from aioice import turn  # a TURN client that is not ours: aiortc's

from common import stun
from common.impairment import TcpRelay, UdpRelay
from common.pump import DatagramEnd
from common.stun import Attribute, Class, Method, StunError
from common.stun_attributes import Address

HOST = "127.0.0.1"
PATIENCE = 0.4  # seconds that one waits for an answer which may never come
AWAY = 0.02  # seconds from the office to the servers

Note: TypeAlias = Callable[[str, str, bytes], None]  # sender, receiver, datagram


class Passed(NamedTuple):
    """A datagram that passed between two of client, server and peer."""

    sender: str
    receiver: str
    what: str
    size: int


def what(datagram: bytes) -> str:
    """What a datagram is, in a few words."""
    if 0x40 <= datagram[0] < 0x80:
        return "ChannelData"
    try:
        message = stun.parse(datagram)
    except StunError:
        return "payload"
    name = Method(message.method).name.replace("_", " ").title().replace(" ", "")
    if message.message_class is Class.ERROR:
        return f"{name}: {message.get(Attribute.ERROR_CODE)[0]}"
    return f"{name}: success" if message.message_class is Class.SUCCESS else name


class End(DatagramEnd):
    """A UDP socket that knows where it is."""

    @property
    def address(self) -> Address:
        """Where it is bound."""
        assert self.transport is not None
        host, port = self.transport.get_extra_info("sockname")[:2]
        return host, port


class Wire(End):
    """A client's UDP socket, joined to one address; it carries bytes and understands nothing."""

    def __init__(self, name: str, note: Note) -> None:
        super().__init__(self._take)
        self._name, self._note = name, note
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue()

    async def tell(self, message: bytes) -> None:
        """Sends a datagram, and gives it time to arrive wherever it goes."""
        self._note(self._name, "server", message)
        self.send([message])
        await asyncio.sleep(0.1)

    async def ask(self, message: bytes) -> bytes | None:
        """Sends a datagram, and gives the first one that comes; None if none comes in time."""
        self._note(self._name, "server", message)
        self.send([message])
        return await self.next()

    async def next(self) -> bytes | None:
        """The next datagram that comes, or has come; None if none comes in time."""
        try:
            return await asyncio.wait_for(self._waiting.get(), PATIENCE)
        except TimeoutError:
            return None

    def _take(self, datagram: bytes, _address: Address) -> None:
        self._note("server", self._name, datagram)
        self._waiting.put_nowait(datagram)


class Echo(End):
    """A peer that sends back what it gets."""

    def __init__(self, note: Note) -> None:
        super().__init__(self._take)
        self.got: list[tuple[bytes, Address]] = []
        self._note = note

    def say(self, payload: bytes, address: Address) -> None:
        """Sends a datagram."""
        self._note("peer", "server", payload)
        self.send([payload], address)

    def _take(self, payload: bytes, address: Address) -> None:
        self._note("server", "peer", payload)
        self.got.append((payload, address))
        self.say(payload, address)


class Office:
    """A network whose firewall drops UDP, both ways, and tells nobody; TCP passes, 20 ms away.

    `sfu`, `udp`, `tcp` and `tls` are where in the office the SFU and the TURN server are.
    """

    def __init__(self, sfu: Address, doors: dict[str, Address]) -> None:
        self.sfu, self.udp = UdpRelay(sfu, host=HOST), UdpRelay(doors["udp"], host=HOST)
        self.tcp = TcpRelay(doors["tcp"], seed=5, host=HOST)
        self.tls = TcpRelay(doors["tls"], seed=5, host=HOST)
        for stream in (self.tcp, self.tls):
            stream.up.delay = stream.down.delay = AWAY

    def block(self) -> None:
        """The firewall begins its work."""
        self.sfu.stall()
        self.udp.stall()


class Tunnel:
    """A port here, whose datagrams go through an allocation to one peer, and back.

    To a participant of this lab it is what its relayed candidate is to a browser.
    """

    def __init__(self, peer: Address) -> None:
        self.peer = peer
        self.near, self._far = End(self._out), End(self._back)
        self._relayed: turn.TurnTransport | None = None
        self._participant: Address = "", 0

    async def open(self, door: Address, welcome: dict[str, Any]) -> Address:
        """Allocates over TCP, with what the welcome says; gives the port here."""
        server = welcome["ice_servers"][0]
        names = server["username"], server["credential"]
        self._relayed, _end = await turn.create_turn_endpoint(
            lambda: self._far, door, *names, transport="tcp"
        )
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self.near, local_addr=(HOST, 0))
        return self.near.address

    async def close(self) -> None:
        """Gives the allocation back."""
        self.near.close()
        if self._relayed:
            self._relayed.close()
            await asyncio.sleep(4 * AWAY)  # it asks, and is answered

    def _out(self, datagram: bytes, participant: Address) -> None:
        self._participant = participant
        if self._relayed:
            self._relayed.sendto(datagram, self.peer)

    def _back(self, datagram: bytes, _peer: Address) -> None:
        self.near.send([datagram], self._participant)
