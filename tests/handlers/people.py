"""Members who say things to the desk, as a door would pass them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.messages import Incoming

if TYPE_CHECKING:
    from handlers.desk import Desk
    from handlers.messages import Button, Reply

ANA, BEN = "a" * 32, "b" * 32
GROUP = "0123456789abcdef"


async def say(desk: Desk, text: str, member: str = ANA, **more: object) -> Reply:
    """A member writes in private and is answered."""
    return await pass_on(desk, _message(member, text=text, **more))


async def command(desk: Desk, name: str, text: str = "", member: str = ANA, **more: object) -> Reply:
    """A member types a command in private."""
    return await pass_on(desk, _message(member, command=name, text=text, **more))


async def press(desk: Desk, button: Button, member: str = ANA, **more: object) -> Reply:
    """A member presses a button in private."""
    return await pass_on(desk, _message(member, pressed=button.payload or button.doorway, **more))


async def in_group(desk: Desk, text: str, member: str = ANA, **more: object) -> Reply:
    """A member calls the bot in a group."""
    return await say(desk, text, member, community=GROUP, private=False, **more)


async def through(desk: Desk, button: Button, member: str = ANA) -> Reply:
    """A member follows a doorway from a group into a private chat, as Telegram does it."""
    assert button.doorway
    return await command(desk, "start", button.doorway, member)


async def pass_on(desk: Desk, message: Incoming) -> Reply:
    """What every door does: ask the desk, send, and tell the desk that it was sent."""
    reply = await desk.answer(message)
    assert reply is not None
    await desk.delivered(message, reply)
    return reply


def labelled(reply: Reply, label: str) -> Button:
    """The first button with this label."""
    buttons = [button for item in reply.items for button in item.buttons] + list(reply.buttons)
    return next(button for button in buttons if button.label == label)


def everything(reply: Reply) -> str:
    """All that the member reads."""
    parts = [reply.text]
    for item in reply.items:
        parts += [item.title, item.text, item.url or "", *(button.label for button in item.buttons)]
    return "\n".join([*parts, *(button.label for button in reply.buttons)])


def _message(member: str, **more: object) -> Incoming:
    given = {"community": "private", "private": True, **more}
    return Incoming(member, **given)  # type: ignore[arg-type]  # the tests name Incoming's own fields
