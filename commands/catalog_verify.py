"""`peerbridge catalog worklist` and `verify`: what is to be checked, and the day on which somebody did."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import typer

from catalog.loader import load_catalog, load_needs
from catalog.model import Verified
from catalog.problems import closest, quoted
from catalog.stamping import stamped
from catalog.worklist import Task, worklist
from commands.catalog_adding import problems_of_text, read_text, refuse_the_base
from commands.catalog_writing import write
from commands.data_work import opened
from commands.finishing import stop
from commands.settings import SettingsError
from handlers.chores import near
from handlers.did_not_work import flags
from handlers.keep import Keep

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from catalog.model import Catalog, Contact
    from commands.settings import Settings

SHOWN = 20
CALLED = "called it"
_WHY = {
    "did not work": "members say that it does not work",
    "old": "a crisis line that nobody has checked for a year",
    "stale": "checked long ago",
    "due": "due for a check",
    "unchecked": "not shown yet: nobody has looked at it",
}


async def flagged(settings: Settings) -> dict[str, date]:
    """What members of any community could not reach, and when; nothing where there is no database, or it is closed."""
    if settings.database_url is None and not settings.database_file.exists():
        return {}
    try:
        async with opened(settings) as storage:
            return await flags(Keep(storage))
    except SettingsError as problem:
        typer.echo(f"What members told us could not be read, so it is not in the list: {problem}", err=True)
        return {}


def show_worklist(
    path: Path, region: str | None, flags: Mapping[str, date], *, everything: bool, today: date | None = None
) -> int:
    """Print what is to be checked, the most urgent first; of a country, where one is known."""
    catalog = _loaded(path)
    tasks = worklist(near(catalog, region), today or _today(), flags)
    if not tasks:
        typer.echo("Nothing is to be checked this week: all facts are fresh.")
        return 0
    shown = tasks if everything else tasks[:SHOWN]
    for task in shown:
        typer.echo(f"{task.id}: {quoted(task.name)}, {_WHY[task.why]} (last on {task.checked})")
        typer.echo(f"    {_reach(task)}")
    if len(shown) < len(tasks):
        typer.echo(f"And {len(tasks) - len(shown)} more; write --all to see them.")
    typer.echo("When you have checked one: peerbridge catalog verify, and its id.")
    return 0


def verify(path: Path, name: str, by: str | None, how: str | None, today: date | None = None) -> int:
    """Write into the file that one entry was checked today."""
    refuse_the_base(path)
    catalog = _loaded(path)
    known = {one.id: one.name for one in (*catalog.services, *catalog.unchecked)}
    known |= {line.name: line.name for line in catalog.crisis_lines}
    if name not in known:
        meant = closest(name, list(known))
        stop(f"{quoted(name)} is not in the list{f'; did you mean {quoted(meant)}?' if meant else '.'}")
    by = by or typer.prompt("Who checked it? Your name or role")
    how = how or typer.prompt("How was it checked?", default="read on its own page")
    _stamp(path, name, Verified(on=today or _today(), by=by, how=how))
    typer.echo(f"{quoted(known[name])} was checked today; that stands in {path.name} now.")
    return 0


def verify_calls(path: Path, region: str | None, by: str | None, today: date | None = None) -> int:
    """Go through the numbers that nobody has called, one after the other; each tick is saved at once."""
    refuse_the_base(path)
    on = today or _today()
    calls = _to_call(near(_loaded(path), region))
    if not calls:
        typer.echo("Every number has been called.")
        return 0
    where = f" for {region}" if region else ""
    typer.echo(f"{len(calls)} entries{where} have numbers that nobody has called. Call each, and say why you call.")
    by = by or typer.prompt("Who calls? Your name or role")
    right, wrong = 0, []
    for number, task in enumerate(calls, 1):
        typer.echo(f"\n{number} of {len(calls)}: {quoted(task.name)} ({task.id})\n    {_reach(task)}")
        answer = _answer()
        if answer == "q":
            break
        if answer == "y":
            _stamp(path, task.id, Verified(on=on, by=by, how=CALLED))
            right += 1
        elif answer == "n":
            wrong.append(task)
    typer.echo(f"\n{right} checked, and written into {path.name}.")
    for task in wrong:
        typer.echo(
            f"{quoted(task.name)} is not right: write the new number into {path.name}, or hide: [{task.id}] until then."
        )
    return 0


def _answer() -> str:
    while True:
        typed = typer.prompt("Is the number right? y: yes, n: no, s: later, q: stop here", default="s")
        if (letter := typed.strip().casefold()[:1]) in ("y", "n", "s", "q"):
            return str(letter)


def _to_call(catalog: Catalog) -> list[Task]:
    """Everything with a number whose check was no call, crisis lines first."""
    every = worklist(catalog, date.max)
    return sorted(
        (task for task in every if any(map(_is_number, task.contacts)) and not _was_called(catalog, task)),
        key=lambda task: (not task.is_crisis, task.name),
    )


def _was_called(catalog: Catalog, task: Task) -> bool:
    entries = [(one.id, one.verified) for one in (*catalog.services, *catalog.unchecked)]
    entries += [(line.name, line.verified) for line in catalog.crisis_lines]
    how = next(verified.how for name, verified in entries if name == task.id).casefold()
    return "called" in how and "not called" not in how


def _is_number(contact: Contact) -> bool:
    return contact.channel in ("call", "text", "whatsapp")


def _stamp(path: Path, name: str, verified: Verified) -> None:
    """Write it, unless the file would not be right afterwards."""
    text = stamped(read_text(path), name, verified)
    if text is None or (problems_of_text(path, text) and not problems_of_text(path, read_text(path))):
        said = f"verified: {{on: {verified.on}, by: {verified.by}, how: {verified.how}}}"
        stop(f"That could not be written into {path.name}. Put this below {name} yourself: {said}")
    write(path, text)


def _loaded(path: Path) -> Catalog:
    found = load_catalog(path, load_needs()).catalog
    if found is None:
        stop(f"{path.name} needs changes first; see peerbridge catalog check {path.name}")
    return found


def _reach(task: Task) -> str:
    ways = [f"{contact.channel} {contact.display}" for contact in task.contacts]
    return " · ".join([*ways, *([task.url] if task.url else [])])


def _today() -> date:
    return datetime.now(UTC).date()
