"""A small copy of the repository in which the real runner runs, with a server made for the test."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from runner.environment import Environment

ROOT = Path(__file__).parent.parent.parent

# A server that keeps the runner's contract and nothing more; `{first}` runs before it
# listens and `{more}` after.
SERVER = """
import http.server, json, os, signal, subprocess, sys, threading, time

class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        health = json.dumps({{"status": "ok"}}).encode()
        self.wfile.write(health if self.path == "/healthz" else b"<html></html>")
    def log_message(self, *words): pass

port = int(sys.argv[sys.argv.index("--port") + 1])
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
{first}
server = http.server.HTTPServer(("127.0.0.1", port), Answer)
print(f"Step 1 is on http://localhost:{{port}}/", flush=True)
{more}
server.serve_forever()
"""


def copy_of_runner(folder: Path) -> Environment:
    """The runner and the requirements in a folder of their own, nothing set up."""
    shutil.copy(ROOT / "polycloud.py", folder)
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("runner", "requirements"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return Environment(folder)


def copy_with_step(
    folder: Path, *, server: str = SERVER, first: str = "", more: str = ""
) -> Environment:
    """The same with a step 1, and a set-up environment that has no packages."""
    environment = copy_of_runner(folder)
    step = folder / "steps" / "step1_trial"
    step.mkdir(parents=True)
    (step / "__main__.py").write_text(server.format(first=first, more=more), encoding="utf-8")
    venv.create(environment.folder, symlinks=os.name != "nt")
    environment.stamp("test")
    return environment


def start(
    folder: Path, *arguments: str, output: int = subprocess.PIPE, **variables: str
) -> subprocess.Popen[str]:
    """The real command in a copy, as a person starts it."""
    return subprocess.Popen(
        [sys.executable, "polycloud.py", *arguments],
        cwd=folder,
        env=plain_environ() | variables,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=os.name != "nt",
    )


def call(folder: Path, *arguments: str, **variables: str) -> tuple[int, str, str]:
    """Exit code, output and error output of the real command."""
    with start(folder, *arguments, output=subprocess.PIPE, **variables) as process:
        out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def read_until(process: subprocess.Popen[str], word: str) -> str:
    """What a command prints up to a word; fails if it ends before."""
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if word in line:
            return said
    raise AssertionError(f"{word!r} never came: {said}{process.stderr and process.stderr.read()}")


def plain_environ() -> dict[str, str]:
    """The variables without those that make or a person may have set for the runner."""
    ours = {"PORT", "OPEN", "LAN", "KEYS", "KEYS_ROOM", "KEYS_SECRET", "ARGS", "LEVEL"}
    ours |= {"MAKELEVEL", "MAKEFLAGS", "PYTHONPATH"}
    return {name: value for name, value in os.environ.items() if name not in ours}
