"""The command line of the TURN server on its own."""

import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from ipaddress import ip_address, ip_network

from common.serving import BAD_SETTING
from steps.step3_turn.policy import Network
from steps.step3_turn.relay_sockets import PORTS

LONGEST_REALM = 32  # bytes; it is in every challenge, also in those to forged addresses


def parse(arguments: list[str] | None = None) -> Namespace:
    """The options; ends the process with a sentence if they make no sense."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if bool(options.cert) != bool(options.key):
        parser.error("--cert and --key belong together")
    if any(ip_address(host).is_unspecified for host in options.listen or ()):
        parser.error("--listen wants the addresses themselves; without it, they are all taken")
    if options.metrics_port and options.metrics_port + options.workers > 65_536:
        parser.error("--metrics-port is that of the first worker; the others have the next ones")
    if options.secret == "":  # of a variable that somebody forgot to set
        parser.exit(BAD_SETTING, "--secret or TURN_SECRET is empty: all could make passwords.\n")
    if not options.user and not options.secret:
        parser.error("nobody could use it: give --user NAME:PASSWORD or --secret SECRET")
    return options


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        "polycloud.py turn",
        description="A TURN server (RFC 8656) over UDP, TCP and TLS. It relays to nobody until"
        " --allow-peer says to whom.",
    )
    _add_doors(parser)
    _add_users(parser)
    _add_bounds(parser)
    return parser


def _add_doors(parser: ArgumentParser) -> None:
    add = parser.add_argument_group("where it listens").add_argument
    add("--listen", action="append", type=_host, metavar="ADDRESS", help="default: all there are")
    add("--port", type=_port, default=3478, help="of UDP and TCP (3478)")
    add("--tls-port", type=_port, default=5349, help="of TLS, with --cert (5349); 0: none")
    add("--cert", metavar="FILE", help="certificate chain in PEM")
    add("--key", metavar="FILE", help="its private key in PEM")
    add("--ports", type=_ports, default=PORTS, metavar="LOW-HIGH", help="to relay from")
    add("--public", type=_host, metavar="ADDRESS", help="of relayed addresses, if behind NAT")
    add(
        "--metrics-port",
        type=_port,
        default=0,
        help="Prometheus, on loopback; 0: none; of more workers, the next ones too",
    )
    add(
        "--workers",
        type=_count,
        default=1,
        help="processes that share the ports (1);"
        " with more, no port is reserved for a second allocation (RESERVATION-TOKEN)",
    )


def _add_users(parser: ArgumentParser) -> None:
    add = parser.add_argument_group("who may use it, and for what").add_argument
    add(
        "--realm",
        type=_realm,
        default="polycloud",
        help="a short one: strangers are told it",
    )
    add("--user", action="append", default=[], type=_user, metavar="NAME:PASSWORD")
    secret = os.environ.get("TURN_SECRET")  # on a command line, everybody here could read it
    add("--secret", default=secret, help="of the TURN REST API; better as TURN_SECRET")
    add(
        "--allow-peer",
        action="append",
        default=[],
        type=_network,
        metavar="CIDR",
        help="to whom may be relayed; loopback, private and other special networks are opened"
        " only by a network inside them, as 192.168.1.0/24",
    )


def _add_bounds(parser: ArgumentParser) -> None:
    add = parser.add_argument_group("how much").add_argument
    add("--quota", type=_count, default=12, help="allocations of one user, in each worker (12)")
    add(
        "--total-quota",
        type=_count,
        default=1_000,
        help="allocations of all, in each worker (1000)",
    )
    add("--bits-per-second", type=_count, default=200_000_000, help="of one allocation (200000000)")
    add("--drain-seconds", type=float, default=3_600.0, help="from SIGTERM to the end (3600)")


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def _realm(text: str) -> str:
    if not 0 < len(text.encode()) <= LONGEST_REALM:
        raise ArgumentTypeError(f"{text!r} does not have 1 to {LONGEST_REALM} bytes")
    return text


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65_536):
        raise ArgumentTypeError(f"{text!r} is not a port")
    return int(text)


def _ports(text: str) -> range:
    low, _dash, high = text.partition("-")
    ports = range(_port(low), _port(high or low) + 1)
    if not ports or ports.start < 1:
        raise ArgumentTypeError(f"{text!r} is not a range of ports, as 49152-65535")
    return ports


def _host(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not an IP address") from None


def _network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as problem:
        raise ArgumentTypeError(str(problem)) from None


def _user(text: str) -> tuple[str, str]:
    name, _colon, password = text.partition(":")
    if not (name and password):
        raise ArgumentTypeError(f"{text!r} is not NAME:PASSWORD")
    return name, password
