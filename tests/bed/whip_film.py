"""FFmpeg's WHIP muxer as a publisher: a moving picture in H.264 and a tone in Opus, in real time.

A program of its own, `python -m tests.bed.whip_film URL SECONDS [OPTION=VALUE..]`: the muxer waits
for the server's answers and lets nobody else in its process go on.
"""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

WIDTH, HEIGHT, PICTURES = 320, 180, 30  # a second
RATE, SAMPLES = 48_000, 960  # of sound: 20 ms
# Constrained Baseline without waiting for later pictures, which any browser decodes.
H264 = {"profile": "baseline", "preset": "ultrafast", "tune": "zerolatency"}


def pictures() -> Iterator[av.VideoFrame]:
    """A bar that moves from left to right."""
    for number in count():
        grey = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
        left = number * 4 % (WIDTH - 40)
        grey[:HEIGHT, left : left + 40] = 255
        frame = av.VideoFrame.from_ndarray(grey, "yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, PICTURES)
        yield frame


def sounds() -> Iterator[av.AudioFrame]:
    """A tone of 440 Hz."""
    for number in count():
        times = (np.arange(SAMPLES) + number * SAMPLES) / RATE
        wave = np.sin(2 * np.pi * 440 * times) * 0.3
        both = np.repeat((wave * 32_767).astype(np.int16), 2).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(both, "s16", "stereo")
        frame.pts, frame.sample_rate, frame.time_base = number * SAMPLES, RATE, Fraction(1, RATE)
        yield frame


def certificate(folder: Path) -> dict[str, str]:
    """The options for a certificate on P-256.

    The muxer's own is on P-224 where its TLS is GnuTLS, as in PyAV: OpenSSL 4 takes none of those.
    """
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(1))
    signed = builder.sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    (folder / "key.pem").write_bytes(pem)
    return {"cert_file": str(folder / "cert.pem"), "key_file": str(folder / "key.pem")}


def publish(url: str, seconds: float, options: dict[str, str]) -> None:
    """Publishes in real time, then ends the session as FFmpeg does."""
    with av.open(url, "w", format="whip", options=options) as container:
        video = container.add_stream("libx264", rate=PICTURES, options=H264)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.codec_context.gop_size = PICTURES  # the muxer hears no wish for a whole picture
        audio = container.add_stream("libopus", rate=RATE, layout="stereo")
        picture, sound, begun = pictures(), sounds(), time.monotonic()
        for turn in range(round(seconds * RATE / SAMPLES)):
            container.mux(audio.encode(next(sound)))
            if turn * PICTURES * SAMPLES // RATE != (turn - 1) * PICTURES * SAMPLES // RATE:
                container.mux(video.encode(next(picture)))
            time.sleep(max(0.0, begun + turn * SAMPLES / RATE - time.monotonic()))


def main() -> None:
    """Publishes as the arguments say: URL, seconds, and options of the muxer as NAME=VALUE."""
    _program, url, seconds, *options = sys.argv
    with TemporaryDirectory() as folder:
        given = dict(option.split("=", 1) for option in options)
        publish(url, float(seconds), certificate(Path(folder)) | given)


if __name__ == "__main__":
    main()
