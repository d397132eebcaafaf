"""Our certificate authority: made once, kept for its owner only, renewed in time, or a sentence."""

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from common.authority import (
    AT_LEAST,
    KEPT,
    YEAR,
    Unusable,
    authority,
    certificate_of,
    ends_at,
    fingerprint,
    new_authority,
    state_folder,
)

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
posix = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")


def mode(path: Path) -> int:
    """Who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_it_is_made_once_and_kept(tmp_path: Path) -> None:
    first = authority(tmp_path / "state", NOW)
    again = authority(tmp_path / "state", NOW + timedelta(days=200))
    assert again.cert_pem.bytes() == first.cert_pem.bytes()
    assert again.private_key_pem.bytes() == first.private_key_pem.bytes()
    assert [path.name for path in (tmp_path / "state").iterdir()] == [KEPT]


@posix
def test_nobody_else_can_read_it_even_if_somebody_has_opened_it(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "state"
    before = os.umask(0)
    try:
        authority(folder, NOW)
    finally:
        os.umask(before)
    assert (mode(folder), mode(folder / KEPT)) == (0o700, 0o600)
    folder.chmod(0o755)
    (folder / KEPT).chmod(0o644)
    authority(folder, NOW)
    assert (mode(folder), mode(folder / KEPT)) == (0o700, 0o600)


def test_it_can_sign_servers_only_and_says_what_it_is(tmp_path: Path) -> None:
    made = certificate_of(authority(tmp_path, NOW))
    constraints = made.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical and constraints.value == x509.BasicConstraints(True, 0)
    assert "CN=Polycloud on " in made.subject.rfc4514_string()
    assert made.subject == made.issuer
    assert made.not_valid_after_utc == NOW + YEAR
    made.verify_directly_issued_by(made)


def test_it_is_renewed_before_a_certificate_would_outlive_it(tmp_path: Path) -> None:
    first = authority(tmp_path, NOW)
    end = ends_at(first)
    assert fingerprint(authority(tmp_path, end - AT_LEAST)) == fingerprint(first)
    late = end - AT_LEAST + timedelta(seconds=1)
    second = authority(tmp_path, late)
    assert fingerprint(second) != fingerprint(first)
    assert ends_at(second) == late + YEAR
    assert fingerprint(authority(tmp_path, late)) == fingerprint(second)


def test_two_that_begin_at_once_agree(tmp_path: Path) -> None:
    ask = "import common.authority as a; print(a.fingerprint(a.authority(a.Path('{}'))))"
    command = [sys.executable, "-c", ask.format(tmp_path / "state")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _one in range(4)]
    assert len({process.communicate(timeout=60)[0] for process in both}) == 1


@pytest.mark.parametrize("content", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\n"])
def test_a_file_that_is_none_is_not_overwritten(tmp_path: Path, content: bytes) -> None:
    (tmp_path / KEPT).write_bytes(content)
    with pytest.raises(Unusable, match="holds no certificate authority: delete it, and a new"):
        authority(tmp_path, NOW)
    assert (tmp_path / KEPT).read_bytes() == content


def test_the_key_of_another_is_none(tmp_path: Path) -> None:
    one, other = new_authority(NOW), new_authority(NOW)
    (tmp_path / KEPT).write_bytes(one.cert_pem.bytes() + other.private_key_pem.bytes())
    with pytest.raises(Unusable, match="holds no certificate authority"):
        authority(tmp_path, NOW)


def test_a_folder_that_cannot_be_used_is_told_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unusable, match="cannot be used .*: make that folder yours, or name ano"):
        authority(tmp_path / "file" / "state", NOW)
    (tmp_path / KEPT).mkdir()
    with pytest.raises(Unusable, match="cannot be used"):
        authority(tmp_path, NOW)


def test_a_clock_that_is_wrong_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="says 1970-01-01, which is long ago: set the clock."):
        authority(tmp_path, datetime(1970, 1, 1, tzinfo=UTC))
    assert not list(tmp_path.iterdir())
    authority(tmp_path, NOW)
    with pytest.raises(Unusable, match="says 2026-11-20, but .* was made on 2026-11-28 or later"):
        authority(tmp_path, NOW - timedelta(days=9))
    assert authority(tmp_path, NOW - timedelta(hours=23))


def test_its_folder_is_the_user_s_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert state_folder({"XDG_STATE_HOME": str(tmp_path)}) == tmp_path / "polycloud"
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert state_folder({}).is_relative_to(tmp_path)
    for system, folder in [
        ("linux", ".local/state/polycloud"),
        ("darwin", "Library/Application Support/Polycloud"),
        ("win32", "AppData/Local/Polycloud"),
    ]:
        monkeypatch.setattr(sys, "platform", system)
        assert state_folder({}) == tmp_path / folder


def test_whoever_has_no_home_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)
    with pytest.raises(Unusable, match="no home folder: name one by XDG_STATE_HOME"):
        state_folder({})


def test_as_a_program_it_tells_where_it_is(tmp_path: Path) -> None:
    def tell() -> tuple[int, str]:
        ran = subprocess.run(
            [sys.executable, "-m", "common.authority"],
            env=os.environ | {"XDG_STATE_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        return ran.returncode, ran.stdout + ran.stderr

    assert tell() == (0, f"none yet; LAN=1 makes one in {tmp_path / 'polycloud'}\n")
    authority(tmp_path / "polycloud")
    code, said = tell()
    assert code == 0 and said.startswith(f"{tmp_path / 'polycloud' / KEPT}, until 20")
    (tmp_path / "polycloud" / KEPT).write_bytes(b"nonsense")
    code, said = tell()
    assert code == 1 and said.endswith("delete it, and a new one is made.\n")
