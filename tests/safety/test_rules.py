from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from safety.judge import judge
from safety.patterns import PatternError, Patterns, compile_pattern
from safety.rules_loader import LANGUAGES, Rule, load_language, load_shared
from safety.sentences import cut, is_silent, tidy
from safety.slips import Slips
from safety.verdict import Band

DATA = Path(__file__).parents[1] / "data"
PROBES = yaml.safe_load((Path(__file__).parent / "probes.yaml").read_text(encoding="utf-8"))
RULES = [rule for code in LANGUAGES for rule in load_language(code).rules]
MISSING_TWINS: dict[str, set[str]] = {"es": set(), "th": set()}
SHARED_WORDS = 5
SHARED_THAI_LETTERS = 22


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_its_own_positive_examples(rule: Rule) -> None:
    for example in rule.finds:
        verdict = judge(example)
        assert rule.id in verdict.rules, example
        assert verdict.band is not Band.NONE, example


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rules_negative_examples_are_not_urgent(rule: Rule) -> None:
    for example in rule.passes:
        assert not judge(example).is_urgent, example


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_two_examples_of_each_kind(rule: Rule) -> None:
    assert len(set(rule.finds)) >= 2
    assert len(set(rule.passes)) >= 2


def test_rule_ids_are_unique_and_name_their_language() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for code in LANGUAGES:
        assert all(rule.id.startswith(f"{code}-") for rule in load_language(code).rules)


@pytest.mark.parametrize("code", sorted(MISSING_TWINS))
def test_every_english_family_has_its_twin(code: str) -> None:
    english = {rule.family for rule in load_language("en").rules}
    theirs = {rule.family for rule in load_language(code).rules}
    assert english - theirs == MISSING_TWINS[code]


def test_a_word_of_the_vocabulary_is_never_taken_for_a_slip() -> None:
    for code in LANGUAGES:
        language = load_language(code)
        assert {word for word in language.expand if language.slips.undone(word) != word} == set()


def test_no_example_copies_a_line_of_the_test_sets() -> None:
    lines = [
        json.loads(line)["text"]
        for name in ("crisis_positives", "crisis_negatives", "requests")
        for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    known = {gram for line in lines for gram in _grams(line)}
    copied = [rule.id for rule in RULES for example in (*rule.finds, *rule.passes) if _grams(example) & known]
    assert copied == []
    assert [
        text for groups in PROBES.values() for texts in groups.values() for text in texts if _grams(text) & known
    ] == []


def _grams(text: str) -> set[str]:
    words = text.casefold().replace("'", "").replace(",", "").split()
    grams = {" ".join(words[n : n + SHARED_WORDS]) for n in range(len(words) - SHARED_WORDS + 1)}
    thai = "".join(letter for letter in text if "\u0e00" <= letter <= "\u0e7f")
    return grams | {thai[n : n + SHARED_THAI_LETTERS] for n in range(len(thai) - SHARED_THAI_LETTERS + 1)}


def test_a_pattern_with_an_unknown_slot_is_refused() -> None:
    with pytest.raises(PatternError, match="no slot 'nowhere'"):
        compile_pattern("i {nowhere}", {}, ())


def test_a_pattern_that_would_match_everything_is_refused() -> None:
    with pytest.raises(PatternError, match="nothing in it has to occur"):
        compile_pattern("... maybe?", {}, ())


def test_a_gap_does_not_cross_the_end_of_a_sentence_unless_it_is_a_far_one() -> None:
    near, far = (compile_pattern(f"cat {gap} away", {}, ()) for gap in ("...", "...."))
    assert not near.regex.search(" cat | went away ")
    assert far.regex.search(" cat | went away ")


def test_only_patterns_whose_words_occur_are_tried_and_in_their_order() -> None:
    cat, bird, home = (compile_pattern(source, {}, ()) for source in ("cat .. away", "bird*", "home|at_home"))
    patterns = Patterns([cat, bird, home])
    assert patterns.that_may_match(" birdsong at home ", frozenset({"birdsong", "at", "home"})) == [bird, home]
    assert patterns.that_may_match(" dog ", frozenset({"dog"})) == []
    assert patterns.places(" cat  bird ", {"cat": {0}, "bird": {1}}, [" cat ", " bird "]) == {0: {0}, 1: {1}}


def test_a_plain_list_of_words_matches_without_a_search() -> None:
    assert compile_pattern("cat|dog", {}, ()).plain
    assert not any(compile_pattern(source, {}, ()).plain for source in ("cat*", "at_home|cat", "cat dog", "cat $"))


def test_a_pattern_names_a_second_word_without_which_it_cannot_match() -> None:
    assert compile_pattern("walk|run home? {pet}", {"pet": ["dog", "guinea_pig"]}, {"walk"}).also == {"walk", "run"}
    assert compile_pattern("walk|runn* .. dog", {}, ()).also == frozenset()
    assert compile_pattern("walk home?", {}, ()).also == frozenset()


@pytest.mark.parametrize("code", [code for code in LANGUAGES if load_language(code).spaced])
def test_a_text_that_a_language_has_a_rule_for_is_never_passed_over(code: str) -> None:
    language, shared = load_language(code), load_shared()
    finds = [line for rule in language.rules for line in rule.finds]
    assert not any(is_silent(cut(tidy(line, shared), spaced=True), language, shared) for line in finds)


def test_a_mistyped_cry_is_not_passed_over() -> None:
    for code, typed in (("en", "sucidal"), ("es", "suicidrme")):
        assert not is_silent([typed], load_language(code), load_shared())


def test_most_english_messages_are_passed_over_by_the_spanish_rules() -> None:
    shared = load_shared()
    lines = [line for rule in load_language("en").rules for line in rule.passes]
    silent = [is_silent(cut(tidy(line, shared), spaced=True), load_language("es"), shared) for line in lines]
    assert sum(silent) / len(silent) > 0.9


def test_a_word_that_a_slip_makes_is_never_taken_for_a_usual_one() -> None:
    slips = Slips({"suicide"}, (), (), usual={"siucide", "garden"})
    assert slips.undone("siucide") == "suicide"
    assert "garden" in slips.right
