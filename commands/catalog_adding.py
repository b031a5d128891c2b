"""`peerbridge catalog add` and `stub`: a valid entry without knowing how one is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, get_args

import typer
from pydantic import ValidationError

from catalog.checks import check_between
from catalog.entries import entry
from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from catalog.model import Audience, Channel, Cost, Format, Level, Service
from catalog.nodes import Node
from catalog.placing import placed
from catalog.problems import LISTED_CHOICES, unknown
from catalog.sentences import problems_of, simple_id
from catalog.shape import plain
from catalog.stub import Known, stub
from commands.catalog_writing import write
from commands.finishing import stop
from handlers.suggested import SUPPORTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from catalog.problems import Problem


ALL = "?"
"""Typed to see every choice of a long list."""
_AREAS = {
    "coping": "something hard that somebody goes through now",
    "wellbeing": "feeling well day by day, and meeting people",
    "therapy": "talking to a professional, or finding one",
}
_DOES = {
    "learn": "read, watch or listen",
    "try": "do something themselves",
    "connect": "meet people like them",
    "get-help": "get help from a person",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One field that is asked for."""

    field: str
    words: str
    choices: tuple[str, ...] | Mapping[str, str] = ()
    """The words to choose from, or each with what it means."""
    several: bool = False
    default: str | None = None
    """Taken when nothing is typed; an empty one leaves the field out."""


def _questions(needs: Mapping[str, str]) -> tuple[Question, ...]:
    return (
        Question("provider", "Who offers it?"),
        Question("url", "Its web page (https://…)"),
        Question("summary", "What do people do there, and for whom is it? One or two short sentences"),
        Question("area", "Its area", _AREAS),
        Question("support", "What kind of support", SUPPORTS),
        Question("needs", f"What it helps with, most fitting first ({ALL} shows all words)", needs, several=True),
        Question("readiness", "What members do there; several with , between them", _DOES, several=True),
        Question("audience", "Only for some people? Else leave empty", get_args(Audience), several=True, default=""),
        Question("cost", "Cost", get_args(Cost), default="free"),
        Question("regions", "Countries, such as GB; or * for the whole world", several=True),
        Question("languages", "Languages, such as en", several=True, default="en"),
        Question(
            "formats", "How it happens", tuple(one for one in get_args(Format) if one != "chat-exercise"), several=True
        ),
        Question("hours", "Open day and night? Type 24/7, or else just press Enter", ("24/7",), default=""),
        Question("examples", "What somebody would say who needs just this; several with ; between them", default=""),
        Question("level", "How well is the method studied", get_args(Level), default="none"),
        Question("by", "Who checked these facts? Your name or role"),
        Question("how", "How were they checked", default="read on its own page"),
    )


def add_service(path: Path) -> int:
    """Ask, write the entry after the last of its area, and say so; nothing is written before the whole file is good."""
    refuse_the_base(path)
    needs = {need.id: need.label for need in load_needs()}
    before = load_catalog(path, load_needs())
    if before.problems:
        stop(f"{path.name} needs changes first; see peerbridge catalog check.")
    taken = (
        {service.id for service in (*before.catalog.services, *before.catalog.unchecked)} if before.catalog else set()
    )
    service = _asked(needs, taken)
    text = placed(read_text(path), entry(service), service.area)
    if problems := problems_of_text(path, text):
        typer.echo("That cannot be added as it is, and nothing was written:")
        for problem in problems:
            typer.echo(problem.sentence)
        typer.echo("Here is the entry; put it right and paste it below “services:”.\n" + entry(service))
        return 1
    write(path, text)
    line = next(number for number, row in enumerate(text.splitlines(), 1) if f"- id: {service.id}" in row)
    typer.echo(f"“{service.name}” stands in {path.name} now, on line {line}. Next: peerbridge catalog check")
    return 0


def refuse_the_base(path: Path) -> None:
    """End the command where the file is the one that comes with the program."""
    if path.resolve() == BASE_PATH.resolve():
        stop("This file comes with Peerbridge. Write `peerbridge catalog init` first: it begins a file of your own.")


def read_text(path: Path) -> str:
    """The text of the file with its own ends of lines."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        stop(f"{path.name} cannot be read; see peerbridge catalog check {path.name}")


def problems_of_text(path: Path, text: str) -> tuple[Problem, ...]:
    """What would be wrong if this text stood in the file."""
    trial = path.with_name(f".{path.name}.trial.yaml")
    try:
        write(trial, text)
        return load_catalog(trial, load_needs()).problems
    finally:
        trial.unlink(missing_ok=True)


def _asked(needs: Mapping[str, str], taken: set[str]) -> Service:
    name = _ask(Question("name", "Name of the service"))[0]
    slug = simple_id(name, at_most=36) or "service"
    name_id = slug if slug not in taken else next(f"{slug}-{n}" for n in range(2, 999) if f"{slug}-{n}" not in taken)
    given: dict[str, Any] = {"id": name_id, "name": name}
    for question in _questions(needs):
        answers = _ask(question)
        given[question.field] = answers if question.several else (answers[0] if answers else "")
    given["examples"] = [one.strip() for one in given["examples"].split(";") if one.strip()]
    given["contacts"] = _contacts()
    given["evidence"] = {"level": given.pop("level")}
    today = datetime.now(UTC).date().isoformat()
    given["verified"] = {"on": today, "by": given.pop("by"), "how": given.pop("how")}
    return Service.model_validate(plain(_node(given), Service))


def _contacts() -> list[dict[str, str]]:
    contacts = []
    while typer.confirm("Is there a number or an address to write down?", default=False):
        channel = _ask(Question("channel", "Way to reach it", get_args(Channel)))[0]
        display = _ask(Question("display", "The number or address, as people read it"))[0]
        is_number = channel not in ("email", "chat")
        contacts.append(
            {
                "channel": channel,
                "dial": re.sub(r"[^0-9+*#]", "", display) if is_number else display,
                "display": display,
            }
        )
    return contacts


def _ask(question: Question) -> list[str]:
    """Ask until the answer is one that the catalog takes."""
    is_long, explained = len(question.choices) > LISTED_CHOICES, isinstance(question.choices, Mapping)
    if explained and not is_long:
        _list(question)
    few = len(question.choices) > 1 and not explained and not is_long
    hint = f" [{', '.join(question.choices)}]" if few else ""
    while True:
        typed = typer.prompt(question.words + hint, default=question.default, show_default=bool(question.default))
        if explained and typed.strip() == ALL:
            _list(question)
            continue
        answers = [one.strip() for one in (typed.split(",") if question.several else [typed]) if one.strip()]
        if not answers and question.default is None:
            continue
        wrong = _wrong(question, answers)
        if not wrong:
            return answers
        typer.echo("\n".join(wrong))


def _list(question: Question) -> None:
    """Every choice on a line of its own, with what it means."""
    if isinstance(question.choices, Mapping):
        width = max(map(len, question.choices))
        for word, meaning in question.choices.items():
            typer.echo(f"  {word:{width}}  {meaning}")


def _wrong(question: Question, answers: Sequence[str]) -> list[str]:
    if question.choices:
        strange = [one for one in answers if one not in question.choices]
        return [unknown(one, "one of these words", tuple(question.choices), f"the list: type {ALL}") for one in strange]
    if question.field not in Service.model_fields or not answers:
        return []
    node = _node({question.field: list(answers) if question.several else answers[0]})
    try:
        Service.model_validate(plain(node, Service))
    except ValidationError as error:
        said = problems_of(error, node, Service, "this service")
        if wrong := [problem.sentence for problem in said if " has no " not in problem.sentence]:
            return wrong
    alone = Node(1, {"services": Node(1, [node])})
    return [problem.sentence for problem in check_between(alone, ())]


def _node(value: Any) -> Node:
    """What somebody typed, as if it stood in a file."""
    if isinstance(value, dict):
        return Node(1, {name: _node(inner) for name, inner in value.items()})
    if isinstance(value, list):
        return Node(1, [_node(inner) for inner in value])
    return Node(1, str(value) if str(value).strip() else None)


def print_stub(need: str, language: str | None, region: str | None, into: Path | None = None) -> int:
    """Print an entry with blanks to fill in; with `into` it is put there, each line behind a “#” until it is filled."""
    needs = {one.id: one for one in load_needs()}
    if need not in needs:
        stop(unknown(need, "a need we know", sorted(needs), "catalog/needs.yaml"))
    wrong = _wrong(Question("regions", "", several=True), [region] if region else [])
    wrong += _wrong(Question("languages", "", several=True), [language] if language else [])
    if wrong:
        stop("\n".join(wrong))
    text = stub(needs[need], Known(language=language, region=region or "*", cost="free"), on=datetime.now(UTC).date())
    if into is None:
        typer.echo(text)
        return 0
    refuse_the_base(into)
    behind_marks = re.sub(r"^(?=.)", "# ", text, flags=re.MULTILINE)
    write(into, placed(read_text(into), behind_marks, needs[need].area))
    typer.echo(
        f"It stands in {into.name} now. Fill it in, take away the “# ” in front of each line, "
        "then write: peerbridge catalog check"
    )
    return 0
