"""Small words of languages beside Latin that are made of look-alike letters: each can be mistaken for a Latin word."""

from collections.abc import Mapping
from types import MappingProxyType

from scoda_crawler.text.alphabets import lookalike

# Conjunctions, prepositions, particles, pronouns and forms of "to be", by ISO 639-1; in small letters, as they all also
# begin sentences.
_PARTICLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "ru": "а о с у в к со во ко ее её ею не но на то та те ту ах ох все нас вас",
            "uk": "а о у і в не на но то та те ту во все вас нас",
            "be": "а о у і не на то та те ту",
            "bg": "а о с в е се са си не на но то та те все",
            "mk": "а о с в е се со ја је ве си сѐ не на но то та те",
            "sr": "а о с у е се са су је ја ју си јој не на но то та те ту ко",
            "el": "ο οι η το τα να αν και για που είναι σε με από στο στα στη στην του της των τον την τη θα δεν ως",
        }.items()
    }
)


def is_particle(word: str, language: str) -> bool:
    """Whether a word is such a small word of a language (ISO 639-1); capitals do not matter."""
    return word.casefold() in _PARTICLES.get(language, ())


def _in_latin() -> frozenset[str]:
    """The same words in the Latin letters that look like theirs, small or as at the start of a sentence."""
    words = {form for words in _PARTICLES.values() for word in words for form in (word, word.capitalize())}
    spelled = ([lookalike(char, "LATIN") for char in word] for word in words)
    return frozenset("".join(map(str, letters)) for letters in spelled if None not in letters)


_IN_LATIN = _in_latin()


def is_particle_in_latin(word: str) -> bool:
    """Whether a word in Latin letters looks like such a small word of any of the languages."""
    return word in _IN_LATIN
