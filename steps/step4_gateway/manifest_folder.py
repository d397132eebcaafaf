"""The files of manifests: which there are, whether they have changed, and what they say."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from steps.step4_gateway.gateway_api import Reading
from steps.step4_gateway.gateway_objects import Objects
from steps.step4_gateway.manifest import Problem

MOST_FILES, MOST_BYTES = 256, 1024 * 1024
Signature = tuple[tuple[Path, int, int], ...]


def files_of(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """For each path the manifests there: a file is one itself, a folder may hold many."""
    for path in paths:
        yield sorted(path.glob("*.y*ml"))[:MOST_FILES] if path.is_dir() else [path]


def signature(paths: Sequence[Path]) -> Signature:
    """What changes when a file does: its name, its time, its size."""
    found = []
    for file in (file for files in files_of(paths) for file in files):
        try:
            state = file.stat()
            found.append((file, state.st_mtime_ns, state.st_size))
        except OSError:  # deleted since the folder was listed
            found.append((file, 0, -1))
    return tuple(found)


def read(paths: Sequence[Path]) -> tuple[Objects, Reading]:
    """What all files say. An object in a later path takes the place of one in an earlier path."""
    together = Reading()
    for path, files in zip(paths, files_of(paths), strict=True):
        reading = Reading()
        if not files:
            reading.errors.append(Problem(str(path), "folder", "has no manifest in it"))
        for file in files:
            _read_file(file, reading)
        together.objects += reading.objects
        together.errors += reading.errors
        together.warnings += reading.warnings
    return Objects(together.objects), together


def _read_file(file: Path, reading: Reading) -> None:
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
        text = content.decode()
    except OSError as problem:
        reading.errors.append(Problem(str(file), "file", f"cannot be read: {problem.strerror}"))
    except UnicodeDecodeError:
        reading.errors.append(Problem(str(file), "file", "is not UTF-8"))
    else:
        if len(content) > MOST_BYTES:
            reading.errors.append(Problem(str(file), "file", f"has more than {MOST_BYTES} bytes"))
            return
        reading.read(text, file.name)
