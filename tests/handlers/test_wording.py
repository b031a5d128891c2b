"""Every sentence stands in the wording file, is used, and is translated; nothing else speaks to members."""

from __future__ import annotations

import ast
import re
import string
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

from catalog.loader import load_needs
from commands.settings import CHECKOUT
from handlers import wording
from handlers.translator import LANGUAGES, TRANSLATIONS, Say

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

SPEAKING = [*CHECKOUT.glob("handlers/*.py"), *CHECKOUT.glob("bots/**/*.py")]
OTHERS = [language for language in LANGUAGES if language != "en"]
MAX_WORDS_IN_A_SENTENCE = 25


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def marked() -> frozenset[str]:
    """The sentences inside _(…) of the wording file."""
    calls = [node for node in ast.walk(tree(Path(wording.__file__))) if isinstance(node, ast.Call)]
    return frozenset(
        str(ast.literal_eval(call.args[0])) for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_"
    )


@cache
def constants() -> dict[str, str]:
    return {name: value for name, value in vars(wording).items() if name.isupper() and isinstance(value, str)}


@cache
def sentences(language: str) -> Catalog:
    with (TRANSLATIONS / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@cache
def translatable() -> frozenset[str]:
    """All single sentences: the marked ones but for plural pairs, and what needs are called."""
    pairs = {getattr(wording, f"{name}_{n}") for name in plurals() for n in ("ONE", "MANY")}
    return (marked() - pairs) | {need.label for need in load_needs()}


@cache
def plurals() -> tuple[str, ...]:
    return tuple(name.removesuffix("_ONE") for name in constants() if name.endswith("_ONE"))


def test_every_sentence_is_marked_for_translation() -> None:
    assert [name for name, value in constants().items() if value not in marked()] == []


def test_every_sentence_is_used() -> None:
    used = {
        node.attr
        for path in SPEAKING
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "wording"
    }
    assert [name for name in constants() if name not in used] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated_with_the_same_gaps_to_fill(language: str) -> None:
    found = sentences(language)
    missing, wrong = [], []
    for sentence in sorted(translatable()):
        message = found.get(sentence)
        if message is None or not message.string or message.fuzzy:
            missing.append(sentence)
        elif fields(str(message.string)) != fields(sentence):
            wrong.append(sentence)
    assert (missing, wrong) == ([], [])


@pytest.mark.parametrize("language", OTHERS)
def test_every_plural_has_all_its_forms(language: str) -> None:
    for name in plurals():
        one, many = getattr(wording, f"{name}_ONE"), getattr(wording, f"{name}_MANY")
        message = sentences(language).get((one, many))
        assert message is not None
        forms = message.string
        assert isinstance(forms, (list, tuple))
        assert len(forms) == sentences(language).num_plurals
        assert all(form and fields(form) <= fields(many) for form in forms)


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_over_from_a_sentence_that_is_gone(language: str) -> None:
    known = translatable() | {getattr(wording, f"{name}_ONE") for name in plurals()}
    ids = [m.id if isinstance(m.id, str) else m.id[0] for m in sentences(language) if m.id]
    assert [sentence for sentence in ids if sentence not in known] == []


def test_no_sentence_takes_the_name_of_another() -> None:
    names = [
        target.id
        for node in tree(Path(wording.__file__)).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_no_other_file_speaks_to_members() -> None:
    """A literal of four words or more outside docstrings, logs and errors is an unmarked sentence."""
    found = []
    for path in SPEAKING:
        if path.name == "wording.py":
            continue
        silent = {id(part) for node in ast.walk(tree(path)) for part in _silent_parts(node)}
        found += [
            f"{path.name}:{node.lineno}"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
            and len(re.findall(r"[A-Za-z]{2,}", node.value)) >= 4
            and " " in node.value.strip()
        ]
    assert found == []


def _silent_parts(node: ast.AST) -> list[ast.AST]:
    """Docstrings, what goes to a log, what an exception says, and lists of words that are split."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return [node.value]
    if isinstance(node, ast.Raise) or (isinstance(node, ast.FunctionDef) and node.name == "__repr__"):
        return list(ast.walk(node))
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
        if name == "REFUSED" or name.endswith("WORDS"):
            return list(ast.walk(node))  # a door's sentence to the operator; lists of words to recognise
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in ("debug", "info", "warning", "error", "record", "split", "compile"):
            return list(ast.walk(node))
    return []


def test_sentences_are_short() -> None:
    long = [
        sentence
        for sentence in marked()
        for part in re.split(r"(?<=[.!?:])\s+|\n", sentence)
        if len(part.split()) > MAX_WORDS_IN_A_SENTENCE
    ]
    assert long == []


def test_the_first_contact_is_honest() -> None:
    for sentence in (wording.HELLO, wording.HELLO_GROUP):
        assert "I am a bot" in sentence
        assert "I only read messages that call me. I do not watch this chat." in sentence
    assert "Nobody will contact you" in wording.NOTED


def test_plurals_follow_each_language() -> None:
    one, many = wording.FORGOTTEN_ONE, wording.FORGOTTEN_MANY
    assert Say("en").plural(one, many, 1) != Say("en").plural(one, many, 2)
    assert "2" in Say("es").plural(one, many, 2)
    assert "1" in Say("th").plural(one, many, 1)


def test_a_sentence_without_translation_is_said_in_english() -> None:
    assert Say("es")("Not in the file: {x}", x=1) == "Not in the file: 1"
    assert Say("xx").language == "en"
