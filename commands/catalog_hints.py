"""What is not wrong in a catalog and still worth a look: hard words, old facts, entries that wait to be checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from catalog.freshness import Age, remarks, service_age
from catalog.problems import Problem, quoted
from handlers.foreign import foreign
from handlers.language import detect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from catalog.model import Catalog, Service

LONGEST_SENTENCE = 25
"""Words."""
HARDEST_GRADE = 14.0
"""Years of school, as the Flesch-Kincaid formula guesses them; it is rough, so only far outliers count."""
_FEWEST_WORDS = 12
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_SYLLABLE = re.compile(r"[aeiouy]+")
_CUT_OFF = re.compile(
    r"^[ ]*+(?:-[ ]++)*+(?:[\w-]+:[ ]++)?+(?![ '\"\[{#|>&*!-])[^\n#]*?[ ](#[^\s#][^\n]*)$", re.MULTILINE
)


def hints(catalog: Catalog, lines: Mapping[str, int], today: date) -> list[Problem]:
    """One sentence for each thing worth a look; none of them stops a catalog.

    Args:
        catalog: a catalog without problems.
        lines: where its own entries stand, by id. Of the services of the base only old facts are counted.
        today: the day on which facts are fresh or old.
    """
    own = [service for service in catalog.services if service.id in lines]
    found = [Problem(lines[service.id], service.id, said) for service in own for said in _of(service, today)]
    below = [service for service in catalog.services if service.id not in lines and _is_due(service, today)]
    if below:
        many = "One service" if len(below) == 1 else f"{len(below)} services"
        said = f"{many} of the base had the last check too long ago; see “verified” in catalog/base.yaml"
        found.append(Problem(None, None, said))
    if catalog.unchecked:
        many = "One entry waits" if len(catalog.unchecked) == 1 else f"{len(catalog.unchecked)} entries wait"
        said = f"{many} to be checked and cannot be found yet; look for “checked: no”"
        found.append(Problem(None, None, said))
    return [*found, *remarks(catalog, today)]


def cut_off(text: str) -> list[Problem]:
    """Lines of a file where “#” makes a remark of what was probably meant as text, such as “Group #1”."""
    return [
        Problem(
            text.count("\n", 0, found.start(1)) + 1,
            None,
            f"everything from {quoted(found.group(1))} on is left out, for “#” begins a remark; if it belongs to the "
            "text, put quotes around the whole text",
        )
        for found in _CUT_OFF.finditer(text)
    ]


def _of(service: Service, today: date) -> Iterator[str]:
    for name, text in _texts(service):
        longest = max(len(sentence.split()) for sentence in _SENTENCE.split(text))
        if longest > LONGEST_SENTENCE:
            yield f"a sentence of {name} has {longest} words; make two of it, of at most {LONGEST_SENTENCE} each"
        elif _is_english(text) and grade(text) > HARDEST_GRADE:
            yield f"{name} is hard to read; use shorter words and sentences"
    if _is_due(service, today):
        what = "numbers" if service.contacts else "facts"
        yield f"its {what} were last checked on {service.verified.on}; check them again and write the new date"


def _texts(service: Service) -> Iterator[tuple[str, str]]:
    yield "summary", service.summary
    yield from ((name, text) for name, text in (("tell", service.tell), ("ask_first", service.ask_first)) if text)
    yield from (("a step", step) for step in service.steps)
    for language, told in service.translations.items():
        yield f"the summary in “{language}”", told.summary


def _is_english(text: str) -> bool:
    return detect(text, fallback="") == "en" and foreign(text) is None


def _is_due(service: Service, today: date) -> bool:
    return service_age(service, today) is not Age.FRESH


def grade(text: str) -> float:
    """Years of school that an English text asks for (Flesch-Kincaid); 0 for one too short to tell."""
    words = re.findall(r"[a-z']+", text.casefold())
    if len(words) < _FEWEST_WORDS:
        return 0.0
    syllables = sum(max(1, len(_SYLLABLE.findall(word.removesuffix("e")))) for word in words)
    return 0.39 * len(words) / len(_SENTENCE.split(text)) + 11.8 * syllables / len(words) - 15.59
