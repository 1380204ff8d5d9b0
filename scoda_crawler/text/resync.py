"""Double-byte text with a stray byte: all pairs after it are out of step up to the next ASCII, and are put in step."""

import re
from itertools import accumulate, islice

from scoda_crawler.text.characters import load_model

CODECS = frozenset(("gb18030", "euc_jp", "cp949"))  # both bytes of a character are beyond ASCII, but for rare ones
_RUN = re.compile(rb"[\x80-\xff]{5,4000}")
_MOST = 100  # runs of a page that are looked at; each takes about a millisecond
_GAIN = 24.0  # bits that putting in step must save
_LOST = "\ufffd"
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")  # what bytes out of step often give


def read(body: bytes, codec: str, *, most: int = _MOST, least: int = 5) -> str:
    """`body` in `codec`; the stray byte of a run of odd length becomes U+FFFD where the rest reads better so.

    At most `most` runs of `least` bytes and more are looked at.
    """
    runs = (match for match in _RUN.finditer(body) if len(match[0]) % 2 and len(match[0]) >= least)
    parts, end = [], 0
    for match in islice(runs, most):
        if fixed := _put_in_step(match[0], body[match.end() : match.end() + 1], codec):
            parts += [body[end : match.start()].decode(codec, "replace"), fixed]
            end = match.end()
    return "".join(parts) + body[end:].decode(codec, "replace")


def _put_in_step(run: bytes, after: bytes, codec: str) -> str | None:
    """A run without its stray byte, found where the pairs before it and those after it cost least together."""
    model = load_model()
    plain = (run + after).decode(codec, "replace")
    before = [run[i : i + 2].decode(codec, "replace") for i in range(0, len(run) - 1, 2)]
    behind = [run[i : i + 2].decode(codec, "replace") for i in range(1, len(run), 2)]
    language = model.weigh("".join(behind if _PRIVATE.search(plain) else before)).language
    ahead = list(accumulate((_cost(pair, language) for pair in before), initial=0.0))
    rest = list(accumulate((_cost(pair, language) for pair in reversed(behind)), initial=0.0))[::-1]
    least = min(range(len(ahead)), key=lambda number: ahead[number] + rest[number])
    fixed = "".join(before[:least]) + _LOST + "".join(behind[least:])
    saved = model.weigh(plain).bits - model.weigh(fixed + after.decode("ascii", "replace")).bits
    return fixed if saved > _GAIN else None


def _cost(pair: str, language: str) -> float:
    """Bits of what two bytes give; more for what is no one character."""
    return load_model().cost_of(pair, language) if len(pair) == 1 and pair < "\U00010000" else 2 * 16.0
