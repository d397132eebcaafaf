"""What a person is told once a step runs: one address, what to try, how others come in.

The server has said the rest in lines that each begin with a sign.
"""

from __future__ import annotations

import re
import subprocess

from runner import browsers
from runner.child import Child
from runner.console import say
from runner.doors import is_on
from runner.environment import Environment, child_environ

LINK = "The presenter's link: "  # how the line of a server begins that was started with KEYS=1
GUESTS = "The guests' link: "  # and with LAN=1
AUTHORITY = "The fingerprint of our certificate authority: "
TRY = {
    1: [
        "Open it in two browser windows and join the same room; Chromium and Firefox mix.",
        "No camera, or it is busy? Add ?fake=1 to the address: a synthetic picture and tone.",
        "Wave: the gap between you and your tile is the lesson of this step.",
    ],
    2: [
        "Open it in two browser windows and join the same room; Chromium and Firefox mix.",
        "No camera, or it is busy? Add ?fake=1 to the address: a synthetic picture and tone.",
        "Wave: compare the delay with step 1, and see chrome://webrtc-internals or about:webrtc.",
    ],
    3: [
        "Open it in two browser windows and join the same room; Chromium and Firefox mix.",
        "Add &relay=1 to the address of one: its tile says that it is relayed, and how.",
        "relay=udp, relay=tcp and relay=tls ask for one way; /allocations shows who relays.",
    ],
    4: [
        "Open it in two browser windows and join the same room: all media go through the gateway.",
        "The presenter's buttons kill, drain and add nodes; /lobby shows rooms, people, nodes.",
        "The mechanism without video: python3 polycloud.py gateway echo",
    ],
}

WITH_KEYS = [
    "This is the presenter's link, for you alone. Without a key nobody enters a room.",
    "In the call, Host at the top makes links for the others, mutes, removes and locks.",
    "No camera, or it is busy? Put fake=1& behind the ? of the address.",
]


def say_line(line: str) -> None:
    """Says what a server says, if the greeting does not."""
    if not line.startswith((LINK, GUESTS, AUTHORITY)):
        say(line)


def greet(environment: Environment, child: Child, number: int) -> None:
    """The one clickable address, what to try, how to stop."""
    link = told(child, LINK)
    url = link or url_of(child)
    say(f"Step {number} is running. Open\n\n    {url}\n")
    for line in WITH_KEYS if link else TRY.get(number, []):
        say(f"  * {line}")
    if told(child, GUESTS):
        greet_guests(environment, child)
    say("\nStop it with Ctrl-C.")
    if is_on("OPEN"):
        browsers.show(url)


def greet_guests(environment: Environment, child: Child) -> None:
    """The way in for everybody else in the network: a code to scan, a link, whom to trust."""
    guests, authority, urls = told(child, GUESTS), told(child, AUTHORITY), urls_of(child)
    say("\nFor everybody else on this network, for 4 hours:\n")
    draw = [str(environment.python), "-m", "common.terminal_qr"]
    subprocess.run(draw, input=guests.encode(), cwd=environment.root, env=child_environ())
    say(f"\n    {guests}\n")
    if len(urls) > 1:
        say(f"  * Where names work, {urls[1]} may stand in the place of {urls[0]}")
    say(f"  * Browsers warn, as they do not know us: {urls[0]}ca tells what to do about it.")
    say(f"    Our authority's SHA-256: {authority}")
    here = re.sub(r"//.*:", "//localhost:", urls[0])
    say(f"  * Metrics and the operator's pages and buttons answer here only: {here}")


def urls_of(child: Child) -> list[str]:
    """The addresses in the line that says where the server listens."""
    return re.findall(r"https?://[^\s,]+", child.ready_line() or "")


def url_of(child: Child) -> str:
    """The first of them."""
    return (urls_of(child) or [""])[0]


def told(child: Child, sign: str) -> str:
    """What the server has said behind a sign; empty if nothing."""
    said = [line for line in list(child.last_lines) if line.startswith(sign)]
    return said[-1][len(sign) :] if said else ""
