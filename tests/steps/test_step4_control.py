"""The control plane as a process: files that change, files that are broken, what is told."""

import os
import stat
from pathlib import Path

import pytest
import yaml

from common.serving import BAD_SETTING
from steps.step4_gateway.control import BAD_MANIFEST, POLL, Control, main, write
from steps.step4_gateway.gateway_objects import Key
from steps.step4_gateway.manifest_folder import MOST_BYTES
from tests.bed.manifests import GATEWAY, HIERARCHY, ROUTE, SECRET, joined

DOOR = Key("talk", "door")


class Folder:
    """A folder of manifests, a control plane that looks at it, and a clock of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = 100.0
        self.put("all.yaml", joined(*HIERARCHY))
        self.control = Control([path])

    def put(self, name: str, text: str | bytes) -> None:
        """Writes a file, at a time of its own."""
        data = text if isinstance(text, bytes) else text.encode()
        (self.path / name).write_bytes(data)
        os.utime(self.path / name, (self.now, self.now))

    def look(self, seconds: float = POLL) -> bool:
        """Lets time pass, then looks."""
        self.now += seconds
        return self.control.look(self.now)

    def settle(self) -> bool:
        """Looks often enough to take in a change."""
        return any([self.look(), self.look()])

    @property
    def port(self) -> int:
        """The port of the only listener."""
        port: int = self.control.configs[DOOR]["listeners"][0]["port"]
        return port


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder with a sound hierarchy, looked at once."""
    folder = Folder(tmp_path)
    assert folder.look() and folder.port == 3478
    assert not folder.control.problems and not folder.control.warnings
    return folder


def test_a_change_is_taken_in_and_nothing_is_read_in_between(folder: Folder) -> None:
    assert not folder.settle()
    folder.put("all.yaml", joined(*HIERARCHY).replace("port: 3478", "port: 4478"))
    assert folder.settle() and folder.port == 4478
    assert not folder.settle()


def test_it_looks_no_oftener_than_once_a_second(folder: Folder) -> None:
    folder.put("all.yaml", joined(*HIERARCHY).replace("port: 3478", "port: 4478"))
    assert not folder.look(POLL / 4) and not folder.look(POLL / 4) and not folder.look(POLL / 4)
    assert folder.settle()


def test_a_file_that_is_still_being_written_is_left_alone(folder: Folder) -> None:
    whole = joined(*HIERARCHY).replace("port: 3478", "port: 4478")
    for end in range(0, len(whole), len(whole) // 5):
        folder.put("all.yaml", whole[:end])
        assert not folder.look()
    assert folder.port == 3478 and not folder.control.problems
    folder.put("all.yaml", whole)
    assert folder.settle() and folder.port == 4478


def test_files_come_and_go(folder: Folder) -> None:
    folder.put("more.yaml", GATEWAY.replace("name: door", "name: window"))
    assert folder.settle() and Key("talk", "window") in folder.control.configs
    (folder.path / "more.yaml").unlink()
    assert folder.settle() and list(folder.control.configs) == [DOOR]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "bad.yaml: line 1, column 5 is not YAML"),
        (b"\xff\xfe", "file is not UTF-8"),
        ("#" * (MOST_BYTES + 1), f"file has more than {MOST_BYTES} bytes"),
        (ROUTE.replace("8002", "0"), "UDPRoute talk/nodes: spec.rules[0].backendRefs[0].port must"),
        (ROUTE, "UDPRoute talk/nodes: metadata.name is there twice"),
    ],
)
def test_a_broken_file_keeps_the_last_good_configuration(
    folder: Folder, text: str | bytes, told: str
) -> None:
    folder.put("bad.yaml", text)
    folder.put("all.yaml", joined(*HIERARCHY).replace("port: 3478", "port: 4478"))
    assert folder.settle() and folder.port == 3478
    (problem,) = folder.control.problems
    assert told in str(problem)
    (folder.path / "bad.yaml").unlink()
    assert folder.settle() and folder.port == 4478 and not folder.control.problems


def test_a_secret_that_has_gone_keeps_the_last_good_configuration(folder: Folder) -> None:
    without = [manifest for manifest in HIERARCHY if manifest != SECRET]
    folder.put("all.yaml", joined(*without))
    assert folder.settle() and folder.port == 3478
    (problem,) = folder.control.problems
    assert problem.object == "GatewayConfig talk/config" and problem.field == "spec.authRef"
    assert [each.reason for each in folder.control.conditions if not each.status]


def test_an_empty_folder_keeps_the_last_good_configuration(folder: Folder) -> None:
    (folder.path / "all.yaml").unlink()
    assert folder.settle() and folder.port == 3478
    assert "has no manifest in it" in str(folder.control.problems[0])


def test_a_removed_gateway_is_gone(folder: Folder) -> None:
    folder.put("all.yaml", joined(*(each for each in HIERARCHY if each != GATEWAY)))
    assert folder.settle() and not folder.control.configs and not folder.control.problems


def test_a_later_path_goes_before_an_earlier_one(folder: Folder, tmp_path: Path) -> None:
    local = tmp_path / "local"
    local.mkdir()
    (local / "secret.yml").write_text(SECRET.replace("north", "south"))
    control = Control([folder.path, local / "secret.yml"])
    assert control.look(0.0) and not control.problems
    assert control.configs[DOOR]["auth"]["credentials"] == {"secret": "south"}


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    control = Control([tmp_path / "none.yaml"])
    assert control.look(0.0)
    assert "file cannot be read: No such file" in str(control.problems[0])


def test_each_gateway_gets_a_file_that_nobody_else_reads(folder: Folder, tmp_path: Path) -> None:
    write(folder.control.configs, tmp_path / "out")
    (file,) = (tmp_path / "out").iterdir()
    assert file.name == "talk_door.yaml"
    assert yaml.safe_load(file.read_text()) == folder.control.configs[DOOR]
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.stat().st_mtime_ns
    write(folder.control.configs, tmp_path / "out")
    assert file.stat().st_mtime_ns == before  # its dataplane is not woken for nothing


def test_the_command_prints_the_configuration_and_says_how_everything_is(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--render", str(folder.path)])
    assert end.value.code == 0
    printed = capsys.readouterr()
    assert yaml.safe_load(printed.out) == folder.control.configs[DOOR]
    assert "UDPRoute talk/nodes at talk/door: Accepted True (Accepted)\n" in printed.err
    assert "north" not in printed.err


@pytest.mark.parametrize("every", ["-1", "0", "nan", "soon", "1e300"])
def test_a_pause_that_is_none_is_refused(every: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--watch", "--every", every, "nowhere"])
    assert end.value.code == BAD_SETTING
    assert capsys.readouterr().err == f"--every={every} is no number of seconds.\n"


def test_the_command_says_what_is_wrong_and_fails(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.put("bad.yaml", ROUTE.replace("port: 8002", "port: none").replace("nodes", "others"))
    with pytest.raises(SystemExit) as end:
        main(["--render", str(folder.path)])
    assert end.value.code == BAD_MANIFEST
    told = "ERROR UDPRoute talk/others: spec.rules[0].backendRefs[0].port must be a number from 1"
    assert told in capsys.readouterr().err
