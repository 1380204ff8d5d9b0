"""How much of a text is prose: words, and words in sentences."""

import re

_SINGLE = r"\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORDS = re.compile(rf"[{_SINGLE}]|[^\W_{_SINGLE}]+")
_SENTENCE_END = re.compile(r"[.!?。！？…।؟։]['\"”’»)\]]*$")


def count_words(text: str) -> int:
    """Words, or single characters in scripts that write none apart."""
    return len(_WORDS.findall(text))


def list_prose(text: str) -> list[str]:
    """Paragraphs that end like a sentence or are long, as Thai ones do not end in a mark."""
    return [line for line in map(str.strip, text.split("\n")) if _is_prose(line)]


def _is_prose(line: str) -> bool:
    words = count_words(line)
    return words >= 40 or (words >= 8 and bool(_SENTENCE_END.search(line)))


def count_prose(text: str) -> int:
    """Words in such paragraphs."""
    return sum(map(count_words, list_prose(text)))
