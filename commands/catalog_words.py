"""What differs between two catalogs, in words: what came, what went, and what was said before and is said now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalog.model import Ages, CommunityLine, Contact, Evidence, Hours, Period, Record, Service, Verified
from catalog.problems import SHOWN_CHARACTERS, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from catalog.model import Catalog

_SHOWN = 3
_BEFORE = 15
"""Letters that are shown before the place where two texts part."""
_APPLIES = {"this": "of this very thing", "method": "of its method", "indirect": "of something like it"}


def differences(before: Catalog, after: Catalog) -> Iterator[str]:
    """One sentence for each service, crisis line, reference and need's phrases that came, went or changed."""
    was = {service.id: service for service in (*before.services, *before.unchecked)}
    now = {service.id: service for service in (*after.services, *after.unchecked)}
    for gone in [name for name in was if name not in now]:
        yield f"{quoted(was[gone].name)} ({gone}) is gone."
    for name, service in now.items():
        if name not in was:
            waits = "" if service.checked else ", and waits to be checked"
            yield f"{quoted(service.name)} ({name}) is new{waits}: {service.support} for {', '.join(service.needs)}."
        elif changes := _changes(was[name], service):
            yield f"{quoted(was[name].name)} ({name}): {'; '.join(changes)}."
    kept = [[one.id for one in them if one.id in also] for them, also in ((was.values(), now), (now.values(), was))]
    if kept[0] != kept[1]:
        yield "The services stand in another order."
    yield from _lines(before.crisis_lines, after.crisis_lines)
    yield from _references(before, after)
    yield from _phrases(before, after)


def _lines(before: Sequence[CommunityLine], after: Sequence[CommunityLine]) -> Iterator[str]:
    was, now = ({(one.name, one.country): one for one in lines} for lines in (before, after))
    for line in was.keys() - now.keys():
        yield f"The crisis line {quoted(line[0])} ({line[1]}) is gone."
    for line, one in now.items():
        if line not in was:
            yield f"The crisis line {quoted(line[0])} ({line[1]}) is new: {_said(one.contacts)}."
        elif changes := _changes(was[line], one):
            yield f"The crisis line {quoted(line[0])} ({line[1]}): {'; '.join(changes)}."
    if [line for line in was if line in now] != [line for line in now if line in was]:
        yield "Your crisis lines stand in another order."


def _references(before: Catalog, after: Catalog) -> Iterator[str]:
    for key in sorted(before.references.keys() | after.references.keys()):
        was, now = before.references.get(key), after.references.get(key)
        if was is None:
            yield f"The reference {quoted(key)} is new."
        elif now is None:
            yield f"The reference {quoted(key)} is gone."
        elif changes := _changes(was, now):
            yield f"The reference {quoted(key)}: {'; '.join(changes)}."


def _phrases(before: Catalog, after: Catalog) -> Iterator[str]:
    places = {(language, need) for one in (before, after) for language, by in one.phrases.items() for need in by}
    for language, need in sorted(places):
        was, now = (one.phrases.get(language, {}).get(need, ()) for one in (before, after))
        if was != now:
            told = _came_and_went(was, now) or ["in another order"]
            yield f"Phrases for {quoted(need)} ({language}): {', '.join(told)}."


def _changes(was: Record, now: Record) -> list[str]:
    fields = [name for name in type(now).model_fields if getattr(was, name) != getattr(now, name)]
    return [_change(name, getattr(was, name), getattr(now, name)) for name in fields]


def _change(field: str, was: Any, now: Any) -> str:
    if field == "translations":
        return ", ".join(_translated(was, now))
    if isinstance(now, tuple):
        told = _came_and_went(tuple(map(_said, was)), tuple(map(_said, now)))
        return f"{field}: {', '.join(told or ['in another order'])}"
    old, new = _said(was), _said(now)
    if not old or not new:
        return f"{field} is now {quoted(new)}" if new else f"{field} was {quoted(old)} and is gone"
    old, new = _from_where_they_part(old, new)
    return f"{field} was {quoted(old)} and is now {quoted(new)}"


def _from_where_they_part(old: str, new: str) -> tuple[str, str]:
    """The end of two long texts that begin alike, for only so much of each is shown."""
    part = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), 0)
    start = old[: max(0, part - _BEFORE)].rfind(" ") + 1
    if max(len(old), len(new)) <= SHOWN_CHARACTERS or start < _BEFORE:
        return old, new
    return f"… {old[start:]}", f"… {new[start:]}"


def _came_and_went(was: Sequence[str], now: Sequence[str]) -> list[str]:
    came, went = [one for one in now if one not in was], [one for one in was if one not in now]
    return [f"{word} {_few(them)}" for word, them in (("new", came), ("gone", went)) if them]


def _few(texts: Sequence[str]) -> str:
    more = len(texts) - _SHOWN
    return " and ".join(map(quoted, texts[:_SHOWN])) + (f" and {more} more" if more > 0 else "")


def _translated(was: Mapping[str, Record], now: Mapping[str, Record]) -> Iterator[str]:
    for language in sorted(was.keys() | now.keys()):
        if language not in was:
            yield f"the words in {quoted(language)} are new"
        elif language not in now:
            yield f"the words in {quoted(language)} are gone"
        elif changes := _changes(was[language], now[language]):
            yield f"in {quoted(language)} {' and '.join(changes)}"


def _said(value: Any) -> str:
    """The value in words; empty for nothing."""
    if isinstance(value, tuple):
        return ", ".join(map(_said, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Record):
        return _RECORDS[type(value)](value)
    return "" if value is None else str(value)


def _contact(one: Contact) -> str:
    also = (one.send_word and f"send {one.send_word}", *one.regions, *one.languages, one.note)
    dial = None if _letters(one.dial) == _letters(one.display) else one.dial
    told = [words for words in (dial, *also) if words]
    return f"{one.channel} {one.display}" + (f" ({', '.join(told)})" if told else "")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _hours(one: Hours) -> str:
    told = ["24/7"] if one.always else [_said(period) for period in one.periods]
    return ", ".join([*told, *(words for words in (one.time_zone, one.note) if words)])


def _ages(one: Ages) -> str:
    if one.min is None or one.max is None:
        return f"from {one.min}" if one.min is not None else f"up to {one.max}" if one.max is not None else ""
    return f"{one.min} to {one.max}"


def _evidence(one: Evidence) -> str:
    return ", ".join([one.level, *([_APPLIES[one.applies]] if one.applies else []), *one.refs])


_RECORDS: dict[type[Record], Callable[[Any], str]] = {
    Contact: _contact,
    Hours: _hours,
    Period: lambda one: f"{' '.join(one.days)} {one.opens}–{one.closes}",
    Ages: _ages,
    Evidence: _evidence,
    Verified: lambda one: f"{one.on} by {one.by}, {one.how}",
    Service: lambda one: one.id,
}
