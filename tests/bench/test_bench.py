"""`make bench` measures every row that it promises, and its figures are computed as it says."""

from __future__ import annotations

import asyncio
import io
import os
import platform
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.bench import finding
from tests.bench import lag as lag_of
from tests.bench import stalled as stalled_of
from tests.bench.__main__ import sections, show
from tests.bench.checking import SHIPPED
from tests.bench.doors import DESK, DOOR, ECHO
from tests.bench.editing import BUSY, QUIET
from tests.bench.figures import NONE, QUICK, percentile, ratios, short, spread
from tests.bench.load import PSEUDONYMS, Bot, Done, load
from tests.bench.machine import facts
from tests.bench.peers import CARDS, PEERS
from tests.bench.requests import Request
from tests.bench.shelf import CACHE, stocked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.figures import Section

REQUESTS = [Request("my nights are short", frozenset({"sleep"})), Request("he died", frozenset({"grief"}))]
_FIGURE = re.compile(r"[\d,.]+%?")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory, vectors: Path) -> list[Section]:
    """All tables of a quick run; what the vectors cost is not measured again."""
    folder = tmp_path_factory.mktemp("bench")
    (folder / CACHE).symlink_to(vectors)
    return list(sections(QUICK, folder))


def test_every_row_is_measured(tables: list[Section]) -> None:
    services, larger, checking, editing, doors, lag, danger, saving, closing, publishing, stalled, exchanging = tables
    assert [row[0] for row in services.rows] == [*PEERS, "needs of try", "blind chance"]
    places = [("Telegram", "1"), ("Telegram", "20"), ("Telegram, 30/s", "20"), ("Discord", "1")]
    places += [("Discord", "20"), ("Terminal", "1")]
    assert [row[:3] for row in doors.rows] == [(*place, bot) for place in places for bot in (ECHO, DOOR, DESK)]
    assert [row[:2] for row in larger.rows] == [(name, f"{size:,}") for name in PEERS for size in QUICK.sizes]
    shipped = len(stocked().services)
    assert [row[:2] for row in checking.rows] == [(SHIPPED, f"{shipped:,}"), ("larger", f"{QUICK.sizes[1]:,}")]
    assert [row[0] for row in editing.rows] == [QUIET, BUSY]
    assert [row[0] for row in lag.rows] == [lag_of.IDLE, lag_of.DESK]
    assert [row[0] for row in danger.rows] == ["200 characters", "4,096 characters", "20 random texts"]
    engines = ("SQLite", "PostgreSQL")
    assert [row[0] for row in saving.rows] == [
        f"{peer}, {name}" for name in engines for peer in ("raw", "count", "note")
    ]
    assert [row[0] for row in closing.rows] == [*engines]
    assert {row[-1] for row in closing.rows} == {"yes"}
    assert [row[0] for row in publishing.rows] == [*engines]
    assert [row[0] for row in stalled.rows] == [stalled_of.RUNNING, stalled_of.STALLED]
    assert [row[0] for row in exchanging.rows] == ["JSON of our own", "JSON", "tables, zipped"]


def test_every_cell_is_a_figure_unless_a_peer_has_no_such_thing(tables: list[Section]) -> None:
    for section in tables:
        names = {"door": 3, "larger": 2, "catalog check": 2}.get(section.columns[0], 1)
        for row in section.rows:
            assert len(row) == len(section.columns)
            assert all(_FIGURE.fullmatch(cell) or cell in {NONE, "not installed", "yes"} for cell in row[names:])


def test_the_baseline_is_one_times_itself(tables: list[Section]) -> None:
    services, _, _, _, doors, _, _, saving, *_ = tables
    assert services.rows[0][services.columns.index("p50 to encode")] == "1.00"
    assert {row[4] for row in doors.rows if row[2] == ECHO} == {"1.00"}
    assert saving.rows[0][4] == "1.00"


def test_a_table_prints_its_rows_and_its_notes(tables: list[Section]) -> None:
    out = io.StringIO()
    show(tables[7], Console(width=150, file=out))
    assert all(words in out.getvalue() for words in ("count, PostgreSQL", "same disk"))


def test_a_peer_that_is_not_installed_keeps_its_row_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rank_bm25.py").write_text("raise ImportError", encoding="utf-8")
    (tmp_path / CARDS).write_text("[]", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = finding.one_round("rank-bm25", tmp_path, REQUESTS)
    assert found is None
    assert finding._row("rank-bm25", [], [], REQUESTS, [])[:3] == ("rank-bm25", "not installed", NONE)


def test_an_answer_that_shows_nothing_scores_nothing() -> None:
    assert finding.hits([[{"sleep"}], []], REQUESTS, 1) == 0.5
    assert finding.hits([[{"grief"}, {"sleep", "worry"}], [{"grief"}]], REQUESTS, 1) == 0.5
    assert finding.hits([[{"grief"}, {"sleep", "worry"}], [{"grief"}]], REQUESTS, 2) == 1


@pytest.mark.parametrize("free", [0, 9])
async def test_answers_and_messages_are_counted_apart_and_the_free_ones_left_out(free: int) -> None:
    done, sent = Done(), [0]

    async def say(account: int, _: str) -> None:
        await asyncio.sleep(0.005)
        sent[0] += 3
        done.tell(PSEUDONYMS.member("nowhere", account))

    rate = await load(Bot("nowhere", say, lambda: sent[0], done), ["hello"], 3, 0.05, free=free)
    assert rate.messages == pytest.approx(3 * rate.answers)
    assert 0 < rate.answers < 3 / 0.005


def test_the_machines_facts_name_no_place() -> None:
    assert "cores" in facts()[0]
    assert not any(os.sep in fact or platform.node() in fact for fact in facts())


def test_a_larger_catalog_is_made_of_the_shipped_one() -> None:
    shipped, larger = stocked(), stocked(300)
    assert larger.services[: len(shipped.services)] == shipped.services
    assert len({service.id for service in larger.services}) == 300
    assert {line for service in larger.services for line in service.examples} <= {
        line for service in shipped.services for line in service.examples
    }


def test_a_ratio_compares_the_same_round() -> None:
    assert str(ratios([2.0, 30.0, 8.0], [1.0, 10.0, 2.0])) == "3.00 (2.00–4.00)"
    assert str(spread([5.0])) == "5.00"


@pytest.mark.parametrize(
    ("number", "said"), [(0.0, "0"), (0.01234, "0.0123"), (1.0, "1.00"), (12.34, "12.3"), (1234.4, "1,234")]
)
def test_three_digits_count(number: float, said: str) -> None:
    assert short(number) == said


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_the_smallest_value_that_covers_its_share(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert sum(value <= found for value in values) >= share * len(values)
    assert sum(value < found for value in values) < share * len(values)
