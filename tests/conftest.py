"""What every test may ask for: a running step, a bad network before it, a bystander's call.

All asynchronous fixtures and tests run in one asyncio loop, so that servers and browsers can
live longer than a test. What a step printed is shown with every failure.
"""

import os
import re
from collections.abc import AsyncIterator, Callable, Generator
from secrets import token_hex

import pytest
from hypothesis import HealthCheck, settings
from playwright.async_api import async_playwright

from common.impairment import TcpRelay
from tests.bed.browsers import Browsers
from tests.bed.bystander import Bystander, bystander_call
from tests.bed.call import Call
from tests.bed.step import ROOT, Step, running
from tests.bed.trusted import Authority
from tests.bed.turns import pytest_collection_modifyitems as pytest_collection_modifyitems

STEPS = [1]  # of a module that names no STEPS of its own
# A loaded computer is no fault of the code.
settings.register_profile("any-speed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-speed")
RESULTS = ROOT / "test-results"
os.environ["XDG_STATE_HOME"] = str(RESULTS / "state")  # not the authority that phones trust
RUNNING = pytest.StashKey[dict[int, Step]]()
FAILED = pytest.StashKey[bool]()
MEASURED = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Keeps the running steps, and what is measured, beside the configuration."""
    config.stash[RUNNING] = {}
    config.stash[MEASURED] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tells what was measured by the way."""
    lines = terminalreporter.config.stash[MEASURED]
    if lines:
        terminalreporter.section("measured by the way")
        terminalreporter.write_line("\n".join(lines))


def pytest_itemcollected(item: pytest.Item) -> None:
    """Whoever has a bystander, who must lose nothing, has the computer for itself."""
    if any("bystander" in name for name in getattr(item, "fixturenames", ())):
        item.add_marker("alone")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs whatever needs a step with each of the steps that the module names in STEPS."""
    if "step" in metafunc.fixturenames:
        steps = getattr(metafunc.module, "STEPS", STEPS)
        ids = [f"step-{number}" for number in steps]
        metafunc.parametrize("step", steps, indirect=True, ids=ids, scope="module")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Adds the log of each running step to the report of a failure."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
        for step in item.config.stash[RUNNING].values():
            report.sections.append((f"log of step {step.number}", step.log[-8_000:]))
    return report


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The event loop of the session."""
    return "asyncio"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Who signs the certificates of the tests; their browsers trust it."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
async def step(
    request: pytest.FixtureRequest,
    anyio_backend: str,
    tmp_path_factory: pytest.TempPathFactory,
    authority: Authority,
) -> AsyncIterator[Step]:
    """A running step, which must end with exit code 0 at Ctrl-C and leave no process.

    A module may start it with SETTINGS of its own.
    """
    log_path = tmp_path_factory.mktemp("step") / "log"
    names = filter(None, [os.environ.get("TURN_NAME")])  # a name that leads to this computer
    settings = authority.settings(*names) | getattr(request.module, "SETTINGS", {})
    async with running(request.param, log_path, **settings) as started:
        request.config.stash[RUNNING][started.port] = started
        yield started
    del request.config.stash[RUNNING][started.port]
    assert "Traceback" not in started.log


@pytest.fixture
async def relay(step: Step) -> AsyncIterator[TcpRelay]:
    """A network in front of the step that can be made bad."""
    async with TcpRelay(step.address) as opened:
        yield opened


@pytest.fixture
async def bystander(step: Step) -> AsyncIterator[Bystander]:
    """A call in another room that must lose nothing while the test runs."""
    async with bystander_call(step.url) as call:
        yield call


@pytest.fixture
def room(request: pytest.FixtureRequest) -> str:
    """A room of the test's own."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", request.node.name.removeprefix("test_"))
    return f"{name[:50]}-{token_hex(4)}"


@pytest.fixture(scope="session")
async def browsers(anyio_backend: str, authority: Authority) -> AsyncIterator[Browsers]:
    """Chromium and Firefox, for the whole session."""
    async with async_playwright() as playwright:
        opened = Browsers(playwright, authority)
        yield opened
        await opened.close()


@pytest.fixture
async def call(
    request: pytest.FixtureRequest, browsers: Browsers, step: Step, room: str
) -> AsyncIterator[Call]:
    """The browser pages of a test; at the end none may have reported an error."""
    opened = Call(browsers, step, room)
    yield opened
    try:
        if not request.node.stash.get(FAILED, False):
            await opened.check()
    except AssertionError:
        request.node.stash[FAILED] = True
        raise
    finally:
        if request.node.stash.get(FAILED, False):
            RESULTS.mkdir(exist_ok=True)
            await opened.keep_evidence(RESULTS, request.node.name)
        await opened.end()


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Callable[[str, float, str], None]:
    """Notes a measured value, to be told at the end of the run; it decides about nothing."""

    def note(what: str, value: float, unit: str) -> None:
        line = f"{request.node.name}: {what} {value:.3g} {unit}"
        request.config.stash[MEASURED].append(line)

    return note
