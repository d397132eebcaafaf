"""WebSocket frames, encoded once for any number of receivers. [pure]

RFC 6455 section 5.2: a server does not mask its frames, so every browser can be sent the same
bytes.
"""

FINAL_TEXT, FINAL_BINARY = 0x81, 0x82  # the FIN bit, and the opcode
SHORT, MEDIUM = 126, 1 << 16


def text_frame(text: str) -> bytes:
    """The frame of a text message."""
    # A lone surrogate, which JSON can hold and UTF-8 cannot, is told as JSON's own escape.
    return _frame(FINAL_TEXT, text.encode(errors="backslashreplace"))


def binary_frame(*parts: bytes) -> bytes:
    """The frame of a binary message, whose payload is given in parts."""
    return _frame(FINAL_BINARY, *parts)


def _frame(first: int, *parts: bytes) -> bytes:
    length = sum(map(len, parts))
    if length < SHORT:
        head = bytes((first, length))
    elif length < MEDIUM:
        head = bytes((first, 126)) + length.to_bytes(2)
    else:
        head = bytes((first, 127)) + length.to_bytes(8)
    return b"".join((head, *parts))
