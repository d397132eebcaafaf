"""How many files and sockets this process may have open."""

import sys
from contextlib import suppress


def raise_limit() -> None:
    """Lets this process have as many as the system lets it ask for: shells begin with 1,024."""
    if sys.platform == "win32":  # there is no such limit
        return
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):  # macOS says no to what it calls unlimited
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
