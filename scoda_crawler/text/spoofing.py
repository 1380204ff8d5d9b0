"""Which script a word of look-alike letters was meant in, judged from its letters, its neighbours and its text."""

import re
from collections import Counter
from functools import cached_property, lru_cache
from typing import NamedTuple

from scoda_crawler.text.alphabets import COMMON, RARE, RARE_OF, lookalike, script_of
from scoda_crawler.text.language import identify
from scoda_crawler.text.particles import is_particle, is_particle_in_latin

_NEAR = 60  # characters on each side of a word in which its neighbours are sought
_MOST_LOOSE = 3  # letters on end of another script: more are a word of their own, grown together with the next
_BLOCK = 240  # characters whose words are counted at once
_TARGETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")
_WORD = re.compile(r"[^\W\d_]+")
_INFLECTED = re.compile("[A-Za-z]{2,}[а-яё]{1,3}")  # a foreign word with a Russian ending: SMSка, iPhoneа
_BRACKETS = ("\"'«“„‘‹([{<", "\"'»”“’›)]}>")
_SENTENCE_START = re.compile(r"(?:\A|[.!?…:\])]\s+|\n)[«“„\"(]?\Z")
_SENTENCE_END = re.compile(r"[.!?…]\s+\Z")
_VARIABLE = re.compile(r"(?<=[ (])[bdfghjklmnqrstuvwxz](?=[ ,.;:)=+])")  # no word of any language: a formula's
_STRESSED = frozenset("àáâèéêìíîòóôùúûýÀÁÈÉÌÍÒÓÙÚÝ")
_OPERATOR = re.compile(r"[+=*/<>&|-] \Z")  # before a letter that is a key, a variable or an option
_ENDING = re.compile(r"[A-Z]{2}-\Z")  # before the ending of an inflected acronym: URL-а
_JOINED = re.compile(r"[Ѐ-ӿ]['’ʼ]\Z")  # before the second part of a word: сімʼі
_FORMULA = re.compile(r"(?<!\w)[α-ω](?!\w)|[α-ωΑ-Ω]\w{0,4} ?[=≈≤≥±∝]|[≈≤≥±∝]|= ?\w{0,2}[α-ω]")
_INSIDE = re.compile("[a-z][α-ω]+[a-z]")
# Greek letters that are names of quantities, and what is written after or before them.
_SYMBOLS = frozenset("αβγδεζηθκλμνξπρστφχψω")
_FUNCTIONS = frozenset("arc cos cot exp lim ln log sin tan".split())
_INDICES = frozenset("abs crit eff exp int lin max min obs ref rel sat syn tot".split())
# Two-letter words of Latin languages that a Greek symbol can spoil; other pairs are read as formulas.
_SHORT_WORDS = frozenset(
    "ad af ai aj al am an ap ar as at au av ay az by da ga ha ja ka la ma my na op ou pa pe po pu ra sa su ta tu up va "
    "vi vo wa xa ya yo za".split()
)


class Word(NamedTuple):
    """A run of letters of the alphabets that have look-alikes, and where it stands in its text."""

    letters: str
    start: int
    end: int


class Judge:
    """Decides on the suspect words of one text; `evidence` holds the (source, target) scripts of sure spoofs."""

    def __init__(self, text: str, language: str | None) -> None:
        self.text = text
        self.language = language
        self.evidence: set[tuple[str, str]] = set()
        self._blocks: dict[int, Counter[str]] = {}

    def mend_mixed(self, word: Word) -> str | None:
        """A word of several scripts, all in one; None where it may be meant so."""
        context = agreed(*self.neighbours(word)) or self._home(word)
        if context == "CYRILLIC" and _is_stressed(word.letters):
            return None
        scripts = Counter(filter(None, map(script_of, word.letters)))
        options = {
            script: fixed
            for script in _TARGETS
            if script in scripts
            and (fixed := self._in(word.letters, script))
            and (script in ("LATIN", "CYRILLIC", context) or _has_own(word.letters, script) or is_particle(fixed, "el"))
        }
        if not options and context in scripts:
            options = {context: fixed} if (fixed := self._in_loosely(word.letters, context)) else {}
        if not options:
            return None
        most = max(options, key=lambda script: scripts[script])
        is_most = most == self._home(word) and 2 * scripts[most] > scripts.total() and len(word.letters) > 2
        target = context if context in options and not is_most else most
        return None if self._is_meant(word, target, context) else options[target]

    def mend_pure(self, word: Word) -> str | None:
        """A word of look-alikes alone in the script of its neighbours; None where that is its own, or not sure."""
        if not (self.evidence or self._may_be_small(word)) and self._is_among_its_own(word):
            return None
        source, home = script_of(word.letters[0]), self._home(word)
        target = self._find_target(word, source, home)
        if target in (COMMON, source) or target not in _TARGETS or self._is_set_apart(word, target):
            return None
        fixed = self._in(word.letters, target)
        if target != home and not is_particle(fixed or "", self._language_in(target)):
            return None
        is_symbol = source == "GREEK" and _SYMBOLS.issuperset(word.letters)
        if (
            not fixed
            or fixed == word.letters
            or (is_symbol and (len(fixed) == 1 or (source, target) not in self.evidence))
        ):
            return None
        if target != "LATIN" and (self._is_and(word) or self._ends_acronym(word) or self._is_joined(word)):
            return fixed
        is_sure = self._is_latin_word if target == "LATIN" else self._is_native_word
        return fixed if is_sure(word, fixed, (source, target)) else None

    def _find_target(self, word: Word, source: str, home: str) -> str:
        """The script that a word of look-alikes may have been meant in: its neighbours', else that of most around."""
        left, right = self.neighbours(word)
        if self._is_and(word):  # even between two Latin names
            return home
        if target := agreed(left, right):
            return target
        fixed = self._in(word.letters, home) if home in (left, right) and home in _TARGETS else None
        is_letter = len(word.letters) == 1 and word.letters.isupper() and not self._begins_sentence(word)
        if fixed and not is_letter and is_particle(fixed, self._language_in(home)):
            return home
        is_name = word.letters[0].isupper() and source == "LATIN"
        return home if (source, home) in self.evidence and not is_name else COMMON

    def _may_be_small(self, word: Word) -> bool:
        """Whether a word may be a small one of another language, or the ending of an acronym."""
        return is_particle_in_latin(word.letters) or self._ends_acronym(word)

    def _is_and(self, word: Word) -> bool:
        """Whether a Latin i is the word for "and"."""
        return word.letters == "i" and "і" in self._rare_letters and self._leads_on(word)

    def _is_joined(self, word: Word) -> bool:
        """Whether an apostrophe joins a word to Cyrillic letters before it."""
        return bool(_JOINED.search(self.text[max(word.start - 2, 0) : word.start]))

    def _ends_acronym(self, word: Word) -> bool:
        """Whether a Latin vowel is the ending of a Latin acronym in a Cyrillic text."""
        return word.letters in ("a", "e", "o", "y") and bool(
            _ENDING.search(self.text[max(word.start - 4, 0) : word.start])
        )

    def _is_among_its_own(self, word: Word) -> bool:
        """Whether the very next letters are surely of the word's own script: most words of a clean text."""
        beside = self.text[max(word.start - 2, 0) : word.start] + self.text[word.end : word.end + 2]
        return {script_of(char) for char in beside if not is_ambiguous(char)} - {COMMON} == {script_of(word.letters[0])}

    def neighbours(self, word: Word) -> tuple[str, str]:
        """The scripts of the nearest words before and after, in the same line, that surely belong to one."""
        before = self.text[max(0, word.start - _NEAR) : word.start].rpartition("\n")[2]
        after = self.text[word.end : word.end + _NEAR].partition("\n")[0]
        left = (script for w in reversed(_WORD.findall(before)) if (script := decisive(w)))
        right = (script for w in _WORD.findall(after) if (script := decisive(w)))
        return next(left, COMMON), next(right, COMMON)

    def _home(self, word: Word) -> str:
        """The script of most letters around: "WCHAN і USER" may stand in a Ukrainian sentence."""
        scripts = self._scripts_near(word.start // _BLOCK) - Counter({decisive(word.letters): len(word.letters)})
        return max(scripts, key=lambda script: (scripts[script], script), default=COMMON)

    def _scripts_near(self, block: int) -> Counter[str]:
        """How many letters of words of each script are in a block of the text and in those beside it."""
        if block not in self._blocks:
            around = self.text[max(0, (block - 1) * _BLOCK) : (block + 2) * _BLOCK]
            letters: Counter[str] = Counter()
            for word in _WORD.findall(around):
                letters[decisive(word)] += len(word)
            del letters[COMMON]
            self._blocks[block] = letters
        return self._blocks[block]

    def _in(self, letters: str, target: str) -> str | None:
        """`letters` in the script `target`; None where one has no look-alike that this text would use."""
        fixed = [c if script_of(c) in (target, COMMON) else lookalike(c, target) for c in letters]
        changed = {f for c, f in zip(letters, fixed, strict=True) if f != c}
        if None in changed or (changed & RARE) - self._rare_letters:
            return None
        return "".join(f for f in fixed if f)

    def _in_loosely(self, letters: str, target: str) -> str | None:
        """The same by the shape of small capitals and handwriting, where sure letters outweigh the others."""
        own = [c for c in letters if script_of(c) == target]
        if len(own) < 3 or 2 * len(own) <= len(letters) or all(map(is_ambiguous, own)):
            return None
        if len(own) == len(letters) - 1 and letters[-1] not in own:  # an index
            return None
        if any(len(run) > _MOST_LOOSE for run in re.findall(r"\S+", "".join(" " if c in own else c for c in letters))):
            return None
        fixed = [c if script_of(c) in (target, COMMON) else lookalike(c, target, loose=True) for c in letters]
        return None if None in fixed or RARE & set(map(str, fixed)) else "".join(map(str, fixed))

    @cached_property
    def _cyrillic_language(self) -> str:
        """The language of the text, as told if it can be, else as found out."""
        told = self.language or ""
        return told if told in ("ru", "bg", *RARE_OF) else identify(self.text)[0] or ""

    def _language_in(self, script: str) -> str:
        """The language of the text's part in a script."""
        return self._cyrillic_language if script == "CYRILLIC" else "el" if script == "GREEK" else ""

    @cached_property
    def _rare_letters(self) -> set[str]:
        """The rare letters that this text has in words of their own, or that its language has."""
        rare = set(RARE_OF.get(self._cyrillic_language, ""))
        if not RARE.isdisjoint(self.text):
            for word in _WORD.findall(self.text):
                if not RARE.isdisjoint(word) and decisive(word) == "CYRILLIC":
                    rare |= RARE & set(word)
        return rare

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self.text))

    @cached_property
    def _has_formula(self) -> bool:
        return bool(_FORMULA.search(self.text))

    @cached_property
    def _has_variable(self) -> bool:
        return bool(_VARIABLE.search(self.text))

    @cached_property
    def _pairs(self) -> set[str]:
        """All pairs of letters that follow each other in the text."""
        text = self.text.lower()
        return {text[i : i + 2] for i in range(len(text) - 1)}

    def _is_meant(self, word: Word, target: str, context: str) -> bool:
        """Whether a mixed word is a legitimate mixture: an inflected foreign word, or a quantity with its index."""
        if _INFLECTED.fullmatch(word.letters) and context == "CYRILLIC":
            stem = word.letters.rstrip("абвгдежзийклмнопрстуфхцчшщъыьэюяё")
            return target == "LATIN" or stem.isupper()
        greek = [c for c in word.letters if script_of(c) == "GREEK"]
        if target != "LATIN" or not greek or not _SYMBOLS.issuperset(greek):
            return False
        return self._is_quantity(word, "".join(c for c in word.letters if script_of(c) == "LATIN"))

    def _is_quantity(self, word: Word, latin: str) -> bool:
        """Whether Latin letters beside a Greek symbol make a formula or a name of a substance (νe, TNFα, αmax)."""
        if _INSIDE.search(word.letters):
            return False
        beside = _INDICES if script_of(word.letters[0]) == "GREEK" else _FUNCTIONS
        if latin in beside or any(c.isupper() for c in latin[1:]):
            return True
        if self._touches_digit(word):
            return len(latin) < 4
        return latin.isascii() and sum(map(str.islower, latin)) < 2 and not self._is_likely(word, latin)

    def _is_likely(self, word: Word, latin: str) -> bool:
        """Whether a short word with Greek symbols is likely a word of the text."""
        if self._has_formula:
            return False
        fixed = self._in(word.letters, "LATIN") or ""
        if latin[0].isupper() and script_of(word.letters[-1]) == "LATIN":  # Can, but Cαs, the atoms
            return latin not in ("Cs", "Hs", "Ns")
        if latin[0].isupper():  # Lyα and Kα are spectral lines, but seldom begin a sentence
            is_first = self._begins_sentence(word) and re.match(" [a-zà-ÿ]", self.text[word.end : word.end + 2])
            return bool(is_first) and (len(fixed) > 2 or (fixed.lower() in _SHORT_WORDS and fixed[0] not in "HK"))
        known = ("GREEK", "LATIN") in self.evidence or self._has_word(fixed)
        return len(fixed) > 2 or fixed in _SHORT_WORDS or known

    def _has_word(self, fixed: str) -> bool:
        return fixed in self._words

    def _begins_sentence(self, word: Word) -> bool:
        return bool(_SENTENCE_START.search(self.text[max(0, word.start - 4) : word.start]))

    def _is_label(self, word: Word, known: bool) -> bool:
        """Whether a letter stands where a key, a variable or, in a text without spoofs, the label of an item does."""
        before = self.text[max(0, word.start - 4) : word.start]
        return bool(_OPERATOR.search(before) or (not known and _SENTENCE_END.search(before)))

    def _touches_digit(self, word: Word) -> bool:
        around = self.text[max(word.start - 1, 0) : word.start] + self.text[word.end : word.end + 1]
        return any(map(str.isdigit, around))

    def _is_set_apart(self, word: Word, target: str) -> bool:
        """Whether a word is quoted or bracketed alone, or, in another script than Latin, part of a code or formula."""
        before, after = self.text[max(word.start - 1, 0) : word.start], self.text[word.end : word.end + 1]
        if before and after and before in _BRACKETS[0] and after in _BRACKETS[1]:
            return True
        if target == "CYRILLIC" and (self._ends_acronym(word) or self._is_joined(word)):
            return False
        return target != "LATIN" and not (
            (not before or before in ' \n«„“"(') and (not after or after in ' \n,.;:!?…»”")')
        )

    def _is_latin_word(self, word: Word, fixed: str, kind: tuple[str, str]) -> bool:
        """Whether a word of Cyrillic, Greek or other look-alikes among Latin words was meant in Latin letters."""
        known = kind in self.evidence
        if kind[0] == "CYRILLIC" and not known and is_particle(word.letters, self._cyrillic_language):
            return False  # "and" between two names
        if len(fixed) == 1:
            return True
        if fixed.isupper():  # an acronym of another script is not told from a Latin one
            return known and len(fixed) <= 3
        return known or len(fixed) == 2 or self._is_plausible(fixed)

    def _is_native_word(self, word: Word, fixed: str, kind: tuple[str, str]) -> bool:
        """Whether a word of Latin look-alikes among words of another script was meant in that script."""
        known = kind in self.evidence
        if fixed.isupper() and len(fixed) > 1:
            return self._has_word(fixed)
        if fixed.isupper():
            return self._begins_sentence(word) and self._leads_on(word)
        if any(map(str.isupper, fixed[1:])):  # PPPoE
            return False
        if len(fixed) == 1 and self._is_label(word, known):
            return False
        if len(fixed) == 1:
            is_free = not self._has_variable or (known and fixed != "у")
            return fixed in "аосуіеο" and is_free and self._leads_on(word)
        if len(fixed) == 2:
            return (
                is_particle(fixed, self._language_in(kind[1])) or self._has_word(fixed) or self._has_word(fixed.lower())
            )
        return self._is_plausible(fixed)

    def _leads_on(self, word: Word) -> bool:
        """Whether a word follows at once, as it does after a conjunction or a preposition."""
        after = self.text[word.end : word.end + 2]
        if word.letters == "e" and after[:1] in ("", ",", ".") and is_particle("е", self._cyrillic_language):  # "is"
            return True
        is_last = not after.strip() and self.text[max(0, word.start - 2) : word.start] in (
            ", ",
            "; ",
        )  # of a list's item
        return is_last or (after[:1] == " " and after[1:].isalnum())

    def _is_plausible(self, fixed: str) -> bool:
        """Whether every pair of letters of a word follows each other elsewhere in the text."""
        return all(fixed[i : i + 2].lower() in self._pairs for i in range(len(fixed) - 1))


def agreed(left: str, right: str) -> str:
    """The script on which the two sides agree; one side that has no words does not count."""
    return left if left == right or not right else right if not left else COMMON


def _is_stressed(letters: str) -> bool:
    """Whether the only Latin letters are vowels with an accent that Cyrillic has no letter for (Сóфия, сè)."""
    latin = [c for c in letters if script_of(c) == "LATIN"]
    return bool(latin) and all(c in _STRESSED for c in latin)


def _has_own(letters: str, script: str) -> bool:
    """Whether two small letters at least are of `script` alone: "Δx" is no Greek word."""
    return sum(script_of(c) == script and c.islower() and not is_ambiguous(c) for c in letters) > 1


@lru_cache(maxsize=4096)
def is_ambiguous(letter: str) -> bool:
    """Whether a letter looks like an ordinary letter of another living alphabet."""
    own = script_of(letter)
    likes = (lookalike(letter, target) for target in ("LATIN", "CYRILLIC", "GREEK") if target != own)
    return any(like is not None and like not in RARE for like in likes)


@lru_cache(maxsize=8192)
def decisive(word: str) -> str:
    """The script that a word surely belongs to; COMMON for a mixed one and for one of ambiguous letters alone."""
    scripts = {script_of(letter) for letter in word if not is_ambiguous(letter)} - {COMMON}
    return scripts.pop() if len(scripts) == 1 else COMMON
