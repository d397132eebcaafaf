"""coturn's own test programs against our server: another reading of the same RFCs.

All runs go on at once, since each waits for seconds by itself. Its exit code is 0 even when packets
got lost, so what it says at the end is read.
"""

import asyncio
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

import pytest

from tests.bed.turn_server import PASSWORD, USER, TurnServer

UCLIENT, STUNCLIENT = "turnutils_uclient", "turnutils_stunclient"
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not shutil.which(UCLIENT), reason="needs coturn: apt install coturn"),
]

MESSAGES, CLIENTS = 20, 4
LOAD = f"-n {MESSAGES} -m {CLIENTS} -l 171 -z 10"
RUN_SECONDS = 30.0
TLS_ATTEMPTS = 3  # on a busy computer the client loses some of its own over TLS, also with coturn
HOSTILE_SECONDS = 8.0  # a client that sends nonsense waits for ever for the answer to it

# What must go through without loss; with RTCP, that is without -c, come EVEN-PORT and tokens. (Both
# RTCP and relay to relay over TLS are left out: the client loses up to a fifth, also with coturn.)
GOOD = {
    "udp channels": "-c",
    "udp indications": "-c -s",
    "udp of a full frame": "-c -l 1200",
    "rtcp with a token": "",
    "rtcp indications": "-s",
    "dont-fragment": "-c -g",
    "extra requests": "-c -G",
    "extra requests and indications": "-c -s -G",
    "tcp": "-c -t",
    "tcp indications": "-c -t -s",
    "tcp padded": "-c -t -D",
    "tcp rtcp": "-t",
    "tls": "-c -t -S",
    "tls indications": "-c -t -S -s",
    "relay to relay": "-c -y",
    "relay to relay indications": "-c -y -s",
    "relay to relay rtcp": "-y",
    "relay to relay tcp": "-c -y -t",
}
# What must be refused, and what the client then says.
REFUSED = {
    "channel bound twice": ("-c -N", "error 400"),
    "wrong password": ("-c -w WRONG", "Cannot complete Allocation"),
    "unknown user": ("-c -u nobody", "Cannot complete Allocation"),
}
# What disturbs the others: broken messages, and fifty who connect and vanish.
HOSTILE = {
    "broken messages": "-c -R",
    "broken messages over tcp": "-c -R -t",
    "broken messages over tls": "-c -R -t -S",
    "vanishing": "-c -O -m 50",
}


@dataclass
class Run:
    """What became of a run; without an exit code it was stopped."""

    code: int | None
    said: str

    @property
    def received(self) -> int:
        """How many messages came back, by the last line that tells."""
        told = re.findall(r"tot_recv_msgs=(\d+)", self.said)
        return int(told[-1]) if told else 0

    @property
    def is_lossless(self) -> bool:
        """Whether the client says that nothing got lost."""
        return self.code == 0 and "Total lost packets 0 (0.000000%)" in self.said


async def run(program: str, *arguments: str, seconds: float = RUN_SECONDS) -> Run:
    """Runs one of coturn's programs to its end, or for some time."""
    process = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    telling = asyncio.create_task(process.communicate())
    done, _ = await asyncio.wait([telling], timeout=seconds)
    if not done:
        process.kill()
    said, _nothing = await telling
    return Run(process.returncode if done else None, said.decode(errors="replace"))


class Uclient:
    """The test client; each run comes from an address of its own, as different people do."""

    def __init__(self, server: TurnServer, peer_port: int) -> None:
        self.server, self.peer_port = server, peer_port
        self._hosts = (f"127.0.0.{number}" for number in count(10))

    async def run(self, options: str, seconds: float = RUN_SECONDS, *credentials: str) -> Run:
        """One run; later options replace earlier ones."""
        words = options.split()
        port = self.server.tls_port if "-S" in words else self.server.port
        peer = [] if "-y" in words else ["-e", self.server.host, "-r", str(self.peer_port)]
        known = credentials or ("-u", USER, "-w", PASSWORD)
        common = [*LOAD.split(), "-p", str(port), "-L", next(self._hosts), *peer, *known]
        return await run(UCLIENT, *common, *words, self.server.host, seconds=seconds)


@pytest.fixture(scope="module")
async def uclient(server: TurnServer, peer_port: int) -> Uclient:
    """The test client, for the server."""
    return Uclient(server, peer_port)


@pytest.fixture(scope="module")
async def runs(uclient: Uclient) -> Mapping[str, Run]:
    """What became of each run, by name."""
    limits = dict.fromkeys(GOOD, RUN_SECONDS) | dict.fromkeys(REFUSED, RUN_SECONDS)
    limits |= dict.fromkeys(HOSTILE, HOSTILE_SECONDS)
    options = GOOD | {name: option for name, (option, _) in REFUSED.items()} | HOSTILE
    running = (uclient.run(options[name], seconds) for name, seconds in limits.items())
    return dict(zip(limits, await asyncio.gather(*running), strict=True))


@pytest.mark.parametrize("name", GOOD)
async def test_everything_comes_back(uclient: Uclient, runs: Mapping[str, Run], name: str) -> None:
    ran = runs[name]
    for _ in range(1, TLS_ATTEMPTS):
        if ran.is_lossless or "-S" not in GOOD[name]:
            break
        ran = await uclient.run(GOOD[name])
    assert ran.is_lossless, ran.said
    assert ran.received == MESSAGES * CLIENTS


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_wrong_is_refused(runs: Mapping[str, Run], name: str) -> None:
    _, sentence = REFUSED[name]
    assert runs[name].code == 255, runs[name].said
    assert sentence in runs[name].said and runs[name].received == 0


@pytest.mark.parametrize("name", HOSTILE)
async def test_who_misbehaves_harms_nobody(
    uclient: Uclient, runs: Mapping[str, Run], name: str
) -> None:
    assert "Connection refused" not in runs[name].said
    afterwards = await uclient.run("-c -n 5 -m 1")
    assert afterwards.is_lossless, afterwards.said
    assert uclient.server.process.poll() is None and "Traceback" not in uclient.server.log


async def test_a_password_made_with_the_secret_is_taken(
    secret_server: TurnServer, peer_port: int
) -> None:
    client = Uclient(secret_server, peer_port)
    right, wrong = await asyncio.gather(
        client.run("-c", RUN_SECONDS, "-u", "ada", "-W", "between us"),
        client.run("-c", RUN_SECONDS, "-u", "ada", "-W", "guessed"),
    )
    assert right.is_lossless and right.received == MESSAGES * CLIENTS, right.said
    assert wrong.code == 255 and wrong.received == 0, wrong.said


async def test_a_stun_client_learns_its_address(server: TurnServer) -> None:
    told = await run(STUNCLIENT, "-p", str(server.port), server.host)
    assert told.code == 0
    assert re.search(r"UDP reflexive addr: 127\.0\.0\.1:\d+", told.said), told.said
