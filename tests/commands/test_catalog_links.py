"""Links are asked politely: few at once, a pause for each host, the head before the page."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from commands.catalog_links import Link, addresses, ask, tell

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Site:
    """A web site with pages of every kind, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, str, str]] = []
        self.here = 0
        self.most = 0
        self.address = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append((time.monotonic(), request.method, request.path))
        self.here += 1
        self.most = max(self.most, self.here)
        await asyncio.sleep(0.02)
        self.here -= 1
        name = request.path.strip("/")
        if name in ("moved", "away", "circle", "trap"):
            to = {"moved": "/good", "away": "/good", "circle": "/circle", "trap": "file:///etc/hosts"}[name]
            return web.Response(status=301 if name == "moved" else 302, headers={"Location": to})
        if name == "no-head" and request.method == "HEAD":
            return web.Response(status=405)
        status = {"gone": 404, "shut": 403, "down": 500, "busy": 429}.get(name, 200)
        return web.Response(status=status)


@asynccontextmanager
async def serving() -> AsyncIterator[Site]:
    site = Site()
    application = web.Application()
    application.router.add_route("*", "/{name}", site.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    there = web.TCPSite(runner, "127.0.0.1", 0)
    await there.start()
    assert runner.addresses
    site.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield site
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("page", "state"),
    [
        ("good", "good"),
        ("no-head", "good"),
        ("away", "good"),
        ("moved", "moved"),
        ("gone", "dead"),
        ("circle", "dead"),
        ("shut", "unsure"),
        ("down", "unsure"),
        ("busy", "unsure"),
        ("trap", "unsure"),
    ],
)
async def test_each_kind_of_answer_is_told_for_what_it_is(page: str, state: str) -> None:
    async with serving() as site:
        (link,) = await ask([f"{site.address}/{page}"], pause_s=0)
        assert link.state == state
        if state == "moved":
            assert link.why == f"{site.address}/good"


async def test_a_host_that_is_not_there_is_dead() -> None:
    (link,) = await ask(["http://127.0.0.1:9/x"])
    assert link.state == "dead"


async def test_one_host_is_asked_one_thing_at_a_time_with_a_pause() -> None:
    async with serving() as site:
        await ask([f"{site.address}/{name}" for name in ("a", "b", "c")], pause_s=0.15)
        times = [when for when, _, _ in site.asked]
        assert site.most == 1
        assert all(later - sooner >= 0.15 for sooner, later in pairwise(times))
        assert {method for _, method, _ in site.asked} == {"HEAD"}


async def test_a_host_that_asks_for_less_is_left_alone() -> None:
    async with serving() as site:
        links = await ask([f"{site.address}/{name}" for name in ("good", "busy", "more", "last")], pause_s=0)
        assert [link.state for link in links] == ["good", "unsure", "unsure", "unsure"]
        assert [path for _, _, path in site.asked] == ["/good", "/busy"]


async def test_a_host_that_is_silent_twice_is_not_asked_again() -> None:
    links = await ask([f"http://127.0.0.1:9/{name}" for name in ("a", "b", "c")], pause_s=0)
    assert [link.state for link in links] == ["dead", "dead", "unsure"]


async def test_after_half_an_hour_the_rest_is_left_unasked_and_told() -> None:
    async with serving() as site:
        (link,) = await ask([f"{site.address}/good"], at_most_s=0)
        assert (link.state, link.why) == ("unsure", "(there was no time); ask again later")
        assert site.asked == []


async def test_a_page_is_asked_for_only_after_a_pause_and_never_read() -> None:
    async with serving() as site:
        (link,) = await ask([f"{site.address}/no-head"], pause_s=0.1)
        (first, _, _), (then, method, _) = site.asked
        assert (link.state, method) == ("good", "GET")
        assert then - first >= 0.1


def test_what_needs_a_look_is_told_with_who_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = [
        Link("https://a.org", "good"),
        Link("https://b.org", "moved", "https://c.org"),
        Link("https://d.org", "dead"),
    ]
    tell(found, {"https://a.org": ["x"], "https://b.org": ["y", "z"], "https://d.org": ["w"]})
    assert capsys.readouterr().out.splitlines() == [
        "w: https://d.org is gone",
        "y, z: https://b.org has moved to https://c.org",
        "1 good, 1 moved, 1 dead, 0 unsure.",
    ]


async def test_no_more_hosts_are_asked_at_once_than_allowed() -> None:
    async with serving() as site:
        port = site.address.rpartition(":")[2]
        hosts = [f"http://{name}:{port}/x" for name in ("127.0.0.1", "localhost", "127.1")]
        links = await ask(hosts, at_once=1)
        assert [link.state for link in links] == ["good"] * 3
        assert site.most == 1


def test_every_address_of_the_catalog_is_known_with_who_names_it() -> None:
    shipped = load_catalog(BASE_PATH, load_needs()).catalog
    assert shipped is not None
    owners = addresses(shipped)
    assert all(service.id in owners[service.url] for service in shipped.services)
    assert "nice-ng222" in owners["https://www.nice.org.uk/guidance/ng222"]
