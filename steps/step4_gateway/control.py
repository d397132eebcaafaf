"""The control plane: manifests in, configurations of the dataplane out, again at each change.

    python -m steps.step4_gateway.control --render deploy/kubernetes deploy/local

Each gateway keeps the last configuration that made sense: somebody's slip of the pen must not
end the calls of those who are talking.
"""

import os
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import yaml

from steps.step4_gateway.conditions import Condition, conditions
from steps.step4_gateway.gateway_objects import Key
from steps.step4_gateway.manifest import Problem
from steps.step4_gateway.manifest_folder import Signature, read, signature
from steps.step4_gateway.render import LOCAL, Config, Dataplane, render
from steps.step4_gateway.waiting import seconds

POLL, OFTENEST = 1.0, 0.01  # seconds
BAD_MANIFEST = 65  # the exit status: EX_DATAERR


class Control:
    """What the manifests say: the configurations, the conditions, and what is wrong."""

    def __init__(
        self, paths: Sequence[Path], dataplane: Dataplane = LOCAL, *, every: float = POLL
    ) -> None:
        self.configs: dict[Key, Config] = {}
        self.conditions: list[Condition] = []
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._paths = list(paths)
        self._dataplane = dataplane
        self._every = every
        self._read: Signature | None = None
        self._seen: Signature | None = None
        self._next = 0.0

    def look(self, now: float) -> bool:
        """Reads the files if they have changed; whether there is anything new to tell.

        A file that is being written is left alone until it stays as it is for one look.
        """
        if self._read is not None and now < self._next:
            return False
        self._next = now + self._every
        current = signature(self._paths)
        settled = current == self._seen or self._read is None
        self._seen = current
        if current == self._read or not settled:
            return False
        self._read = current
        self._take()
        return True

    def _take(self) -> None:
        objects, reading = read(self._paths)
        self.problems, self.warnings = list(reading.errors), reading.warnings
        if reading.errors:
            return  # what is missing may be in the part that cannot be read
        rendered = render(objects, self._dataplane)
        self.problems += rendered.problems
        kept = {key: self.configs[key] for key in rendered.failed & self.configs.keys()}
        self.configs = rendered.configs | kept
        self.conditions = conditions(objects)


def as_yaml(configs: Iterable[Config]) -> str:
    """Configurations as the dataplane reads them, one after the other."""
    return "---\n".join(yaml.safe_dump(config, sort_keys=False) for config in configs)


def write(configs: dict[Key, Config], folder: Path) -> None:
    """One file for each gateway, for its dataplane to watch; never a half one."""
    folder.mkdir(parents=True, exist_ok=True)
    for key, config in configs.items():
        path = folder / f"{key.namespace}_{key.name}.yaml"
        text = as_yaml([config])
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        part = path.with_suffix(".part")
        part.touch(mode=0o600)  # there are passwords in it
        part.write_text(text, encoding="utf-8")
        os.replace(part, path)


def report(control: Control, say: Callable[[str], object]) -> None:
    """Tells what is wrong, what is odd, and how each object is."""
    for problem in control.problems:
        say(f"ERROR {problem}\n")
    for warning in control.warnings:
        say(f"warning: {warning}\n")
    for condition in control.conditions:
        say(f"{condition}\n")
    if control.problems and control.configs:
        say("The last good configuration stays.\n")


def main(arguments: list[str] | None = None) -> None:
    """Renders once, or for as long as it is left to run."""
    options = _parse(arguments)
    dataplane = Dataplane(
        health=options.health,
        metrics=options.metrics,
        relay_address=options.relay_address,
        stand_ins=dict(options.stand_in),
    )
    paths = [Path(path) for path in options.paths]
    control = Control(paths, dataplane, every=options.every)
    control.look(time.monotonic())
    _tell(control, options)
    with suppress(KeyboardInterrupt):
        while options.watch:
            time.sleep(options.every)
            if control.look(time.monotonic()):
                _tell(control, options)
    sys.exit(BAD_MANIFEST if control.problems else 0)


def _parse(arguments: list[str] | None) -> Namespace:
    parser = ArgumentParser(
        "control",
        description="The control plane of a media gateway: renders the manifests of the Gateway"
        " API into the configuration of STUNner's dataplane. Secrets are in it.",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a folder of manifests, or a file")
    parser.add_argument("--render", action="store_true", help="print the configurations")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="a file for each gateway")
    parser.add_argument("--watch", action="store_true", help="again at each change, until Ctrl-C")
    add = parser.add_argument
    add("--every", default=str(POLL), metavar="SECONDS", help="how often to look (1)")
    add("--health", default=LOCAL.health, metavar="URL", help="where the dataplane says how it is")
    add("--metrics", default=LOCAL.metrics, metavar="URL", help="where it has its numbers")
    add("--relay-address", default="", metavar="ADDRESS", help="from where it relays")
    what = "where an address really is that only the dataplane knows"
    add("--stand-in", action="append", default=[], type=_pair, metavar="ADDRESS=REAL", help=what)
    options = parser.parse_args(arguments)
    options.every = seconds("--every", options.every, OFTENEST)
    return options


def _pair(word: str) -> tuple[str, str]:
    told, equals, real = word.partition("=")
    if not equals:
        raise ArgumentTypeError(f"{word} is not written as 10.204.0.11:8002=127.0.1.1:8002")
    return told, real


def _tell(control: Control, options: Namespace) -> None:
    report(control, sys.stderr.write)
    if options.write:
        write(control.configs, options.write)
    if options.render:
        sys.stdout.write(as_yaml(control.configs.values()))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
