"""No secret of step 4 is told: not in a log, a metric or a status, and in no page.

The whole step runs as a user starts it. Before anybody looks, all sorts of things have gone wrong.
"""

import time
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from steps.step3_turn.credentials import Credentials
from steps.step4_gateway.signed import seal
from tests.bed.client import Participant
from tests.bed.gateway_call import gateway_call
from tests.bed.gateway_neighbour import manifests
from tests.bed.gateway_people import rooms
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.stage import act, door, password, programs, setting, state
from tests.bed.step import Step
from tests.bed.turn_client import code_of, turn_client
from tests.bed.waiting import until, until_async

pytestmark = [pytest.mark.anyio, pytest.mark.security]

STEPS = [4]
SECRETS = ("TURN_SECRET", "HEARTBEAT_SECRET", "STAGE_TOKEN")
PUBLIC = ("/", "/lobby", "/healthz", "/metrics", "/stage", "/step-4/main.js", "/nothing")


@pytest.fixture(scope="module")
async def talking(step: Step) -> AsyncIterator[RtcBystander]:
    """Two people in a call."""
    async with gateway_call(step) as call:
        yield call


@pytest.fixture(autouse=True)
async def nobody_notices(talking: RtcBystander) -> AsyncIterator[None]:
    """Their call goes on through each test."""
    yield
    await talking.check()


def secrets(step: Step, *people: Participant) -> set[str]:
    """What nobody may read: secrets of the step, its passwords and tokens that were given out."""
    found = {setting(step, name) for name in SECRETS}
    for person in people:
        found.add(person.token)
        found |= {server["credential"] for server in person.welcome["ice_servers"]}
    assert all(len(secret) > 15 for secret in found)
    return found


def own_people(talking: RtcBystander) -> Iterator[Participant]:
    """Those in the call."""
    return (peer.signalling for peer in talking.peers)


async def answers(*urls: str) -> dict[str, str]:
    """What is answered at these addresses, with its headers."""
    async with httpx.AsyncClient(trust_env=False) as client:
        found = {url: await client.get(url) for url in urls}
    return {
        url: f"{answer.status_code} {answer.headers} {answer.text}" for url, answer in found.items()
    }


def told_by(texts: dict[str, str], secrets: set[str]) -> list[str]:
    """Where one of the secrets is."""
    return [where for where, text in texts.items() if any(secret in text for secret in secrets)]


async def test_no_page_metric_or_status_tells_one(step: Step, talking: RtcBystander) -> None:
    environ = step.server.environ()
    health, metrics = (f"http://127.0.0.1:{environ[n]}" for n in ("HEALTH_PORT", "METRICS_PORT"))
    inner = [f"{health}/live", f"{health}/ready", f"{health}/status", f"{metrics}/metrics"]
    told = [programs(step)[name][0].environ() for name in ("sfu-1", "sfu-2")]
    nodes = [f"http://{one['HOST']}:{one['PORT']}" for one in told]
    theirs = [node + path for node in nodes for path in ("/", "/healthz", "/metrics", "/rooms")]
    inner += [f"http://127.0.0.1:{environ['INTERNAL_PORT']}{path}" for path in ("/", "/nodes")]
    texts = await answers(*(step.url + path for path in PUBLIC), *inner, *theirs)
    assert "stunner_allocations_active 2" in texts[f"{metrics}/metrics"]
    assert "polycloud_passages 2" in texts[f"{step.url}/metrics"]
    assert '"status":"READY"' in texts[f"{health}/status"]
    assert told_by(texts, secrets(step, *own_people(talking))) == []


async def test_nobody_but_its_owner_is_sent_a_password(step: Step, talking: RtcBystander) -> None:
    ada, ben = own_people(talking)
    for mine, theirs in ((ada, ben), (ben, ada)):
        own = secrets(step, theirs)
        assert told_by({str(number): str(m) for number, m in enumerate(mine.messages)}, own) == []


async def test_the_log_tells_none_whatever_goes_wrong(step: Step, talking: RtcBystander) -> None:
    late = await Participant.join(step.url, "late", "Late")
    await things_go_wrong(step, late)
    found = secrets(step, late, *own_people(talking))
    assert "no route to endpoint" in step.log and "started again" in step.log
    assert told_by({line: line for line in step.log.splitlines()}, found) == []
    words = [" ".join(p.cmdline()) for many in programs(step).values() for p in many]
    assert told_by({word: word for word in words}, found) == []
    await late.leave()


async def things_go_wrong(step: Step, late: Participant) -> None:
    """Wrong passwords, forged heartbeats, a broken manifest, a program that dies."""
    key = setting(step, "HEARTBEAT_SECRET").encode()
    server = late.welcome["ice_servers"][0]
    strangers = Credentials("polycloud", secret="another", unix_time=time.time().__add__).issue(
        "7", 0.0
    )
    for who in (strangers, (server["username"], server["credential"][:-1])):
        async with turn_client(door(step), *who) as client:
            assert code_of(await client.allocate()) == 401
    async with turn_client(door(step), *password(step, "mallory")) as client:
        assert code_of(await client.allocate()) is None
        assert await client.permit(("10.0.0.1", 80)) == 403
    inner = f"http://127.0.0.1:{setting(step, 'INTERNAL_PORT')}/nodes"
    async with httpx.AsyncClient(trust_env=False) as client_of_http:
        for body in (seal(key, "heartbeat", {}, time.time()), seal(key, "x", {}, 0.0), key):
            assert (await client_of_http.post(inner, content=body)).status_code in (400, 403)
        wrong = {"Authorization": f"Bearer {setting(step, 'STAGE_TOKEN')[:-1]}"}
        answer = await client_of_http.get(setting(step, "STAGE"), headers=wrong)
        assert answer.status_code == 403
    broken = manifests(step) / "secret-broken.yaml"
    text = (manifests(step) / "secret-gateway-credentials.yaml").read_text(encoding="utf-8")
    broken.write_text(text + "\n  : [", encoding="utf-8")
    await until(lambda: broken.name in step.log, what="a complaint about a manifest")
    await a_program_dies(step)
    broken.unlink()


async def a_program_dies(step: Step) -> None:
    """The control plane, which is started again and reads all manifests anew."""
    (before,) = programs(step)["control"]
    before.kill()

    async def is_back() -> bool:
        there = programs(step).get("control", [])
        return bool(there) and before.pid != there[0].pid and "started again" in step.log

    await until_async(is_back, seconds=20, what="another control plane")
    assert (await act(step, "route-on"))[0] == 200
    assert await state(step) and await rooms(step)
