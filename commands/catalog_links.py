"""`peerbridge catalog links`: asks every web address, gently, whether it is still there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpx
import typer

from catalog.loader import load_catalog, load_needs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from catalog.model import Catalog

AT_ONCE = 6
"""Hosts that are asked at the same time; each host is asked one thing at a time."""
PAUSE_S = 1.0
"""Between two questions to one host."""
WAIT_S = 20.0
HOPS = 5
_MOVED = frozenset({301, 308})
_ELSEWHERE = frozenset({302, 303, 307})
_GONE = frozenset({404, 410})
_NOT_SAID = frozenset({401, 403, 405, 406, 429, 501, 503, 999})
"""Answers of pages that turn programs away; somebody has to look by hand."""
AGENT = "peerbridge-link-check (asks once whether a page is still there)"


@dataclass(frozen=True, slots=True)
class Link:
    """What became of one address: `good`, `moved` (with the new address), `dead` or `unsure`, and why."""

    url: str
    state: str
    why: str = ""


def check_links(path: Path) -> int:
    """Print the addresses that are dead, moved or unsure; returns 1 if any is dead."""
    loaded = load_catalog(path, load_needs())
    if loaded.catalog is None:
        typer.echo(f"{path.name} needs changes first; see peerbridge catalog check.")
        return 1
    owners = addresses(loaded.catalog)
    typer.echo(f"Asking {len(owners)} addresses, one at a time for each host …")
    found = asyncio.run(ask(list(owners)))
    tell(found, owners)
    return 1 if any(link.state == "dead" for link in found) else 0


def addresses(catalog: Catalog) -> dict[str, list[str]]:
    """Every web address with the ids of the services and references that name it."""
    owners: dict[str, list[str]] = {}
    for service in catalog.services:
        chats = [contact.dial for contact in service.contacts if contact.channel == "chat"]
        for url in (service.url, *chats):
            owners.setdefault(url, []).append(service.id)
    for key, reference in catalog.references.items():
        if reference.url:
            owners.setdefault(reference.url, []).append(key)
    return owners


def tell(found: list[Link], owners: Mapping[str, list[str]]) -> None:
    """One line for each address that somebody should look at."""
    for state, words in (("dead", "is gone"), ("moved", "has moved to"), ("unsure", "could not be asked")):
        for link in found:
            if link.state == state:
                typer.echo(f"{', '.join(owners[link.url])}: {link.url} {words} {link.why}".rstrip())
    counts = {state: sum(link.state == state for link in found) for state in ("good", "moved", "dead", "unsure")}
    typer.echo(", ".join(f"{count} {state}" for state, count in counts.items()) + ".")


async def ask(urls: list[str], *, pause_s: float = PAUSE_S, at_once: int = AT_ONCE) -> list[Link]:
    """Ask each address; never more than `at_once` hosts at a time, and a pause between two questions to one host."""
    by_host: dict[str, list[str]] = {}
    for url in urls:
        by_host.setdefault(urlsplit(url).netloc, []).append(url)
    free = asyncio.Semaphore(at_once)
    async with httpx.AsyncClient(timeout=WAIT_S, headers={"User-Agent": AGENT}, trust_env=True) as client:

        async def host(mine: list[str]) -> list[Link]:
            async with free:
                answers = []
                for number, url in enumerate(mine):
                    if number:
                        await asyncio.sleep(pause_s)
                    answers.append(await _one(client, url))
                return answers

        found = await asyncio.gather(*map(host, by_host.values()))
    by_url = {link.url: link for links in found for link in links}
    return [by_url[url] for url in urls]


async def _one(client: httpx.AsyncClient, url: str) -> Link:
    at, moved = url, False
    try:
        for _ in range(HOPS):
            status, where = await _status(client, at)
            if status in _MOVED | _ELSEWHERE and where:
                moved = moved or status in _MOVED
                at = urljoin(at, where)
                continue
            return _judged(url, at, status, moved=moved)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        kind = "no answer in time" if isinstance(error, httpx.TimeoutException) else "the host does not answer"
        return Link(url, "unsure" if isinstance(error, httpx.TimeoutException) else "dead", f"({kind})")
    return Link(url, "dead", "(it leads round in a circle)")


async def _status(client: httpx.AsyncClient, url: str) -> tuple[int, str | None]:
    """Ask for the head alone; only where that is not understood, for the page, without reading it."""
    answer = await client.head(url)
    if answer.status_code >= 400:  # noqa: PLR2004  from here on HTTP says no
        async with client.stream("GET", url) as page:
            return page.status_code, page.headers.get("location")
    return answer.status_code, answer.headers.get("location")


def _judged(url: str, at: str, status: int, *, moved: bool) -> Link:
    if status in _GONE:
        return Link(url, "dead", f"({status})")
    if status in _NOT_SAID or status >= 500:  # noqa: PLR2004  from here on it is the server's own trouble
        return Link(url, "unsure", f"({status}); please look yourself")
    if status >= 400:  # noqa: PLR2004  the same
        return Link(url, "dead", f"({status})")
    return Link(url, "moved", at) if moved and at != url else Link(url, "good")
