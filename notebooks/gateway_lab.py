"""The lab of notebook 4: the gateway of step 4 in the kernel's own event loop, told by manifests.

The manifests are those of `deploy/`, with free ports of this computer in the place of theirs.
Nothing in here prints, and nothing runs in a thread.
"""

import asyncio
import logging
import time
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lab import until  # before what follows: it lets Python find `common` and `steps`
from turn_core import Caller, code
from turn_wire import HOST, Echo, End, Passed, Wire, what

from common import stun
from common.stun import Attribute, Class, Message, Method
from common.stun_attributes import Address
from steps.step3_turn.credentials import Credentials
from steps.step3_turn.udp import open_udp
from steps.step4_gateway.conditions import Condition
from steps.step4_gateway.config_reader import parse_config
from steps.step4_gateway.control import Control, as_yaml
from steps.step4_gateway.gateway import Gateway

__all__ = ["DEPLOY", "MANIFESTS", "Lab", "Phone", "as_yaml", "until"]

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
MANIFESTS = [
    DEPLOY / "kubernetes" / "gateway.yaml",
    DEPLOY / "kubernetes" / "examples" / "secrets.yaml",
    DEPLOY / "local" / "endpoints.yaml",
]
CHANNEL = 0x4000
SECRET, REALM = "generate-me", "polycloud"  # as in the manifests
CODE = "steps.step4_gateway"
ADA = "ada"


class Phone:
    """Somebody with a password for the gateway, who asks it over one UDP socket."""

    def __init__(self, wire: Wire) -> None:
        self._caller = Caller(*Credentials(REALM, secret=SECRET).issue(ADA, time.time()))
        self._wire = wire

    async def ask(self, method: Method, *attributes: tuple[Attribute, Any]) -> int | str:
        """Asks, and asks again if the answer is a challenge: success, or the number of an error."""
        answer = await self._wire.ask(self._caller.request(method, *attributes))
        if self._caller.heed(answer):
            answer = await self._wire.ask(self._caller.request(method, *attributes))
        return code(answer)

    async def allocate(self) -> int | str:
        """Asks for a relayed address."""
        return await self.ask(Method.ALLOCATE, (Attribute.REQUESTED_TRANSPORT, 17))

    async def permit(self, host: str) -> int | str:
        """Asks for a permission."""
        return await self.ask(Method.CREATE_PERMISSION, (Attribute.XOR_PEER_ADDRESS, (host, 9)))

    async def bind(self, peer: Address, number: int = CHANNEL) -> int | str:
        """Asks for a channel."""
        there = (Attribute.CHANNEL_NUMBER, number), (Attribute.XOR_PEER_ADDRESS, peer)
        return await self.ask(Method.CHANNEL_BIND, *there)

    async def say(self, word: bytes) -> bytes | None:
        """Sends a word on the channel, and gives what comes back in time, without its header."""
        head = CHANNEL.to_bytes(2) + len(word).to_bytes(2)
        heard = await self._wire.ask(head + word)
        return heard[4:] if heard else None

    async def send(self, peer: Address, word: bytes) -> None:
        """Sends a word in an indication, to which there is no answer."""
        indication = Message(Method.SEND, Class.INDICATION, bytes(12))
        indication.add(Attribute.XOR_PEER_ADDRESS, peer)
        indication.add(Attribute.DATA, word)
        await self._wire.tell(stun.serialize(indication, fingerprint=False))


class Warnings(logging.Handler):
    """Keeps what the gateway's log warns of, without whose client it was: there is a time in it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps a warning."""
        self.texts.append(record.getMessage().partition(" (asked by")[0])


class Lab:
    """A gateway that follows a folder of manifests, and a node behind it, which is an echo."""

    def __init__(self) -> None:
        self.trace: list[Passed] = []
        self._warnings = Warnings()
        self.gateway = Gateway(local=lambda: [HOST])
        self._open = AsyncExitStack()
        self._now = 0.0

    async def start(self) -> "Lab":
        """Starts the gateway on free ports."""
        logging.getLogger(CODE).addHandler(self._warnings)
        self._open.callback(logging.getLogger(CODE).removeHandler, self._warnings)
        self.node, self.database = Echo(self._note), Echo(self._note)
        await self._open_udp(self.node, here=(HOST, 0))
        await self._open_udp(self.database, here=(HOST, 0))
        await self._open.enter_async_context(self.gateway.running())
        self.folder = Path(self._open.enter_context(TemporaryDirectory()))
        self._write()
        self._control = Control([self.folder])
        await self.follow()
        return self

    @property
    def door(self) -> Address:
        """Where the gateway listens for UDP."""
        return self.gateway.listeners["polycloud/gateway/udp"].doors[0]

    @property
    def log(self) -> list[str]:
        """What the gateway has warned of."""
        return self._warnings.texts

    @property
    def dropped(self) -> int:
        """How many datagrams of clients were not relayed."""
        allocators = (listener.allocator for listener in self.gateway.listeners.values())
        return sum(one.sent.dropped for allocator in allocators for one in allocator.allocations)

    @property
    def conditions(self) -> list[Condition]:
        """How the objects are."""
        return self._control.conditions

    async def phone(self) -> Phone:
        """Somebody new."""
        wire = Wire("client", self._note)
        await self._open_udp(wire, there=self.door)
        return Phone(wire)

    async def edit(self, old: str, new: str) -> list[str]:
        """Changes the manifest of the gateway, and gives what is wrong with it now."""
        path = self.folder / "gateway.yaml"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return await self.follow()

    async def follow(self) -> list[str]:
        """What `control.py` and the dataplane do when a file has changed."""
        for _look in range(2):  # at the first one, somebody may still be writing
            self._now += 1.0
            self._control.look(self._now)
        (config,) = self._control.configs.values()
        await self.gateway.reconcile(parse_config(as_yaml([config]), {"STUNNER_ADDR": HOST})[0])
        return [str(problem) for problem in self._control.problems]

    async def close(self) -> None:
        """Ends everything."""
        await self._open.aclose()

    def _write(self) -> None:
        udp, tls = _free_port(), _free_port()
        ports = {"3478": udp, "5349": tls, "8002": self.node.address[1]}
        for path in MANIFESTS:
            text = path.read_text(encoding="utf-8")
            for number, port in ports.items():
                text = text.replace(f"port: {number}", f"port: {port}")
            text = text.replace("[127.0.1.1, 127.0.1.2]", f"[{HOST}]")
            (self.folder / path.name).write_text(text, encoding="utf-8")

    def _note(self, sender: str, receiver: str, datagram: bytes) -> None:
        # To a peer a packet is a payload, whatever its first byte.
        name = "payload" if "peer" in (sender, receiver) else what(datagram)
        names = {"server": "gateway", "peer": "node"}
        ends = names.get(sender, sender), names.get(receiver, receiver)
        self.trace.append(Passed(*ends, name, len(datagram)))

    async def _open_udp(
        self, end: End, *, here: Address | None = None, there: Address | None = None
    ) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: end, local_addr=here, remote_addr=there)
        self._open.callback(end.close)


def _free_port() -> int:
    """A port that nobody has at this moment."""
    with open_udp(HOST, 0) as free:
        port: int = free.getsockname()[1]
    return port
