"""Which language somebody wants a page in that has no script to ask the browser. [pure]"""

from collections.abc import Sequence


def language_of(asked: str, accepted: str, spoken: Sequence[str]) -> str:
    """The first wish that can be met: of the address, then of Accept-Language; else the first."""
    wishes = (_base(wish) for wish in (asked, *_by_weight(accepted)))
    return next((wish for wish in wishes if wish in spoken), spoken[0])


def _by_weight(accepted: str) -> list[str]:
    """The languages of a header, dearest first, without those that are not wanted at all."""
    # RFC 9110 section 12.5.4: "de-AT,de;q=0.9,en;q=0.5"
    ranges = [entry.strip().partition(";") for entry in accepted.split(",")]
    weighed = [(_weight(weight), name) for name, _, weight in ranges]
    return [name for weight, name in sorted(weighed, key=lambda one: -one[0]) if weight > 0]


def _weight(parameter: str) -> float:
    name, _, value = parameter.replace(" ", "").partition("=")
    if not parameter:
        return 1.0
    digits = value[:5].replace(".", "", 1)
    return float(value[:5]) if name == "q" and digits.isascii() and digits.isdigit() else 0.0


def _base(wish: str) -> str:
    return wish.strip().lower().partition("-")[0]
