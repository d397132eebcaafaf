"""The peer of all clients: it sends everything back to where it came from, as it came."""

import select

from bench.turn_batch import Batch
from bench.turn_load import SLOTS
from bench.turn_shapes import PAYLOAD_BYTES
from bench.turn_sockets import HOST, dropped, open_udp
from common.stun_attributes import Address


class Peer:
    """One UDP socket, like that of an SFU."""

    def __init__(self, *, segments: bool) -> None:
        """With `segments` a run of packets to one address leaves with UDP_SEGMENT."""
        self.received = self.unsent = 0
        self._socket = open_udp(HOST)
        self.file = self._socket.fileno()
        self.address: Address = self._socket.getsockname()
        # Only payloads come here, all of one length: so a batch can be sent as it was received.
        self._batch = Batch(SLOTS, lead=0, length=PAYLOAD_BYTES, named=True)
        self._send = self._batch.send_runs if segments else self._batch.send

    @property
    def dropped(self) -> int:
        """The datagrams for which its socket had no room so far."""
        return dropped(self._socket)

    def close(self) -> None:
        """Closes its socket."""
        self._socket.close()

    def forget(self) -> None:
        """Begins to count anew."""
        self.received = self.unsent = 0

    def receive(self) -> None:
        """Sends back what has come."""
        count = SLOTS
        while count == SLOTS and (count := self._batch.receive(self.file)):
            self.received += count
            self.unsent += count - self._send(self.file, count)

    def answer(self, seconds: float) -> None:
        """Waits so long for something, and sends it back."""
        select.select([self.file], [], [], seconds)
        self.receive()
