"""Somebody may be in danger: answer at once, before anything else is looked at."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, cast, get_args

from handlers import barrier, counting, country, moderators, wording
from handlers.areas import area_buttons
from handlers.buttons import Press, Verb
from handlers.consider import FROM_NEED
from handlers.context import ABUSE, OVER, URGENCY, after, pack, read_context, unpack
from handlers.dressing import MINUTES, OPEN, country_at_once, danger_payload, dress, first_lines
from handlers.messages import Memory, Note, Purpose, Reply
from matching.understanding import Outcome
from safety import answers
from safety.learned import LEARNED
from safety.page import may_misunderstand
from safety.replies import understand_reply
from safety.verdict import Band, Danger

if TYPE_CHECKING:
    from handlers.messages import Incoming
    from handlers.tools import Tools

GENTLY = "~"
"""The subject of a group's doorway when the words behind it were unclear: the answer gets one gentle line."""
FALSE_ALARM = "false-alarm"
"""What is counted, without a word of theirs, when a member says that our worry was a mistake."""
Told = Literal["yes", "sometimes", "no", "rather-not", "unclear", "mistake"]


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """The verdict's own answer, the next step after our question, or the crisis lines for the asking."""
    if tools.press and tools.press.verb is Verb.DANGER:
        return _pressed(message, tools, tools.press.subject)
    if barrier.BARRIER.begun(tools.press):
        return await barrier.BARRIER.go_on(message, tools)
    if tools.danger.is_urgent:
        return first_answer(tools.danger, message, tools)
    if message.command == "crisis":
        return crisis(message, tools)
    if message.private and message.command in (None, "find") and message.pressed is None:
        return await _after_question(message, tools)
    return None


def is_near(message: Incoming, tools: Tools) -> bool:
    """Whether an ordinary answer gets one gentle line.

    After unclear words, within the hour of a danger answer, and under every answer to a private message in a language
    in which we may not have understood it.
    """
    if tools.press and tools.press.subject == GENTLY:
        return True
    if message.private and message.text and may_misunderstand(tools.language):
        return True
    return tools.danger.band is Band.SOFT or read_context(tools.keep.known(message.member, "danger")) is not None


def is_one(reply: Reply) -> bool:
    """Whether this is a danger answer, which has lines of its own; other handlers give one for what is asked for."""
    return reply.again is not None and reply.again.startswith(Verb.DANGER)


def first_answer(danger: Danger, message: Incoming, tools: Tools) -> Reply:
    """The answer to danger found in a message. It touches no disk."""
    if not message.private and any(rule == LEARNED or rule.startswith(FROM_NEED) for rule in danger.rules):
        # Only the reviewed rules may speak of danger where others read along; this one is told in private.
        return Reply("", private=True, again=danger_payload(OPEN, danger, tools))
    alert = moderators.for_staff(danger, message, tools)
    if not _may_say_publicly(danger, message, tools):
        return Reply("", private=True, again=danger_payload(OPEN, danger, tools), alert=alert)
    before = read_context(tools.keep.known(message.member, "danger"))
    where = country_at_once(message, tools, before)
    again = message.private and before is not None and before.covers(danger)
    if again and before:  # within the hour, words that are less urgent make what was said before no less so
        danger = before.danger
    reply = _composed(danger, where, message, tools, private=message.private, again=again)
    notes = () if danger.path == ABUSE or tools.is_young(message) else counting.danger()
    return replace(reply, alert=alert, notes=notes)


def overheard(danger: Danger, message: Incoming, tools: Tools) -> Reply | None:
    """The public answer to urgent danger in a message that did not call us; None over the limits, and about abuse.

    Whoever hurts them may read along, and would know why we speak. It is never counted, and nothing is remembered.
    """
    if danger.path == ABUSE or not _may_say_publicly(danger, message, tools):
        return None
    where = country_at_once(message, tools, None)
    reply = _composed(danger, where, message, tools, private=False)
    return replace(reply, alert=moderators.for_staff(danger, message, tools))


def _may_say_publicly(danger: Danger, message: Incoming, tools: Tools) -> bool:
    """Where others read along there is a limit, so that nobody can make the bot flood a group; in private never."""
    urgency = URGENCY.index(answers.answered_tier(danger)) if danger.tier else 0
    return message.private or tools.limits.allow(
        message.community, message.member, urgency, tools.now, overheard=not message.addressed
    )


def crisis(message: Incoming, tools: Tools, where: str | None = None) -> Reply:
    """The crisis lines for the asking, in every state."""
    if not _may_say_publicly(Danger(), message, tools):
        return Reply("", private=True, again=danger_payload(OPEN, Danger(), tools))
    where = where or country_at_once(message, tools, read_context(tools.keep.known(message.member, "danger")))
    said = answers.crisis(
        private=message.private,
        language=tools.language,
        country=where,
        now=tools.now,
        first=first_lines(tools),
        young=tools.is_young(message),
    )
    return _dressed(said, Danger(), where, message, tools)


def _pressed(message: Incoming, tools: Tools, subject: str) -> Reply:
    """A button under a danger answer: `action.danger`, or `at.country.danger`."""
    action, *rest = subject.split(".")
    danger = unpack(rest[-1] if rest else "")
    if action == "country":
        again = danger_payload(OPEN, danger, tools)
        buttons = country.choices(tools, lambda code: Press(Verb.DANGER, f"at.{code}.{pack(danger)}"))
        return Reply(tools.say(wording.COUNTRY_ASK), private=True, buttons=buttons, again=again)
    if action == "at" and rest:
        return _at(rest[0], danger, message, tools)
    if action in get_args(Told):
        return _follow_up(cast("Told", action), danger, message, tools)
    return first_answer(danger, message, tools) if danger.tier else crisis(message, tools)


async def _after_question(message: Incoming, tools: Tools) -> Reply | None:
    """Within an hour of our answer, yes, no, anything unclear and a message without words are answers to us."""
    context = read_context(await tools.keep.recall(message.member, "danger"))
    if context is None or not context.listens or (message.command and not message.text):
        return None
    told = understand_reply(message.text, tools.language)
    if told == "unclear" and tools.danger.band is not Band.SOFT and await _asks_for_something(message, tools):
        return None
    return _follow_up(told, context.danger, message, tools, context.country)


async def _asks_for_something(message: Incoming, tools: Tools) -> bool:
    """Whether it is plainly a request for services, which then gets its answer and one gentle line."""
    if tools.directory is None or not message.text:
        return False
    understanding = await asyncio.to_thread(
        tools.directory.matcher.understand, message.text, tools.language, await tools.defaults(message)
    )
    return understanding.outcome is Outcome.SERVICES


def _follow_up(told: Told, danger: Danger, message: Incoming, tools: Tools, where: str | None = None) -> Reply:
    if danger.path == ABUSE:  # its own path: no crisis lines for suicide, and nothing is remembered
        return Reply(tools.say(wording.MISTAKE), private=True, buttons=area_buttons(tools))
    where = tools.country_at_hand(message) or where
    said = answers.follow_up(
        told,
        language=tools.language,
        country=where,
        now=tools.now,
        tier=danger.tier,
        first=first_lines(tools),
        young=tools.is_young(message),
    )
    if told == "mistake":
        reply = _dressed(said, Danger(), where, message, tools)
        counted = () if tools.is_young(message) else (Note(Purpose.PROBLEM, FALSE_ALARM),)
        return replace(reply, memories=(Memory("danger", OVER, MINUTES),), notes=counted)
    return _dressed(said, after(danger, told), where, message, tools)


def _at(code: str, danger: Danger, message: Incoming, tools: Tools) -> Reply:
    """The same answer with the lines of the country they chose; the choice is saved after they have been answered."""
    if not tools.say.knows_country(code):
        return crisis(message, tools)
    if danger.tier is None:
        reply = crisis(message, tools, code)
    else:
        reply = _composed(danger, code, message, tools, private=True)
    return replace(reply, memories=(*reply.memories, country.memory(code)))


def _composed(
    danger: Danger, where: str | None, message: Incoming, tools: Tools, *, private: bool, again: bool = False
) -> Reply:
    said = answers.compose(
        danger,
        private=private,
        language=tools.language,
        country=where,
        now=tools.now,
        again=again,
        first=first_lines(tools),
        young=tools.is_young(message),
    )
    return _dressed(said, danger, where, message, tools)


def _dressed(said: answers.Answer, danger: Danger, where: str | None, message: Incoming, tools: Tools) -> Reply:
    return dress(said, danger, where, message, tools, lambda button: barrier.entry(button, danger, tools))
