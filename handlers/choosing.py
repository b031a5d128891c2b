"""Managers choose what fits their community: ages, languages, time zone, where answers are shown, in which channels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from babel.core import get_global

from handlers import wording
from handlers.buttons import mark
from handlers.messages import Button, Reply
from handlers.setup import refuse
from handlers.setup_page import MORE
from handlers.switching import SWITCHING
from handlers.talk import At, Step, Talk
from handlers.translator import LANGUAGES
from storage.store import Change

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.messages import Incoming
    from handlers.roster import Staff
    from handlers.tools import Tools
    from storage.store import CommunitySettings

AGES = {"13-17": wording.AGES_YOUNG, "mixed": wording.AGES_MIXED, "18+": wording.AGES_ADULT}
MODES = {"private": wording.REPLY_PRIVATE, "public": wording.REPLY_PUBLIC}
ZONES_AT_MOST = 24
"""On one page; Discord takes 25 buttons."""


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """A button of the page; /setup leads to it."""
    return await CHOOSING.go_on(message, tools) if CHOOSING.begun(tools.press) else None


async def _page(at: At, said: str = "") -> Reply:
    """What is chosen now, and a button for everything that can be chosen."""
    community, tools = at.state, at.tools
    if refusal := await refuse(community, at.message, tools):
        return refusal
    settings, staff, say = tools.keep.settings(community), tools.roster.of(community), tools.say
    languages = [say.language_name(code) for code in settings.languages]
    lines = [
        said,
        say(AGES.get(settings.age_setting, wording.AGES_UNKNOWN)),
        say(wording.CHOSEN_LANGUAGES, languages=say.listing(languages)) if languages else say(wording.NO_LANGUAGES),
        say(wording.CHOSEN_ZONE, zone=settings.time_zone),
        say(MODES[settings.reply_mode]),
    ]
    if here := _channel(at):
        lines.append(say(wording.CHANNEL_OFF if here in staff.silent else wording.CHANNEL_ON))
    return Reply("\n\n".join(filter(None, lines)), buttons=_buttons(settings, staff, at), private=True)


def _buttons(settings: CommunitySettings, staff: Staff, at: At) -> tuple[Button, ...]:
    say = at.tools.say

    def make(label: str, answer_: str) -> Button:
        return CHOOSING.button(label, "page", answer_, at.state, at.tools)

    ages = {"13-17": wording.B_AGES_YOUNG, "mixed": wording.B_AGES_MIXED, "18+": wording.B_AGES_ADULT}
    buttons = [make(say(label), age) for age, label in ages.items() if age != settings.age_setting]
    for code in LANGUAGES:
        label = wording.B_LANGUAGE_OUT if code in settings.languages else wording.B_LANGUAGE_IN
        buttons.append(make(say(label, language=say.language_name(code)), code))
    buttons.append(make(say(wording.B_ZONE), "zone"))
    public = settings.reply_mode == "public"
    buttons.append(make(say(wording.B_REPLY_PRIVATE if public else wording.B_REPLY_PUBLIC), "mode"))
    if here := _channel(at):
        label = wording.B_CHANNEL_ON if here in staff.silent else wording.B_CHANNEL_OFF
        buttons.append(make(say(label), "channel"))
    buttons.append(SWITCHING.entry(say(wording.B_FEATURES), at.state, at.tools))
    return tuple(buttons)


def _channel(at: At) -> str | None:
    """The mark of the channel that the manager stands in, where a community has several."""
    origin = at.message.origin
    return mark(origin.chat) if origin and origin.chat and origin.chat != origin.home else None


def _setting(
    name: str, change: Callable[[CommunitySettings, At], CommunitySettings]
) -> Callable[..., Awaitable[Reply]]:
    """A step that changes the settings, writes that into the trail, and shows the page again."""

    async def step(at: At) -> Reply:
        if refusal := await refuse(at.state, at.message, at.tools):
            return refusal
        settings = change(at.tools.keep.settings(at.state), at)
        return await _then_page(at, name, saved=await at.tools.keep.save_settings(at.state, settings))

    return step


async def _then_page(at: At, name: str, *, saved: bool) -> Reply:
    if not saved:
        return await _page(at, at.tools.say(wording.SETUP_NOT_SAVED))
    await at.tools.keep.edits(lambda store: store.note(Change(at.state, "manager", "setting", name)))
    return await _page(at, at.tools.say(wording.CHOSEN_SAVED))


def _age(settings: CommunitySettings, at: At) -> CommunitySettings:
    return replace(settings, age_setting=at.answer)  # type: ignore[arg-type]  # the table of steps lets only ages in


def _language(settings: CommunitySettings, at: At) -> CommunitySettings:
    """In, or out; the first one is what the bot speaks where it does not know better."""
    others = tuple(code for code in settings.languages if code != at.answer)
    return replace(settings, languages=others if at.answer in settings.languages else (*others, at.answer))


def _mode(settings: CommunitySettings, at: At) -> CommunitySettings:
    del at
    return replace(settings, reply_mode="private" if settings.reply_mode == "public" else "public")


async def _zones(at: At) -> Reply:
    """The time zones of the community's country."""
    if refusal := await refuse(at.state, at.message, at.tools):
        return refusal
    zones = zones_of(at.tools.keep.settings(at.state).country)
    if not zones:
        return await _page(at, at.tools.say(wording.ZONE_NEEDS_COUNTRY))
    buttons = tuple(CHOOSING.button(zone, "zones", str(place), at.state, at.tools) for place, zone in enumerate(zones))
    return Reply(at.tools.say(wording.ZONE_ASK), buttons=buttons, private=True)


def zones_of(country: str | None) -> list[str]:
    """The time zones of a country by name, at most as many as one page takes."""
    named = sorted(zone for zone, where in get_global("zone_territories").items() if where == country)
    towns = [zone for zone in named if "/" in zone and not zone.startswith("Etc/")]
    return sorted(towns, key=lambda zone: zone.count("/"))[:ZONES_AT_MOST]


def _zone(settings: CommunitySettings, at: At) -> CommunitySettings:
    zones = zones_of(settings.country)
    place = int(at.answer)
    return replace(settings, time_zone=zones[place]) if place < len(zones) else settings


async def _turn_channel(at: At) -> Reply:
    """Whether the bot answers in the channel that the manager stands in; danger it answers everywhere."""
    if refusal := await refuse(at.state, at.message, at.tools):
        return refusal
    here, roster = _channel(at), at.tools.roster
    if here is None:
        return await _page(at)
    staff = roster.of(at.state)
    others = tuple(each for each in staff.silent if each != here)
    silent = others if here in staff.silent else (*others, here)
    return await _then_page(at, "channel", saved=await roster.save(at.state, replace(staff, silent=silent)))


CHOOSING = Talk(
    MORE,
    {
        "page": Step(
            _page,
            {
                **dict.fromkeys(AGES, "age"),
                **dict.fromkeys(LANGUAGES, "language"),
                "zone": "zones",
                "mode": "mode",
                "channel": "channel",
            },
        ),
        "age": Step(_setting("ages", _age)),
        "language": Step(_setting("languages", _language)),
        "mode": Step(_setting("reply mode", _mode)),
        "zones": Step(_zones, dict.fromkeys(map(str, range(ZONES_AT_MOST)), "zoned")),
        "zoned": Step(_setting("time zone", _zone)),
        "channel": Step(_turn_channel),
    },
    _page,
)
