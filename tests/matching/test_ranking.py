"""Who is nearly shown, and why not; what is remembered of one kind of member is never told to another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.model import Ages
from matching.fitting import is_allowed, serves_region
from matching.matcher import Matcher
from matching.standing import Regions
from matching.understanding import Constraints, NeedScore
from tests.matching.services import service

if TYPE_CHECKING:
    from catalog.model import Catalog, Need, Service

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ANXIETY = [NeedScore("anxiety", 1.0)]


def _made(catalog: Catalog, needs: tuple[Need, ...], *services: Service) -> Matcher:
    return Matcher(catalog.model_copy(update={"services": services}), needs, None, None)


@pytest.mark.parametrize(
    ("facts", "said", "reason"),
    [
        ({"regions": ("CA",)}, {"region": "GB"}, "region"),
        ({"ages": Ages(max=18)}, {"age": 40}, "age"),
        ({"audience": ("veterans",)}, {}, "audience"),
        ({"cautions": ("anxiety",)}, {}, "caution"),
    ],
)
def test_a_near_miss_says_why(
    catalog: Catalog, needs: tuple[Need, ...], facts: dict[str, Any], said: dict[str, Any], reason: str
) -> None:
    matcher = _made(catalog, needs, service("one"), service("near", **facts))
    constraints = Constraints(**said)
    shown = matcher.match(ANXIETY, constraints, language="en", now=NOW)
    (miss,) = matcher.near_misses(ANXIETY, constraints, language="en", now=NOW, shown=shown)
    assert [match.service.id for match in shown] == ["one"]
    assert (miss.service.id, miss.reasons) == ("near", (reason,))


def test_who_is_outranked_is_a_near_miss_and_who_is_far_behind_is_none(
    catalog: Catalog, needs: tuple[Need, ...]
) -> None:
    close, far = service("close"), service("far", needs=("sleep", "stress", "work", "anxiety"), cost="paid")
    matcher = _made(catalog, needs, *(service(f"one-{at}") for at in range(10)), close, far)
    asked, wish = [*ANXIETY, NeedScore("grief", 0.5)], Constraints(cost="free")
    shown = matcher.match(asked, wish, language="en", now=NOW)
    misses = matcher.near_misses(asked, wish, language="en", now=NOW, shown=shown, limit=20)
    assert [(miss.service.id, miss.reasons) for miss in misses] == [("close", ("outranked",))]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_remembered_of_one_kind_of_member_changes_nothing_for_another(
    matcher: Matcher, catalog: Catalog, data: st.DataObject
) -> None:
    """The same answer from a matcher that has seen many members as from the plain rules, one service at a time."""
    constraints = Constraints(
        region=data.draw(st.sampled_from([None, "GB", "GB-SCT", "US", "TH", "MX"])),
        age=data.draw(st.one_of(st.none(), st.integers(5, 95))),
        audience=data.draw(st.sampled_from([None, "veterans", "parents", "students", "young-people"])),
    )
    asked = data.draw(st.sampled_from(["low-mood", "sleep", "veterans", "young-people", "older-adults", "eating"]))
    found = matcher.match([NeedScore(asked, 1.0)], constraints, language="en", now=NOW, limit=200)
    assert all(is_allowed(match.service, constraints, [asked]) for match in found)
    ids = {match.service.id for match in found}
    first = [one for one in catalog.services if one.needs[0] == asked and is_allowed(one, constraints, [asked])]
    assert {one.id for one in first} <= ids


def test_reaching_a_country_is_the_same_for_all_at_once_as_for_each(catalog: Catalog) -> None:
    regions = Regions(catalog.services)
    for region in (None, "GB", "GB-NIR", "US", "TH", "XX"):
        each = [serves_region(one.regions, region) for one in catalog.services]
        for _ in range(2):
            assert regions.reaching(region).tolist() == each
