"""Which language a text's n-grams of bytes are of: py3langid's naive Bayes model, run over all bytes at once.

The model is data of the package py3langid (Barbaresi's successor of Lui and Baldwin's langid.py, ACL 2012). Its own
reader walks the automaton of features in Python, one byte at a time, which took as long as reading the page did. No
feature is longer than REACH bytes, so the state behind a byte depends on the last REACH bytes alone: it is found for
all bytes together in REACH steps from the root. The answers are the same.
"""

import lzma
import math
import unicodedata
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.lib.format import read_array
from numpy.typing import NDArray

REACH = 6  # bytes of the longest feature of the model
_FILE = "data/model.npz.xz"
_ENTRY = b"PK\x03\x04"  # what a file in a zip begins with
_HEAD = 30  # bytes before its name


class Ngrams(NamedTuple):
    """A model: an automaton over bytes, and for each feature that it tells a row of log-probabilities."""

    moves: NDArray[np.uint32]  # at `starts` of a state plus a byte: the state that the byte leads to
    starts: NDArray[np.intp]  # of a state
    features: NDArray[np.int32]  # of a state: the feature that ends there, or -1
    weights: NDArray[np.float32]  # (features, columns)
    priors: NDArray[np.float32]  # of a column
    groups: NDArray[np.intp]  # of a column: the index of its language
    languages: tuple[str, ...]  # in the model's codes

    def classify(self, text: str) -> tuple[str, float]:
        """The likeliest language and its probability; where the text has no feature all are alike."""
        body = _encode(text)
        scores = self._score(body) / math.sqrt(len(body) or 1)  # which keeps certainty alike for all lengths
        odds = np.exp(scores - scores.max())
        shares = np.bincount(self.groups, weights=odds / odds.sum())
        best = int(shares.argmax())
        return self.languages[best], float(shares[best])

    def _score(self, body: bytes) -> NDArray[np.float32]:
        """The log-posterior of each column."""
        found, times = np.unique(self._find_features(body), return_counts=True)
        if not len(found):
            return np.zeros_like(self.priors)
        score: NDArray[np.float32] = np.log1p(times, dtype=np.float32) @ self.weights[found]
        return score + self.priors

    def _find_features(self, body: bytes) -> NDArray[np.int32]:
        """The features of `body`, each as often as it is there, in the order of their ends."""
        letters = np.frombuffer(body, np.uint8)
        states = np.zeros(len(letters), np.intp)
        for back in reversed(range(min(REACH, len(letters)))):
            states[back:] = self.moves[self.starts[states[back:]] + letters[: len(letters) - back]]
        found = self.features[states]
        return found[found >= 0]


def _encode(text: str) -> bytes:
    """As the model was trained: no capitals alone, NFC, UTF-8."""
    text = text.lower() if text.isupper() else text
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")


def load_ngrams(is_wanted: Callable[[str], bool]) -> Ngrams:
    """The model for the languages whose codes `is_wanted`. Takes a third of a second and 85 MB."""
    spec = find_spec("py3langid")  # its data is all that is asked for: the package itself is not imported
    assert spec is not None
    assert spec.origin is not None
    with lzma.open(Path(spec.origin).parent / _FILE) as file:
        arrays = dict(_iter_arrays(file))
    classes = [str(label) for label in arrays["classes"]]
    columns = [index for index, label in enumerate(classes) if is_wanted(label)]
    languages = tuple(dict.fromkeys(classes[index] for index in columns))  # one of two scripts has two columns
    return Ngrams(
        moves=arrays["nextmove"],
        starts=arrays["nextmove_row"].astype(np.intp) << 8,
        features=arrays["out_feat"],
        weights=np.ascontiguousarray(arrays["ptc"][:, columns], np.float32),  # rows are what is asked for
        priors=arrays["pc"][columns],
        groups=np.array([languages.index(classes[index]) for index in columns], np.intp),
        languages=languages,
    )


def _iter_arrays(file: IO[bytes]) -> Iterator[tuple[str, NDArray[Any]]]:
    """The arrays of an .npz by their names, read in one pass: their zip is stored, not compressed."""
    while (head := file.read(_HEAD)).startswith(_ENTRY):
        name, extra = (int.from_bytes(head[at : at + 2], "little") for at in (26, 28))
        yield file.read(name + extra)[:name].decode().removesuffix(".npy"), read_array(file, allow_pickle=False)
