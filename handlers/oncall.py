"""A moderator says that they are on call, or not any more. The platform is asked whether they are a moderator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import Press, Verb
from handlers.messages import PRIVATE, Button, Reply
from handlers.roster import MOST, Person
from handlers.talk import At, Step, Talk
from handlers.tools import private

if TYPE_CHECKING:
    from handlers.messages import Incoming
    from handlers.tools import Tools


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """/oncall in the community itself, or a button."""
    if ON_CALL.begun(tools.press):
        return await ON_CALL.go_on(message, tools)
    if message.command != "oncall":
        return None
    if not message.private:
        return private("", Press(Verb.COMMAND, "oncall"), tools)
    return await _ask(At("", await tools.community(message), message, tools))


async def _ask(at: At) -> Reply:
    """What it means, before they say yes."""
    if refusal := await _refuse(at):
        return refusal
    on_call = any(person.member == at.message.member for person in at.tools.roster.of(at.state).people)
    label, answer_ = (wording.B_LEAVE, "leave") if on_call else (wording.B_JOIN, "join")
    button = ON_CALL.button(at.tools.say(label), "ask", answer_, at.state, at.tools)
    return Reply(at.tools.say(wording.ON_CALL_IS if on_call else wording.ON_CALL_ASK), buttons=(button,), private=True)


async def _join(at: At) -> Reply:
    """A first message shows that they can be reached; only then are they on the list."""
    if refusal := await _refuse(at):
        return refusal
    origin, say, roster = at.message.origin, at.tools.say, at.tools.roster
    staff = roster.of(at.state)
    others = [person for person in staff.people if person.member != at.message.member]
    if origin is None or len(others) >= MOST:
        return Reply(say(wording.ON_CALL_FULL), private=True)
    if not await at.tools.post.send(origin.person, Reply(say(wording.ON_CALL_TEST), staff=True)):
        return Reply(say(wording.ON_CALL_CLOSED), buttons=(_again(at),), private=True)
    person = Person(at.message.member, origin.person, origin.name, int(at.tools.now.timestamp()))
    if not await roster.join(at.state, person):
        return Reply(say(wording.SETUP_NOT_SAVED), buttons=(_again(at),), private=True)
    return Reply(say(wording.ON_CALL_JOINED), buttons=(_leave_button(at),), private=True)


async def _leave(at: At) -> Reply:
    """Nobody is asked for rights to leave."""
    gone = await at.tools.roster.leave(at.state, at.message.member)
    return Reply(at.tools.say(wording.ON_CALL_LEFT if gone else wording.SETUP_NOT_SAVED), private=True)


async def _refuse(at: At) -> Reply | None:
    home, origin = at.tools.roster.of(at.state).home, at.message.origin
    if at.state == PRIVATE or home is None:
        return Reply(at.tools.say(wording.SETUP_IN_GROUP, command="/setup"), private=True)
    if origin is None or not await at.tools.post.is_moderator(home, origin.person):
        return Reply(at.tools.say(wording.ON_CALL_MODERATORS), private=True)
    return None


def _again(at: At) -> Button:
    return ON_CALL.button(at.tools.say(wording.B_JOIN), "ask", "join", at.state, at.tools)


def _leave_button(at: At) -> Button:
    return ON_CALL.button(at.tools.say(wording.B_LEAVE), "ask", "leave", at.state, at.tools)


ON_CALL = Talk(
    "o",
    {"ask": Step(_ask, {"join": "join", "leave": "leave"}), "join": Step(_join), "leave": Step(_leave)},
    _ask,
)
