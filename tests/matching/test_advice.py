"""What an entry costs in matching is said in one sentence each; a good catalog gets none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.model import Catalog
from matching import loader
from matching.advice import advice
from tests.matching.services import service

if TYPE_CHECKING:
    from catalog.model import Need, Service

GROUP = "An online group where people with panic attacks share what helps them on a bad day."


SAYINGS = ("I panic on the bus", "my heart races for no reason")


def listed(name: str, **facts: object) -> Service:
    """A service with examples."""
    return service(name, **{"examples": SAYINGS, **facts})


def said(needs: tuple[Need, ...], *services: Service, **more: object) -> list[str]:
    """The advice about these services, without that about needs nobody serves."""
    found = advice(Catalog.model_validate({"services": services, **more}), needs)
    return [str(remark) for remark in found if "nobody serves" not in remark.sentence]


def test_the_shipped_catalog_needs_no_advice(catalog: Catalog, needs: tuple[Need, ...]) -> None:
    assert advice(catalog, needs) == []


def test_a_need_that_nobody_serves_is_named(needs: tuple[Need, ...]) -> None:
    found = advice(Catalog(services=(service("a", needs=("sleep",), summary=GROUP),)), needs)
    assert any("“anxiety”" in str(remark) and "nothing fits" in str(remark) for remark in found)
    assert not any("“sleep”" in str(remark) for remark in found)


def test_two_entries_that_say_the_same_are_named_once_with_what_it_costs(needs: tuple[Need, ...]) -> None:
    one, other = listed("one", summary=GROUP), listed("other", summary=GROUP.replace("online", "on-line"))
    (sentence,) = said(needs, one, other)
    assert "“one” and “other”" in sentence
    assert "first three" in sentence


def test_many_entries_that_say_the_same_are_one_remark_that_knows_them_all(needs: tuple[Need, ...]) -> None:
    copies = [listed(f"copy-{n}", summary=GROUP) for n in range(600)]
    other = listed("other", summary="Six short lessons about fear, with sounds to breathe along to and a diary.")
    (remark,) = [one for one in advice(Catalog(services=(*copies, other)), needs) if "alike" in one.sentence]
    assert remark.services == tuple(service.id for service in copies)
    assert remark.sentence.startswith("“copy-0”, “copy-1” and 598 more are nearly alike")


def test_two_entries_for_other_people_or_places_or_with_other_words_are_no_twins(needs: tuple[Need, ...]) -> None:
    one = listed("one", summary=GROUP, regions=("GB",))
    assert said(needs, one, listed("other", summary=GROUP, regions=("CA",))) == []
    assert said(needs, one, listed("other", summary=GROUP, regions=("GB",), audience=("veterans",))) == []
    words = "Six short lessons about fear, with sounds to breathe along to and a diary."
    assert said(needs, one, listed("other", summary=words, regions=("GB",))) == []


def test_a_summary_of_a_word_or_two_is_told_what_it_costs(needs: tuple[Need, ...]) -> None:
    (sentence,) = said(needs, listed("bare", summary="Good help"))
    assert sentence.startswith("“bare” says too little")


def test_a_phrase_that_belongs_to_another_need_is_named_by_its_place(needs: tuple[Need, ...]) -> None:
    taken = loader.phrases("en")["sleep"][0]
    (sentence,) = said(needs, listed("a", summary=GROUP), phrases={"en": {"anxiety": ("our own words", taken)}})
    assert sentence.startswith("phrase 2 of “anxiety” (en) is also an example of “sleep”")
    assert taken not in sentence


def test_a_service_without_examples_is_told_what_it_costs(needs: tuple[Need, ...]) -> None:
    (sentence,) = said(needs, service("plain", summary=GROUP, examples=()))
    assert sentence.startswith("“plain” has no examples")
