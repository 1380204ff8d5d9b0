"""Texts that are made up, of any length, and what becomes of texts on their way to another site."""

import random
from collections.abc import Callable

import pytest

Make = Callable[..., str]

_RND = random.Random(5)
VOCABULARY = ["".join(_RND.choices("abcdefghiklmnoprstu", k=_RND.randint(3, 9))) for _ in range(4000)]


def make_text(seed: int, words: int = 400) -> str:
    rnd = random.Random(seed)
    lines = [" ".join(rnd.choices(VOCABULARY, k=min(40, words - start))) for start in range(0, words, 40)]
    return ".\n".join(lines)


def edit_text(text: str, share: float, seed: int = 1) -> str:
    rnd = random.Random(seed)
    return " ".join(rnd.choice(VOCABULARY) if rnd.random() < share else word for word in text.split())


@pytest.fixture
def make() -> Make:
    return make_text


@pytest.fixture
def edit() -> Make:
    return edit_text
