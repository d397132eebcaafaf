"""The benchmarks: python -m bench [PROBE|all] [--quick], where PROBE is a key of PROBES.

Tables go to the terminal, results to bench/results. No benchmark fails on a time.
"""

import argparse

from bench import failover, fan_out, first_load, gateway, latency, room, sfu, tiles, turn

PROBES = {
    "fan-out": fan_out.measure,
    "latency": latency.measure,
    "first-load": first_load.measure,
    "room": room.measure,
    "tiles": tiles.measure,
    "sfu": sfu.measure,
    "turn": turn.measure,
    "gateway": gateway.measure,
    "failover": failover.measure,
}


def main() -> None:
    """Runs the probes that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Polycloud benchmarks")
    parser.add_argument("probe", nargs="?", default="all", choices=[*PROBES, "all"])
    parser.add_argument("--quick", action="store_true", help="few and short runs; nothing is kept")
    options = parser.parse_args()
    for name, probe in PROBES.items():
        if options.probe in (name, "all"):
            probe(options.quick)


if __name__ == "__main__":
    main()
