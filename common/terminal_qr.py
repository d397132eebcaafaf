"""A QR code on the terminal: prints the text that comes on standard input as one to be scanned.

    echo https://192.0.2.7:8001/ | python -m common.terminal_qr

Two rows of it make one line, dark on light whatever the colours of the terminal are.
"""

import sys

import segno

BORDER = 2  # modules; the standard wants 4, scanners are content with less
BLOCKS = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}  # of light modules


def qr_lines(text: str) -> list[str]:
    """The lines of a QR code (ISO/IEC 18004), light modules drawn."""
    code = segno.make_qr(text, error="l")
    rows = [list(row) for row in code.matrix_iter(border=BORDER)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return ["".join(BLOCKS[two] for two in zip(*pair, strict=True)) for pair in pairs]


def main() -> None:
    """Prints the code in colours of its own, so that its modules are dark on light everywhere."""
    style, plain = ("\033[97;40m", "\033[0m") if sys.stdout.isatty() else ("", "")
    for line in qr_lines(sys.stdin.read().strip()):
        sys.stdout.write(f"{style}{line}{plain}\n")


if __name__ == "__main__":
    main()
