"""The load generator's session descriptions: answers that fit an offer, and offers of its own."""

from bench.rtc_sdp import AUDIO, VIDEO, Local, answer, offer, parse
from steps.step2_sfu import sdp
from steps.step2_sfu.negotiation import incoming_lines

LOCAL = Local("ours", "secret", [("sha-256", "AB:CD")], ("192.0.2.9", 5_000))
TRANSPORT = sdp.Transport("theirs", "key", [("sha-256", "12:34")], [("192.0.2.1", 8002)])
SOURCES = {"audio": 11, "video": 22}


def offered() -> str:
    """An offer of step 2 with somebody's camera, and a line that nobody needs any more."""
    lines = incoming_lines()
    lines.append(sdp.Line("3", "audio", "inactive"))
    lines.append(sdp.Line("4", "video", "sendonly", "7", "camera", 33))
    return sdp.offer(1, 1, TRANSPORT, lines)


def test_an_offer_of_step_2_is_read() -> None:
    remote = parse(offered())
    assert (remote.ufrag, remote.password, remote.lite) == ("theirs", "key", True)
    assert remote.fingerprints == [("sha-256", "12:34")]
    assert remote.addresses == [("192.0.2.1", 8002)]
    assert [line.mid for line in remote.lines] == ["0", "1", "2", "3", "4"]


def test_an_answer_sends_each_source_once_and_takes_all() -> None:
    read = sdp.parse_answer(answer(parse(offered()), LOCAL, SOURCES))
    assert read.ufrag == "ours"
    assert [line.direction for line in read.lines] == [
        "sendonly",
        "sendonly",
        "inactive",
        "inactive",
        "recvonly",
    ]
    assert [line.ssrcs for line in read.lines] == [[11], [22], [], [], []]


def test_who_only_watches_sends_nothing() -> None:
    read = sdp.parse_answer(answer(parse(offered()), LOCAL, {}))
    assert not any(line.sends for line in read.lines)


def test_its_own_offer_names_its_codecs_and_sources() -> None:
    remote = parse(offer(LOCAL, "sendonly", SOURCES))
    assert [(line.kind, line.formats) for line in remote.lines] == [
        ("audio", str(AUDIO)),
        ("video", str(VIDEO)),
    ]
    assert remote.setup == "actpass"
    assert remote.addresses == [("192.0.2.9", 5_000)] * 2
