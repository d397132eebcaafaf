"""What a stage is told of its certificate, and what it says if that is none."""

from pathlib import Path

import pytest

from steps.step4_gateway.stage_settings import certificate
from tests.bed.trusted import Authority


def test_a_certificate_from_elsewhere_is_taken_as_it_is(tmp_path: Path) -> None:
    chain, key = Authority(tmp_path).issue("call.example")
    told = {"TLS_CERT": str(chain), "TLS_KEY": str(key)}
    assert certificate([], told) == [chain.read_bytes(), key.read_bytes()]


@pytest.mark.parametrize("what", ["no PEM", "missing", "half"])
def test_what_is_no_certificate_ends_the_stage_at_once(
    tmp_path: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "certificate"
    if what == "no PEM":
        path.write_text("polycloud")
    key = "" if what == "half" else str(path)
    with pytest.raises(SystemExit) as ended:
        certificate([], {"TLS_CERT": str(path), "TLS_KEY": key})
    said = capsys.readouterr().err
    assert ended.value.code == 64 and said.count("\n") == 1 and said.startswith("TLS_CERT=")
