"""Made-up services of every shape that a catalog may hold."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from hypothesis import strategies as st

from catalog.contacts import is_stale
from catalog.model import (
    Ages,
    Applies,
    Area,
    Audience,
    Contact,
    Cost,
    Day,
    Evidence,
    Format,
    Hours,
    Level,
    Period,
    Readiness,
    Service,
    Support,
    Translation,
    Verified,
)
from catalog.slips import odd_characters

if TYPE_CHECKING:
    from collections.abc import Sequence

NEEDS = ("anxiety", "loneliness", "low-mood", "panic", "sleep", "stress")
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Cn", "Co"))


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


TRICKY = [
    *["no", "null", "~", "1.10", "9:30", "#", "{", "[a", '"', "'", "it's", "012", "true"],
    *["@x", "100%", "*", "&a", "!x"],
    *["|", ">", "a;b", "=1+1", "'=", "Übung", "ช่วย", "-", ":", "?", "a,b"],
    *["# x", "a: b", "- a", "a, b", "+44 1", "a #b", "a; b", "? x"],
]
TEXTS = (
    st.one_of(
        st.text(LETTERS, min_size=1, max_size=30),
        st.sampled_from(TRICKY),
    )
    .map(_clean)
    .filter(lambda text: bool(text) and not odd_characters(text) and not is_stale(text))
)
IDS = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
URLS = IDS.map(lambda name: f"https://{name}.example.org/help")
LANGUAGES = st.sampled_from(["en", "es", "th", "fr", "cy"])
REGIONS = st.sampled_from(["GB", "GB-SCT", "US", "TH", "US-CA", "ES"])
CLOCKS = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda clock: f"{clock[0]:02}:{clock[1]:02}")


def words(kind: Any, least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    """Some of the words that a field takes, in any order."""
    return lists(st.sampled_from(get_args(kind)), least)


def lists(of: st.SearchStrategy[Any], least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """A few different ones."""
    return st.lists(of, min_size=least, max_size=most, unique=True).map(tuple)


@st.composite
def contacts(draw: st.DrawFn, regions: Sequence[str]) -> Contact:
    """A number, an address or a chat, as people read it and as a phone takes it."""
    channel = draw(st.sampled_from(["call", "text", "whatsapp", "textphone", "email", "chat"]))
    if channel == "email":
        dial = draw(IDS) + "@example.org"
        display = draw(st.sampled_from([dial, "write to us"]))
    elif channel == "chat":
        dial, display = draw(URLS), draw(TEXTS)
    else:
        digits = draw(st.from_regex(r"[2-9][0-9]{4,9}", fullmatch=True).filter(lambda number: not is_stale(number)))
        dial = draw(st.sampled_from([digits, "0" + digits]))
        display = draw(st.sampled_from([dial, f"{dial[:3]} {dial[3:]}"]))
    return Contact(
        channel=channel,
        dial=dial,
        display=display,
        send_word=draw(st.none() | TEXTS),
        regions=draw(lists(st.sampled_from(list(regions)), most=1)),
        languages=draw(lists(LANGUAGES, most=2)),
        note=draw(st.none() | TEXTS),
    )


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Day and night, some hours, a remark, or unknown."""
    note = draw(st.none() | TEXTS)
    kind = draw(st.sampled_from(["always", "periods", "unknown"]))
    if kind == "always":
        return Hours(always=True, note=note)
    if kind == "unknown":
        return Hours(note=note)
    days = lists(st.sampled_from(get_args(Day)), 1, 7)
    period = st.builds(Period, days=days, opens=CLOCKS, closes=CLOCKS | st.just("24:00"))
    zone = draw(st.sampled_from(["Europe/London", "Asia/Bangkok"]))
    return Hours(time_zone=zone, periods=tuple(draw(st.lists(period, min_size=1, max_size=3))), note=note)


@st.composite
def services(draw: st.DrawFn, refs: Sequence[str] = ()) -> Service:
    """Any service that `catalog check` would take; `refs` are the keys of references it may name."""
    served = draw(lists(st.sampled_from(NEEDS), 1, 4))
    regions = draw(st.just(("*",)) | lists(REGIONS, 1))
    low = draw(st.none() | st.integers(0, 40))
    steps = draw(lists(TEXTS))
    formats = draw(words(Format, 1))
    ages = Ages(min=low, max=draw(st.none() | st.integers(low or 0, 120)))
    translation = st.builds(
        Translation,
        name=TEXTS,
        summary=TEXTS,
        ask_first=st.none() | TEXTS,
        tell=st.none() | TEXTS,
        steps=lists(TEXTS, most=2),
        reviewed=st.booleans(),
    )
    return Service(
        id=draw(IDS),
        name=draw(TEXTS),
        provider=draw(TEXTS),
        url=draw(URLS),
        summary=draw(TEXTS),
        area=draw(st.sampled_from(get_args(Area))),
        support=draw(st.sampled_from(get_args(Support))),
        needs=served,
        readiness=draw(words(Readiness, 1)),
        audience=draw(words(Audience)),
        cost=draw(st.sampled_from(get_args(Cost))),
        regions=regions,
        languages=draw(lists(LANGUAGES, 1)),
        formats=tuple(one for one in formats if steps or one != "chat-exercise") or ("text",),
        ages=ages,
        anonymous=draw(st.sampled_from(["yes", "no", "unknown"])),
        hours=draw(hours()),
        low_bandwidth=draw(st.booleans()),
        contacts=tuple(draw(st.lists(contacts(regions), max_size=3))),
        cautions=tuple(need for need in draw(lists(st.sampled_from(NEEDS))) if need not in served),
        ask_first=draw(st.none() | TEXTS),
        tell=draw(st.none() | TEXTS),
        steps=steps,
        examples=draw(lists(TEXTS)),
        evidence=Evidence(
            level=draw(st.sampled_from(get_args(Level))),
            applies=draw(st.none() | st.sampled_from(get_args(Applies))),
            refs=draw(lists(st.sampled_from(list(refs)))) if refs else (),
        ),
        verified=Verified(on=draw(st.dates(date(2000, 1, 1), date(2099, 1, 1))), by=draw(TEXTS), how=draw(TEXTS)),
        checked=draw(st.booleans()),
        translations=draw(st.dictionaries(LANGUAGES, translation, max_size=2)),
    )
