import numpy as np
import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from scoda_crawler.text.ngrams import REACH, Ngrams, load_ngrams


@pytest.fixture(scope="module")
def ours() -> Ngrams:
    return load_ngrams(lambda label: len(label) == 2)


@pytest.fixture(scope="module")
def theirs() -> LanguageIdentifier:
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages([label for label in model.labels if len(label) == 2])
    return model


@pytest.mark.parametrize(
    "text",
    [
        "The mayor opened the new bridge on Friday.",
        "Der Bürgermeister eröffnete am Freitag die neue Brücke.",
        "Мэр открыл новый мост в пятницу.",
        "Gradonačelnik je u petak otvorio novi most.",
        "THE MAYOR OPENED THE BRIDGE.",
        "Cafe\u0301 " * 400,
        "a\ud800b",
        "x",
        "",
    ],
)
def test_it_answers_as_the_package_that_the_model_is_of(text: str, ours: Ngrams, theirs: LanguageIdentifier) -> None:
    language, certainty = theirs.classify(text)
    found, sureness = ours.classify(text)
    assert found == language and sureness == pytest.approx(certainty, abs=1e-4)


def test_no_feature_is_longer_than_what_is_looked_back(ours: Ngrams) -> None:
    moves = ours.moves.reshape(-1, 256)
    depths = np.full(len(ours.starts), -1)
    states, depth = np.array([0]), 0
    while len(states):
        depths[states] = depth
        states, depth = np.unique(moves[ours.starts[states] >> 8]), depth + 1
        states = states[depths[states] < 0]
    assert depths.min() == 0
    assert depths.max() == REACH
