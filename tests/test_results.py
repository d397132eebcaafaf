"""The numbers on slides and in READMEs, looked up in the files that the benchmarks write."""

from pathlib import Path

import pytest

from slides.results import NotMeasured, look_up, readable


def test_a_number_is_found_by_what_its_row_says(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(
        '{"a": {"rows": [{"n": 10, "is": "b, c=1", "v": 1}, {"n": 5, "is": "b c", "v": 2}]}}'
    )
    assert look_up(path, "a.rows[is=b c,n=5].v") == 2
    assert look_up(path, "a.rows[n=10,is=b, c=1].v") == 1
    assert look_up(path, "a.rows[is=b c].v") == 2
    for absent in ("a.rows[n=7].v", "a.rows[m=5].v", "a.b", "a.rows", "a.rows[n=5].v.w"):
        with pytest.raises(NotMeasured):
            look_up(path, absent)


def test_of_several_rows_that_fit_the_path_must_say_which(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"rows": [{"is": "a", "v": 9}, {"is": "a", "v": 10}, {"is": "b", "v": 11}]}')
    with pytest.raises(NotMeasured, match=r"2 rows fit \[is=a\]"):
        look_up(path, "rows[is=a].v")
    assert look_up(path, "rows[is=a,highest=v].v") == 10
    assert look_up(path, "rows[highest=v].is") == "b"
    with pytest.raises(NotMeasured):
        look_up(path, "rows[is=c,highest=v].v")


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234.5, "1,234"), (12.34, "12.3"), (0.876, "0.876"), (90, "90"), ("x", "x")],
)
def test_a_number_is_short_enough_for_the_back_row(value: str | float, text: str) -> None:
    assert readable(value) == text
