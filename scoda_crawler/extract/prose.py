"""How much of a text is prose: words, and words in sentences."""

import re

_WORDS = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?。！？…।؟։]['\"”’»)\]]*$")


def count_words(text: str) -> int:
    """Words, or single characters in scripts that write none apart."""
    return len(_WORDS.findall(text))


def count_prose(text: str) -> int:
    """Words in paragraphs that end like a sentence or are long, as Thai ones do not end in a mark."""
    lines = [(line.strip(), count_words(line)) for line in text.split("\n")]
    return sum(words for line, words in lines if words >= 40 or (words >= 8 and _SENTENCE_END.search(line)))
