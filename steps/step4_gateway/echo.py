"""The mechanism without any media: text through a gateway. `python3 polycloud.py gateway echo`

A gateway with one route, a backend behind it that sends back what it hears, and a second backend
that no route names. What is printed was seen: the addresses are those of the real datagrams.
"""

import asyncio
import logging
import socket
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, suppress
from secrets import token_hex
from typing import Any, NamedTuple

import yaml

from common.stun_attributes import Address
from steps.step4_gateway.config_reader import parse_config
from steps.step4_gateway.gateway import Gateway
from steps.step4_gateway.turn_uri import TurnUri
from steps.step4_gateway.visitor import Denied, Visitor, visit

GATEWAY = "127.0.0.1"
# Only Linux has more of loopback than one address; elsewhere the backends differ by their ports.
PRIVATE = ("127.0.2.1", "127.0.2.2") if sys.platform == "linux" else ("127.0.0.1", "127.0.0.1")
SENTENCE = "Hello, is anybody behind this gateway?"
LONGEST = 1_000  # bytes of a line
USER = "audience"


class Backend(asyncio.DatagramProtocol):
    """Sends back what it hears, and remembers from whom it was."""

    def __init__(self) -> None:
        self.heard: list[Address] = []
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        """Begins to listen."""
        self.transport = transport

    @property
    def address(self) -> Address:
        """Where it listens."""
        address: Address = self.transport.get_extra_info("sockname")[:2]
        return address

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """Sends it back."""
        self.heard.append(addr[:2])
        self.transport.sendto(data, addr)


class Scene(NamedTuple):
    """Who takes part: somebody outside, the gateway's door, and two backends."""

    visitor: Visitor
    door: Address
    backend: Backend
    stranger: Backend

    async def tell(self, text: str, say: Callable[[str], None]) -> None:
        """Sends a text to the backend and back, and prints each hop."""
        payload, us, door = text.encode()[:LONGEST], self.visitor.address, self.door
        say(f"\n{text!r}")
        await self.visitor.send(payload, self.backend.address)
        answer = await self.visitor.hear()
        if answer is None:
            say("  It is lost: nothing came back.")
            return
        size, relayed = len(payload), self.backend.heard[-1]
        say(hop("you", us, "gateway", door, f"ChannelData: {size} bytes behind a header of 4"))
        say(hop("gateway", relayed, "backend", self.backend.address, f"{size} bytes, from itself"))
        say(hop("backend", self.backend.address, "gateway", relayed, "it does not know of you"))
        say(hop("gateway", door, "you", us, repr(answer.decode(errors="replace"))))

    async def try_the_stranger(self, say: Callable[[str], None]) -> None:
        """Asks for the backend that no route names."""
        say(f"\nAnd {written(self.stranger.address)}, to which no route leads?")
        try:
            await self.visitor.send(b"Psst!", self.stranger.address)
            say("  The gateway lets us through. It should not.")
        except Denied as denied:
            say(f"  The gateway answers: {denied}")
        say(f"  Datagrams that have arrived there: {len(self.stranger.heard)}")


def hop(source: str, at: Address, target: str, to: Address, what: str) -> str:
    """One hop of a datagram in a line."""
    return f"  {source:<7} {written(at):<15} -> {target:<7} {written(to):<15}  {what}"


def written(address: Address) -> str:
    """An address as it is written."""
    return f"{address[0]}:{address[1]}"


async def set_up(stack: AsyncExitStack, say: Callable[[str], None]) -> Scene:
    """Backends, gateway and visitor, until the stack is closed."""
    backend, stranger = [await _backend(stack, host) for host in PRIVATE]
    password, door = token_hex(8), (GATEWAY, free_port())
    told = configuration(door, backend.address)
    say("The gateway is told this, and its password:\n")
    say("".join(f"    {line}\n" for line in yaml.safe_dump(told, sort_keys=False).splitlines()))
    auth = {"type": "static", "credentials": {"username": USER, "password": password}}
    whole = {"version": "v1", "admin": {"loglevel": "all:WARN"}, "auth": auth, **told}
    gateway = Gateway(local=lambda: [GATEWAY])
    await stack.enter_async_context(gateway.running())
    await gateway.reconcile(parse_config(yaml.safe_dump(whole), {})[0])
    visitor = await stack.enter_async_context(visit(TurnUri(*door, "udp", USER, password)))
    relayed = await visitor.allocate()
    say(f"You are {written(visitor.address)} and ask {written(door)} to relay for you.")
    say(f"It opens {written(relayed)}: what you send leaves from there.")
    return Scene(visitor, door, backend, stranger)


def configuration(door: Address, backend: Address) -> dict[str, Any]:
    """One listener, one route: what STUNner's data plane would be told too."""
    host, port = door
    listener = {"name": "demo/gateway/udp", "protocol": "TURN-UDP", "address": host, "port": port}
    endpoints = [f"{backend[0]}:<{backend[1]}-{backend[1]}>"]
    return {
        "listeners": [{**listener, "routes": ["demo/echo"]}],
        "clusters": [{"name": "demo/echo", "endpoints": endpoints}],
    }


def free_port() -> int:
    """A UDP port of the gateway that nobody has."""
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.bind((GATEWAY, 0))
        return int(probe.getsockname()[1])


def texts_of(arguments: Sequence[str]) -> Iterator[str]:
    """What is to be sent: the arguments, else what is typed, else a sentence of our own."""
    if arguments or not sys.stdin.isatty():
        yield from arguments or [SENTENCE]
        return
    with suppress(EOFError, KeyboardInterrupt):
        while text := input("\nType something; an empty line ends it: ").strip():
            yield text


async def _backend(stack: AsyncExitStack, host: str) -> Backend:
    loop = asyncio.get_running_loop()
    transport, backend = await loop.create_datagram_endpoint(Backend, local_addr=(host, 0))
    stack.callback(transport.close)
    return backend


def main(arguments: list[str] | None = None) -> None:
    """Sends texts, then tries what must not work."""
    texts = _parse(arguments)
    logging.basicConfig(format="  The gateway's log: %(message)s", stream=sys.stdout)
    with asyncio.Runner() as runner, ExitStack() as ending:
        stack = AsyncExitStack()
        ending.callback(lambda: runner.run(stack.aclose()))
        scene = runner.run(set_up(stack, _say))
        for text in texts_of(texts):
            runner.run(scene.tell(text, _say))
        runner.run(scene.try_the_stranger(_say))


def _parse(arguments: list[str] | None) -> list[str]:
    parser = ArgumentParser(
        "polycloud.py gateway echo", description="Sends text through a gateway of its own."
    )
    parser.add_argument("text", nargs="*", type=_text, help="what to send; else you may type it")
    texts: list[str] = parser.parse_args(arguments).text
    return texts


def _text(word: str) -> str:
    if not word.strip():
        raise ArgumentTypeError("There is nothing in an empty text to come back.")
    return word


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
