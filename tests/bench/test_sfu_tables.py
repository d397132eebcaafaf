"""What the benchmark of the SFU says in words."""

from bench.sfu_tables import against_janus


def test_a_goal_that_was_missed_is_called_missed() -> None:
    names = ["Polycloud step 2", "Janus", "Janus, event_loops=1", "aiortc MediaRelay"]
    rows = [
        {"server": name, "shape": "1 x 25", "times_ours": times}
        for name, times in zip(names, [1.0, 1.54, 1.06, 50.0], strict=True)
    ]
    assert against_janus(rows) == [
        "1 x 25: Janus takes 1.54 times as long for a packet; the goal is at least 2.0: missed.",
        "1 x 25: Janus, event_loops=1 takes 1.06 times as long for a packet;"
        " the goal is at least 1.0: met.",
    ]
