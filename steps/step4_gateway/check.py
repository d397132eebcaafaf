"""Does a gateway let us through, and to whom? `python3 polycloud.py gateway check turn://...`

It asks as a browser would, one step at a time, and says after each one what the answer means.
"""

import asyncio
import socket
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from aioice.stun import Class, Message, Method

from common.serving import BAD_SETTING
from common.stun_attributes import Address
from steps.step4_gateway.turn_uri import EXAMPLE, TurnUri, parse_peer, parse_turn_uri
from steps.step4_gateway.visitor import Denied, Unanswered, Visitor, visit

ECHO_SECONDS = 2.0
MEANING = {
    401: "the gateway does not know this user and password; one that expires may have done so",
    403: "no route of this gateway leads there",
    437: "this address and port have an allocation already",
    440: "it relays from no address of that family",
    441: "this user may not use that allocation",
    442: "the gateway relays over UDP only",
    486: "this user has as many allocations as one may have",
    508: "the gateway takes nobody just now: it is full, or it drains",
}


class Failed(Exception):
    """A step that did not work; the text says why."""


async def check(uri: TurnUri, peer: Address | None, say: Callable[[str], None]) -> bool:
    """Goes as far as it can; whether that was all the way."""
    say(f"Asking {uri.door} as {uri.username}")
    try:
        async with visit(uri) as visitor:
            await _allocate(visitor, say)
            if peer is None:
                say("   --  To ask for a way to a node, add --peer HOST:PORT")
            else:
                await _reach(visitor, peer, say)
    except Failed as failed:
        say(f"   NO  {failed}")
        return False
    except (OSError, UnicodeError) as problem:  # the latter for a name that none can have
        why = getattr(problem, "strerror", None) or str(problem) or "it is silent"
        say(f"   NO  nothing can be reached there: {why}")
        return False
    return True


async def _allocate(visitor: Visitor, say: Callable[[str], None]) -> None:
    try:
        host, port = await visitor.allocate()
    except Denied as denied:
        if visitor.realm:
            say(f"   ok  A TURN server answers; its realm is {visitor.realm}")
        raise Failed(f"no allocation: {_means(denied)}") from None
    except Unanswered:
        raise Failed("no answer: no TURN server is there, or a firewall is between") from None
    say(f"   ok  A TURN server answers; its realm is {visitor.realm}")
    say(f"   ok  Allocate: {host}:{port} relays for us")


async def _reach(visitor: Visitor, peer: Address, say: Callable[[str], None]) -> None:
    host, port = peer
    try:
        await visitor.permit(host)
        say(f"   ok  CreatePermission: a route leads to {host}")
        request = bytes(Message(Method.BINDING, Class.REQUEST))
        await visitor.send(request, peer)
        say(f"   ok  ChannelBind: and to port {port} of it")
    except Denied as denied:
        raise Failed(f"no way to {host}:{port}: {_means(denied)}") from None
    except Unanswered:
        raise Failed("the gateway has become silent") from None
    heard = await visitor.hear(ECHO_SECONDS)
    if heard is None:
        say(f"   --  A datagram was sent, and {host}:{port} does not answer. A node of step 4")
        say("       never does that to strangers: its participants sign what they send")
    else:
        say(f"   ok  A datagram went to {host}:{port}, and {len(heard)} bytes came back")


def _means(denied: Denied) -> str:
    meaning = MEANING.get(denied.code)
    return f"{denied}: {meaning}" if meaning else str(denied)


def main(arguments: list[str] | None = None) -> None:
    """Checks what the arguments say: 0 if all worked, else 1."""
    options = _parse(arguments)
    sys.exit(0 if asyncio.run(check(options.uri, options.peer, _say)) else 1)


def _parse(arguments: list[str] | None) -> Namespace:
    parser = ArgumentParser(
        "polycloud.py gateway check", description="Asks a gateway for a way, one step at a time."
    )
    parser.add_argument("uri", metavar="URI", help=f"as {EXAMPLE}")
    parser.add_argument("--peer", metavar="HOST:PORT", help="to whom, as 127.0.1.1:8002")
    options = parser.parse_args(arguments)
    try:
        options.uri = parse_turn_uri(options.uri)
    except ValueError as problem:
        _refuse(f"The URI {problem}.")
    try:
        options.peer = _resolved(*parse_peer(options.peer)) if options.peer else None
    except (ValueError, OSError) as problem:  # a UnicodeError is the former
        _refuse(f"--peer: {problem}.")
    return options


def _resolved(host: str, port: int) -> Address:
    """A peer by its address, as TURN names it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    address: Address = found[0][4][:2]  # type: ignore[assignment]
    return address


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _refuse(problem: str) -> None:
    sys.stderr.write(problem + "\n")
    sys.exit(BAD_SETTING)


if __name__ == "__main__":
    main()
