"""`peerbridge catalog links`: asks every web address, gently, whether it is still there."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpx
import typer

from catalog.loader import load_catalog, load_needs
from catalog.problems import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from catalog.model import Catalog

AT_ONCE = 6
"""Hosts that are asked at the same time; each host is asked one thing at a time."""
PAUSE_S = 1.0
"""Between two questions to one host."""
WAIT_S = 20.0
AT_MOST_S = 1_800.0
"""Half an hour for all; what is left then is told as not asked."""
HOPS = 5
_MOVED = frozenset({301, 308})
_ELSEWHERE = frozenset({302, 303, 307})
_GONE = frozenset({404, 410})
_NOT_SAID = frozenset({401, 403, 405, 406, 429, 501, 503, 999})
"""Answers of pages that turn programs away; somebody has to look by hand."""
_TOO_MANY = 429
_SILENT_AT_MOST = 2
_NO_HOST, _NO_ANSWER = "(the host does not answer)", "(no answer in time)"
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
    typer.echo(f"Asking {len(owners)} addresses, one at a time for each host. This takes some minutes …")
    found = asyncio.run(ask(list(owners)))
    if found and all(link.why in (_NO_HOST, _NO_ANSWER) for link in found):
        typer.echo("Nobody answers at all. Is this machine connected to the internet?")
        return 1
    tell(found, owners)
    return 1 if any(link.state == "dead" for link in found) else 0


def addresses(catalog: Catalog) -> dict[str, list[str]]:
    """Every web address with the ids of the services and references that name it."""
    owners: dict[str, list[str]] = {}
    for service in (*catalog.services, *catalog.unchecked):
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


async def ask(
    urls: list[str], *, pause_s: float = PAUSE_S, at_once: int = AT_ONCE, at_most_s: float = AT_MOST_S
) -> list[Link]:
    """Ask each address; never more than `at_once` hosts at a time, and a pause between two questions to one host.

    A host that does not answer twice, or asks for less, is left alone. After `at_most_s` the rest is left unasked.
    """
    by_host: dict[str, list[str]] = {}
    for url in urls:
        by_host.setdefault(urlsplit(url).netloc, []).append(url)
    free = asyncio.Semaphore(at_once)
    ends = time.monotonic() + at_most_s
    async with httpx.AsyncClient(timeout=WAIT_S, headers={"User-Agent": AGENT}) as client:

        async def host(mine: list[str]) -> list[Link]:
            async with free:
                return await _host(client, mine, pause_s, ends)

        found = await asyncio.gather(*map(host, by_host.values()))
    by_url = {link.url: link for links in found for link in links}
    return [by_url[url] for url in urls]


async def _host(client: httpx.AsyncClient, urls: list[str], pause_s: float, ends: float) -> list[Link]:
    answers: list[Link] = []
    silent, busy = 0, False
    for number, url in enumerate(urls):
        if busy or silent >= _SILENT_AT_MOST or time.monotonic() >= ends:
            why = "the host asks for less" if busy else "the host does not answer" if silent else "there was no time"
            answers.append(Link(url, "unsure", f"({why}); ask again later"))
            continue
        if number:
            await asyncio.sleep(pause_s)
        answer = await _one(client, url, pause_s)
        busy = answer.why.startswith(f"({_TOO_MANY})")
        silent = silent + 1 if answer.why in (_NO_HOST, _NO_ANSWER) else 0
        answers.append(answer)
    return answers


async def _one(client: httpx.AsyncClient, url: str, pause_s: float) -> Link:
    at, moved = url, False
    try:
        for _ in range(HOPS):
            status, where = await _status(client, at, pause_s)
            if status in _MOVED | _ELSEWHERE and where:
                moved = moved or status in _MOVED
                at = urljoin(at, where)
                continue
            return _judged(url, at, status, moved=moved)
    except httpx.TimeoutException:
        return Link(url, "unsure", _NO_ANSWER)
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, ValueError):
        return Link(url, "unsure", f"(it leads to {quoted(at)}); please look yourself")
    except httpx.HTTPError as error:
        safe = "certificate" not in str(error).casefold()
        return Link(url, "dead", _NO_HOST) if safe else Link(url, "unsure", "(its certificate is not in order)")
    return Link(url, "dead", "(it leads round in a circle)")


async def _status(client: httpx.AsyncClient, url: str, pause_s: float) -> tuple[int, str | None]:
    """Ask for the head alone; only where that is not understood, for the page, without reading it."""
    answer = await client.head(url)
    if answer.status_code >= 400 and answer.status_code != _TOO_MANY:  # noqa: PLR2004  from here on HTTP says no
        await asyncio.sleep(pause_s)
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
