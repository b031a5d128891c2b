"""Somebody may be in danger: answer at once, before anything else is looked at."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, cast, get_args

from handlers import country, wording
from handlers.buttons import Press, Verb
from handlers.find_help import area_buttons
from handlers.messages import Button, Memory, Reply
from matching.constraints import read
from matching.understanding import Outcome
from safety import answers
from safety.learned import LEARNED
from safety.lines import countries
from safety.replies import understand_reply
from safety.verdict import About, Band, Danger, Tier

if TYPE_CHECKING:
    from handlers.messages import Incoming
    from handlers.tools import Tools

MINUTES = 60
"""How long a private chat stays in the danger context after the bot's own question."""
OVER = "over"
"""The danger context when the member said that it was a mistake."""
GENTLY = "~"
"""The subject of a group's doorway when the words behind it were unclear: the answer gets one gentle line."""
TOLD = ".told"
"""Behind a tier: we answered about somebody else and asked nothing, so “yes” and “no” are no answers to us."""
URGENCY = (Tier.PASSIVE, Tier.SELFHARM, Tier.IDEATION, Tier.DANGER, Tier.INTENT, Tier.MEDICAL)
"""Tiers from the least to the most urgent: an answer may be shorter only if the tier did not rise."""
_ABUSE = "abuse"
Told = Literal["yes", "sometimes", "no", "rather-not", "unclear", "mistake"]


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """The verdict's own answer, the next step after our question, or the crisis lines for the asking."""
    if tools.press and tools.press.verb is Verb.DANGER:
        return _pressed(message, tools, tools.press.subject)
    if tools.danger.is_urgent:
        return _first_answer(tools.danger, message, tools)
    if message.command == "crisis":
        return _crisis(message, tools, tools.country_at_hand(message))
    if message.private and message.text and message.command in (None, "find") and not message.pressed:
        return await _after_question(message, tools)
    return None


def is_near(message: Incoming, tools: Tools) -> bool:
    """Whether an ordinary answer gets one gentle line: the words were unclear, or we asked within the hour."""
    if tools.press and tools.press.subject == GENTLY:
        return True
    return tools.danger.band is Band.SOFT or tools.keep.known(message.member, "danger") not in (None, OVER)


def _first_answer(danger: Danger, message: Incoming, tools: Tools) -> Reply:
    if LEARNED in danger.rules and not message.private:
        # Only the rules may speak of danger where others read along; this one is told in private.
        return Reply("", private=True, again=_payload("open", danger, tools))
    before = tools.keep.known(message.member, "danger")
    where = read(message.text, tools.language).region if message.text else None
    said = answers.compose(
        danger,
        private=message.private,
        language=tools.language,
        country=where or tools.country_at_hand(message),
        now=tools.now,
        again=message.private and before is not None and not _has_risen(before, danger.tier),
        first=tools.first_lines(),
        young=tools.is_young(message),
    )
    return _dress(said, danger, message, tools)


def _pressed(message: Incoming, tools: Tools, subject: str) -> Reply:
    """A button under a danger answer: `verb-tier-about`, and a place for countries."""
    verb, *rest = subject.split(".")
    danger = _unpack(rest)
    if verb == "country":
        return Reply(
            tools.say(wording.COUNTRY_ASK),
            private=True,
            buttons=_countries(danger, tools),
            again=_payload("open", danger, tools),
        )
    if verb == "at":
        return _at(rest[0] if rest else "", _unpack(rest[1:]), message, tools)
    if verb == "open":
        return _first_answer(danger, message, tools)
    if verb in get_args(Told):
        return _follow_up(cast("Told", verb), danger.tier, message, tools)
    return _crisis(message, tools, tools.country_at_hand(message))


async def _after_question(message: Incoming, tools: Tools) -> Reply | None:
    """Within an hour of our question, yes, no and anything unclear are answers to it."""
    context = await tools.keep.recall(message.member, "danger")
    if context is None or context == OVER or context.endswith(TOLD):
        return None
    told = understand_reply(message.text, tools.language)
    if told == "unclear" and tools.danger.band is not Band.SOFT and await _asks_for_something(message, tools):
        return None
    return _follow_up(told, _tier(context), message, tools)


async def _asks_for_something(message: Incoming, tools: Tools) -> bool:
    """Whether it is plainly a request for services, which then gets its answer and one gentle line."""
    if tools.directory is None:
        return False
    understanding = await asyncio.to_thread(
        tools.directory.matcher.understand, message.text, tools.language, await tools.defaults(message)
    )
    return understanding.outcome is Outcome.SERVICES


def _follow_up(told: Told, tier: Tier | None, message: Incoming, tools: Tools) -> Reply:
    said = answers.follow_up(
        told,
        language=tools.language,
        country=tools.country_at_hand(message),
        now=tools.now,
        tier=tier,
        first=tools.first_lines(),
        young=tools.is_young(message),
    )
    risen = Tier.IDEATION if told == "yes" and tier in (Tier.PASSIVE, Tier.SELFHARM, None) else tier
    body = OVER if told == "mistake" else str(risen or Tier.PASSIVE)
    reply = _dress(said, Danger(Band.CARE, risen, About.SELF), message, tools)
    return replace(reply, memories=(Memory("danger", body, MINUTES),))


def _crisis(message: Incoming, tools: Tools, where: str | None) -> Reply:
    said = answers.crisis(
        private=message.private,
        language=tools.language,
        country=where,
        now=tools.now,
        first=tools.first_lines(),
        young=tools.is_young(message),
    )
    return _dress(said, Danger(), message, tools)


def _at(code: str, danger: Danger, message: Incoming, tools: Tools) -> Reply:
    """The same answer with the lines of the country they chose; the choice is saved after they have been answered."""
    if danger.tier is None:
        reply = _crisis(message, tools, code)
    else:
        said = answers.compose(
            danger,
            private=True,
            language=tools.language,
            country=code,
            now=tools.now,
            first=tools.first_lines(),
            young=tools.is_young(message),
        )
        reply = _dress(said, danger, message, tools)
    return replace(reply, memories=(*reply.memories, country.memory(code)))


def _dress(said: answers.Answer, danger: Danger, message: Incoming, tools: Tools) -> Reply:
    buttons = tuple(_button(button, danger, message, tools) for button in said.buttons if button.action != "services")
    if message.private and any(button.action == "services" for button in said.buttons):
        buttons = (*buttons, *area_buttons(tools))
    again = _payload("open", danger, tools)
    return Reply(said.text, buttons=buttons, private=message.private, memories=_context(danger), again=again)


def _context(danger: Danger) -> tuple[Memory, ...]:
    """For an hour the next message is read as an answer; nothing is remembered about abuse."""
    if danger.tier is None or danger.path == _ABUSE:
        return ()
    body = str(answers.answered_tier(danger)) + (TOLD if danger.about is About.OTHER else "")
    return (Memory("danger", body, MINUTES),)


def _button(button: answers.AnswerButton, danger: Danger, message: Incoming, tools: Tools) -> Button:
    """In a group every button leads into a private place."""
    if button.action == "wipe":
        return Button(button.label, payload=tools.payload(Press(Verb.WIPE)))
    action = "open" if button.action == "private" else button.action
    payload = _payload(action, danger, tools)
    return Button(button.label, payload=payload) if message.private else Button(button.label, doorway=payload)


def _countries(danger: Danger, tools: Tools) -> tuple[Button, ...]:
    named = sorted((tools.say.country(code), code) for code in countries())
    return tuple(Button(name, payload=_payload(f"at.{code}", danger, tools)) for name, code in named)


def _payload(action: str, danger: Danger, tools: Tools) -> str:
    return tools.payload(Press(Verb.DANGER, ".".join((action, *_pack(danger)))))


def _pack(danger: Danger) -> tuple[str, ...]:
    """Three letters and a mark: short enough for a doorway's room."""
    if danger.tier is None:
        return ()
    about = "o" if danger.about is About.OTHER else "s"
    act = "a" if danger.band is Band.ACT else "c"
    tier = answers.answered_tier(danger)
    return (f"{list(Tier).index(tier)}{about}{act}{'!' if danger.path == _ABUSE else ''}",)


def _unpack(parts: list[str]) -> Danger:
    packed = parts[0] if parts else ""
    if len(packed) < 3 or not packed[0].isdecimal() or int(packed[0]) >= len(Tier):  # noqa: PLR2004  tier, about, band
        return Danger()
    return Danger(
        band=Band.ACT if packed[2] == "a" else Band.CARE,
        tier=list(Tier)[int(packed[0])],
        about=About.OTHER if packed[1] == "o" else About.SELF,
        path=_ABUSE if packed.endswith("!") else None,
    )


def _has_risen(before: str, tier: Tier | None) -> bool:
    old = _tier(before)
    return tier is not None and (old is None or URGENCY.index(tier) > URGENCY.index(old))


def _tier(context: str | None) -> Tier | None:
    tier = (context or "").removesuffix(TOLD)
    return Tier(tier) if tier in set(Tier) else None
