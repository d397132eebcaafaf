"""The one UDP port of the SFU: what comes in is told apart and handed to whom it concerns.

The first byte tells the protocol (RFC 7983). STUN finds its participant by the user fragment;
everything else is taken only from candidate pairs that ICE has validated: a stranger's datagram
reaches nobody. There is one socket for each local address, because a response must leave from the
address that was asked.
"""

import asyncio
import errno
import logging
import socket
import time
from collections.abc import Iterable, Iterator

from common import stun
from common.demux import Kind, classify
from common.stun_attributes import Address
from steps.step2_sfu.datagrams import accept_runs, receiver
from steps.step2_sfu.egress import Egress
from steps.step2_sfu.ice_lite import Pair, local_ufrag
from steps.step2_sfu.participant import MediaParticipant
from steps.step2_sfu.srtp import LONGEST

logger = logging.getLogger(__name__)

BUFFER = 4 * 1024 * 1024  # of the kernel, each way


class Port:
    """The sockets of the SFU and the participants behind them."""

    def __init__(self, hosts: Iterable[str], port: int, advertise: Iterable[Address] = ()) -> None:
        self.sockets = list(_open_all(hosts, port))
        self.by_ufrag: dict[str, MediaParticipant] = {}
        self.advertised = list(advertise) or self.addresses
        self.received = self.dropped = 0
        self._receivers = {udp.family: receiver(udp.family) for udp in self.sockets}
        self._egress = [Egress(udp) for udp in self.sockets]
        self._by_pair: dict[tuple[int, Address], MediaParticipant] = {}
        self._flushing: list[MediaParticipant] = []

    @property
    def addresses(self) -> list[Address]:
        """The addresses that the sockets are bound to."""
        return [udp.getsockname()[:2] for udp in self.sockets]

    @property
    def sent(self) -> int:
        """The datagrams sent so far."""
        return sum(egress.sent for egress in self._egress)

    @property
    def unsent(self) -> int:
        """The datagrams that the system did not take."""
        return sum(egress.dropped for egress in self._egress)

    def open(self) -> None:
        """Begins to read."""
        loop = asyncio.get_running_loop()
        for number, udp in enumerate(self.sockets):
            loop.add_reader(udp, self._read, number)

    def close(self) -> None:
        """Reads no more, and gives the port back."""
        for udp in self.sockets:
            asyncio.get_running_loop().remove_reader(udp)
            udp.close()

    def add(self, participant: MediaParticipant) -> None:
        """Lets a participant's browser in, under its newest credentials and those before."""
        ufrags = participant.ice.ufrags
        for old in [u for u, p in self.by_ufrag.items() if p is participant and u not in ufrags]:
            del self.by_ufrag[old]
        self.by_ufrag.update(dict.fromkeys(ufrags, participant))

    def remove(self, participant: MediaParticipant) -> None:
        """Knows a participant no more."""
        for ufrag in participant.ice.ufrags:
            self.by_ufrag.pop(ufrag, None)
        for pair in [pair for pair, who in self._by_pair.items() if who is participant]:
            del self._by_pair[pair]

    def send(self, packets: list[bytes], pair: Pair) -> None:
        """Sends datagrams over a candidate pair."""
        self._egress[pair.local].send(packets, pair.remote)

    def send_run(self, run: memoryview, size: int, pair: Pair) -> None:
        """Sends datagrams that lie one after another, of one size; the last may be shorter."""
        self._egress[pair.local].send_run(run, size, pair.remote)

    def will_flush(self, participant: MediaParticipant) -> None:
        """Notes a participant for whom something waits."""
        self._flushing.append(participant)

    def flush(self) -> None:
        """Sends what waits, to each participant together."""
        waiting, self._flushing = self._flushing, []
        for participant in waiting:
            try:
                participant.flush()
            except Exception:  # a mistake of ours about one must not keep back what others get
                logger.exception("participant %d is given up", participant.id)
                self.remove(participant)
                participant.ice.give_up()

    def _read(self, number: int) -> None:
        now, udp = time.monotonic(), self.sockets[number]
        receiver = self._receivers[udp.family]
        for source, datagrams in receiver.receive(udp):
            pair = Pair(number, receiver.address_of(source))
            for datagram in datagrams:
                self._take(datagram, pair, now)
        self.flush()

    def _take(self, datagram: bytes, pair: Pair, now: float) -> None:
        self.received += 1
        kind = classify(datagram) if len(datagram) <= LONGEST else Kind.UNKNOWN
        if kind is Kind.STUN:
            self._respond(datagram, pair, now)
            return
        participant = self._by_pair.get(pair)
        if participant is None:
            self.dropped += 1
        elif kind is Kind.RTP:
            participant.receive_rtp(datagram, now)
        elif kind is Kind.RTCP:
            participant.receive_rtcp(datagram, now)
        elif kind is Kind.DTLS:
            participant.dtls.receive(datagram)
        else:
            self.dropped += 1

    def _respond(self, datagram: bytes, pair: Pair, now: float) -> None:
        try:
            message = stun.parse(datagram)
            asked = (message.method, message.message_class)
            participant = self.by_ufrag.get(local_ufrag(message))
        except stun.StunError:
            self.dropped += 1
            return
        # A stranger's request is not worth a response, nor one from where somebody else is.
        known = participant is not None and asked == (stun.Method.BINDING, stun.Class.REQUEST)
        foreign = self._by_pair.get(pair) not in (None, participant)
        if participant is None or not known or foreign or not participant.responds(message, now):
            self.dropped += 1
            return
        before = set(participant.ice.validated)
        try:
            response = participant.ice.receive(message, pair, now)
        except stun.StunError:  # signed, and yet no request
            self.dropped += 1
            return
        valid = set(participant.ice.validated)
        self._by_pair.update(dict.fromkeys(valid - before, participant))
        for forgotten in before - valid:
            self._by_pair.pop(forgotten, None)
        self.send([response], pair)


def _open_all(hosts: Iterable[str], port: int) -> Iterator[socket.socket]:
    for host in hosts:
        try:
            yield _open(host, port)
        except OSError as problem:
            if problem.errno != errno.EADDRNOTAVAIL:  # an address that has just gone
                raise


def _open(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    udp = socket.socket(family, socket.SOCK_DGRAM)
    udp.setblocking(False)
    accept_runs(udp)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
    try:
        udp.bind((host, port))
    except OSError:
        udp.close()
        raise
    return udp
