"""The runner behind make: sets up what is missing, then runs a step, the tests or a chore.

    python3 polycloud.py help

This file also parses on Python 2, so that even there a person gets a sentence. The rest is in
runner/, which uses the standard library only and the syntax of Python 3.7, because `doctor`
must work on a Python that is too old for everything else.
"""

import sys

if __name__ == "__main__":
    if sys.hexversion < 0x03070000:
        typed = sys.argv[1:] or ["help"]
        sys.stderr.write("Polycloud needs Python 3.11 or newer; this is " + sys.version.split()[0])
        sys.stderr.write(". Install one (python.org, or your system's packages) and run: ")
        sys.stderr.write("python3.11 polycloud.py " + " ".join(typed))
        sys.stderr.write(" (make " + "-".join(typed) + " PYTHON=python3.11)\n")
        sys.exit(2)
    from runner.commands import main
    from runner.terminal import ignore_signals

    code = main(sys.argv[1:])
    ignore_signals()  # one that comes while Python ends would take the exit code's place
    sys.exit(code)
