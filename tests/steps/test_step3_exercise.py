"""The exercise of step 3: the stub fails and teaches, the solution passes, wrong ideas are told."""

import subprocess
import sys
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

import pytest

from steps.step3_turn.exercise import check, peers, solution
from steps.step3_turn.policy import PeerPolicy

ROOT = Path(__file__).parents[2]


class OfTheServer(PeerPolicy):
    """What the server of step 3 does when the whole Internet was opened on purpose."""

    def __init__(self, sfu: tuple[str, int]) -> None:
        super().__init__([sfu], [ip_network("0.0.0.0/0"), ip_network("::/0")])


class OnlyTheSfu(solution.Peers):
    """Relays to nobody outside."""

    def allows_host(self, host: str) -> bool:
        """The SFU."""
        return host == str(self.sfu[0])

    allows = solution.Peers.allows


class LooksAtLetters(peers.Peers):
    """Knows addresses by how they begin."""

    def allows_host(self, host: str) -> bool:
        """No 127, no 10."""
        return not host.startswith(("127.", "10.", "192.168."))


class ForgetsPorts(peers.Peers):
    """Has a list of ports that may be reached outside."""

    def allows(self, peer: tuple[str, int]) -> bool:
        """The SFU's."""
        return peer[1] == self.sfu[1]


class ForgetsPermissions(peers.Peers):
    """Looks at datagrams less than at permissions."""

    def allows(self, peer: tuple[str, int]) -> bool:
        """All."""
        return True


class RefusesAllDisguises(peers.Peers):
    """Takes everything that looks unusual for an attack."""

    def allows_host(self, host: str) -> bool:
        """Nothing with ffff."""
        return "ffff" not in host and super().allows_host(host)


class UndressesMapped(peers.Peers):
    """Knows one disguise."""

    def allows_host(self, host: str) -> bool:
        """The address without it."""
        address = ip_address(host)
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        return super().allows_host(str(mapped or address))


class KnowsNoTunnels(UndressesMapped):
    """Knows two disguises."""

    def allows_host(self, host: str) -> bool:
        """The address without them."""
        return super().allows_host(str(solution.shortest(host)))


class KnowsNoTeredo(KnowsNoTunnels):
    """Knows all tunnels but one."""

    def allows_host(self, host: str) -> bool:
        """Nothing of the other two."""
        return not host.startswith(("2002:", "64:")) and super().allows_host(host)


class ComparesText(KnowsNoTunnels):
    """Refuses the tunnels whole, and knows the SFU by the text of the setting."""

    def allows_host(self, host: str) -> bool:
        """Nothing that is a tunnel."""
        tunnels = [ip_network(net) for net in ("2002::/16", "2001::/32", "64:ff9b::/96")]
        is_tunnel = any(ip_address(host) in tunnel for tunnel in tunnels)
        return not is_tunnel and super().allows_host(host)


class ForgetsPortsOfTheSfu(solution.Peers):
    """Asks about datagrams what it asks about permissions."""

    def allows(self, peer: tuple[str, int]) -> bool:
        """All ports."""
        return self.allows_host(peer[0])


class ForgetsTheSfu(solution.Peers):
    """Lets no datagram in at all."""

    def allows(self, peer: tuple[str, int]) -> bool:
        """Only outside."""
        return solution.is_outside(solution.shortest(peer[0]))


WRONG_IDEAS: list[tuple[check.Make, int, str]] = [
    (OnlyTheSfu, 1, "which may not even have a permission"),
    (ForgetsPorts, 1, "the call comes up, and stays silent"),
    (LooksAtLetters, 2, "the metadata service of your cloud"),
    (ForgetsPermissions, 2, "which may not even have a permission"),
    (peers.Peers, 3, "Undress it first"),
    (RefusesAllDisguises, 3, "they are one host"),
    (UndressesMapped, 4, "behind 96 zeros alone"),
    (KnowsNoTunnels, 5, "2002:7f00:1:: gets a permission"),
    (KnowsNoTeredo, 5, "Teredo"),
    (ComparesText, 6, "they are the same"),
    (ForgetsPortsOfTheSfu, 7, "but a cache"),
    (ForgetsTheSfu, 7, "No datagram may go to the SFU itself"),
]


@pytest.mark.parametrize("make,number,words", WRONG_IDEAS)
def test_each_wrong_idea_is_told_at_its_own_check(
    make: check.Make, number: int, words: str
) -> None:
    found = check.problems(make)
    assert [bool(problem) for problem in found[:number]] == [False] * (number - 1) + [True], found
    assert words in found[number - 1]


@pytest.mark.parametrize("make", [solution.Peers, OfTheServer])
def test_the_solution_and_the_server_have_no_problem(make: check.Make) -> None:
    assert check.problems(make) == [""] * len(check.CHECKS) and check.CHECKS


def test_who_refuses_everything_is_told_that_it_is_of_no_use() -> None:
    class Nobody:
        def __init__(self, sfu: tuple[str, int]) -> None: ...

        def allows_host(self, _host: str) -> bool:
            return False

        def allows(self, _peer: tuple[str, int]) -> bool:
            return False

    assert "safe, but of no use" in check.problems(Nobody)[0]


@pytest.mark.parametrize("name,status,words", [("", 1, "NOT YET"), ("solution", 0, "7 of 7")])
def test_the_command_of_the_readme(name: str, status: int, words: str) -> None:
    command = [sys.executable, "-m", "steps.step3_turn.exercise.check", *name.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (status, "")
    assert words in done.stdout
