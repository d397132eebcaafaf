"""The folder of one run, which has secrets in it: gone at the end, whatever the end is like.

A run that is killed cannot tidy up; the next one does. A lock tells whose run goes on: the system
takes it from whoever dies. (Windows knows no locks of folders, so there nothing is tidied up.)
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "polycloud-stage-"


@contextmanager
def run_folder() -> Iterator[Path]:
    """A folder for the block's time and its owner only; what killed runs have left goes first."""
    for left in Path(gettempdir()).glob(PREFIX + "*"):
        with _locked(left) as is_dead:
            if is_dead:
                rmtree(left, ignore_errors=True)
    while True:  # another run may take a folder for dead before it is locked
        with TemporaryDirectory(prefix=PREFIX) as name, _locked(Path(name)) as is_ours:
            if sys.platform == "win32" or (is_ours and Path(name).exists()):
                yield Path(name)
                return


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Holds the lock of a folder for the block's time; False if it is not ours, or held."""
    if sys.platform == "win32":
        yield False
        return
    import fcntl

    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:  # somebody else's, or gone meanwhile
        yield False
        return
    try:
        is_ours = os.fstat(descriptor).st_uid == os.geteuid()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            is_ours = False
        yield is_ours
    finally:
        os.close(descriptor)
