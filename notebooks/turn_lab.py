"""The lab of notebook 3: the whole server of step 3 in the kernel's own event loop.

Nothing in here prints, and nothing runs in a thread.
"""

import asyncio
import ssl
from pathlib import Path
from tempfile import TemporaryDirectory

import sfu_lab
from lab import until  # before what follows: it lets Python find `common` and `steps`
from people import Client
from turn_wire import HOST, Echo, End, Office, Passed, Tunnel, Wire, what

from common.authority import authority
from common.certificates import server_context
from common.meeting import Meeting
from common.presence import Participant
from common.serving import serving
from common.stun_attributes import Address
from steps.step2_sfu.sfu import Sfu
from steps.step3_turn.allocation import Allocation
from steps.step3_turn.credentials import Credentials
from steps.step3_turn.hosting import Plan, build, steady_unix_time
from steps.step3_turn.ice_servers import IceServers, owner_of
from steps.step3_turn.policy import PeerPolicy
from steps.step3_turn.server import REALM, create_app
from steps.step3_turn.service import Sockets, TurnService, open_sockets
from steps.step3_turn.settings import TurnDoors

__all__ = ["Lab", "until"]

ATTEMPTS = 50


class Lab(sfu_lab.Lab):
    """The server of step 3 in this event loop, an echo that it relays to, and whoever joined."""

    async def start(self) -> "Lab":
        """Starts the server on free ports."""
        self.trace: list[Passed] = []
        self.port = sfu_lab.TracedPort()
        self.sfu = Sfu(self.port)
        self.echo = Echo(self._note)
        await self._open_udp(self.echo, here=(HOST, 0))
        folder = Path(self._open.enter_context(TemporaryDirectory()))
        self._authority = authority(folder)
        self._trust = ssl.create_default_context()
        self._authority.configure_trust(self._trust)
        credentials = Credentials(REALM, secret="of this lab", unix_time=steady_unix_time())
        self.turn = self._turn(credentials)
        doors = [self.turn.udp[0].address, *(stream.address for stream in self.turn.streams)]
        self.doors = dict(zip(("udp", "tcp", "tls"), doors, strict=True))
        ports = TurnDoors(self.doors["udp"][1], self.doors["tls"][1])
        ice = IceServers(credentials, HOST, ports)
        meeting = Meeting(on_gone=self._gone, ice_servers=ice.of)
        app = create_app(meeting, self.sfu, self.turn, ice)
        url = await self._open.enter_async_context(serving(app, meeting.goodbye))
        self._number = int(url.rpartition(":")[2])
        return self

    @property
    def allocations(self) -> list[Allocation]:
        """Those that there are now, the oldest first."""
        return list(self.turn.turn.allocator.allocations)

    async def wire(self, there: Address | None = None, *, name: str = "client") -> Wire:
        """A UDP socket that is joined to the TURN server, or to somewhere else."""
        wire = Wire(name, self._note)
        await self._open_udp(wire, there=there or self.doors["udp"])
        return wire

    async def connect(
        self, *, through: Address | None = None, tls: bool = False
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A TCP connection to the TURN server, or to what stands in for it."""
        door = through or self.doors["tls" if tls else "tcp"]
        reader, writer = await asyncio.open_connection(*door, ssl=self._trust if tls else None)
        self._open.callback(writer.close)
        return reader, writer

    async def office(self) -> Office:
        """A network without UDP, in which the same servers have other addresses."""
        office = Office(self.port.addresses[0], self.doors)
        for relay in (office.sfu, office.udp, office.tcp, office.tls):
            await self._open.enter_async_context(relay)
        office.block()
        return office

    async def join_relayed(self, name: str, door: Address) -> tuple[Client, Tunnel]:
        """Somebody who reaches the SFU only through the TURN server, over TCP."""
        tunnel = Tunnel(self.port.addresses[0])
        self._open.push_async_callback(tunnel.close)
        client = await self.people.enter_room(
            self._number,
            name,
            publishes=False,
            through=lambda welcome: tunnel.open(door, welcome),
        )
        return client, tunnel

    def _turn(self, credentials: Credentials) -> TurnService:
        return build(
            Plan(
                sockets=_doors(),
                credentials=credentials,
                policy=PeerPolicy(endpoints=[*self.port.addresses, self.echo.address]),
                hosts=[HOST],
                tls=server_context(self._authority, [HOST]),
                is_here=lambda owner: int(owner) in self.sfu.participants,
            )
        )

    def _gone(self, participant: Participant) -> None:
        self.sfu.leave(participant)
        self.turn.turn.allocator.free_all_of(owner_of(participant))

    def _note(self, sender: str, receiver: str, datagram: bytes) -> None:
        # To a peer a packet is a payload, whatever its first byte.
        name = "payload" if "peer" in (sender, receiver) else what(datagram)
        self.trace.append(Passed(sender, receiver, name, len(datagram)))

    async def _open_udp(
        self, end: End, *, here: Address | None = None, there: Address | None = None
    ) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: end, local_addr=here, remote_addr=there)
        self._open.callback(end.close)


def _doors() -> Sockets:
    """UDP and TCP on one free port, and TLS on another."""
    for _attempt in range(ATTEMPTS):
        free = open_sockets([HOST], 0, None)
        port = free.addresses[0][1]
        free.close()
        try:
            return open_sockets([HOST], port, 0)
        except OSError:  # TCP of that number is somebody else's
            continue
    raise OSError("There is no port that is free for UDP and TCP.")
