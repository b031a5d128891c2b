"""What Discord's messages, members and channels look like on the wire, for the tests' Discord."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.bots.discord_rules import buttons

if TYPE_CHECKING:
    from collections.abc import Sequence

BOT, GUILD, CHANNEL = 100, 1001, 2001
EPHEMERAL, LOADING = 64, 128
DM_OFFSET = 10**12
STAFF_CHANNEL, OPEN_CHANNEL = 2002, 2003
"""One that only moderators can view, and another that everybody can."""
VIEW, MANAGE_GUILD, MANAGE_MESSAGES = 1 << 10, 1 << 5, 1 << 13
PLAIN = VIEW | 1 << 11 | 1 << 14 | 1 << 16 | 1 << 31
"""To view, to write, to show links, to read what was said before, and to use commands."""
MODERATORS, MANAGERS = 4001, 4002
"""Two roles."""
RIGHTS = {MODERATORS: PLAIN | MANAGE_MESSAGES, MANAGERS: PLAIN | MANAGE_GUILD}


@dataclass
class Sent:
    """A message, as members see it; the bot's and the members' alike."""

    id: int
    channel: int
    author: dict[str, Any]
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    only_for: int | None = None
    """The member who alone sees it (ephemeral)."""
    reply_to: int | None = None
    thinking: bool = False
    deleted: bool = False
    body: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    """Name to content."""

    @property
    def labels(self) -> dict[str, str]:
        """Label to custom_id or address, of every button."""
        return {b["label"]: b.get("custom_id") or b["url"] for b in buttons(self.components)}


@dataclass
class Interaction:
    """A slash command or a press, and what became of it."""

    id: int
    token: str
    user: int
    channel: int
    made: float
    source: int | None = None
    """The message whose button was pressed."""
    answered: int | None = None
    """The kind of the callback."""
    original: int | None = None
    window: dict[str, Any] | None = None
    """The window that was opened as the answer."""
    is_filled: bool = False
    """It is a window that was filled in."""


def dm_channel(user: int) -> int:
    """The private chat of a member with the bot."""
    return DM_OFFSET + user


def user_of(number: int, *, bot: bool = False) -> dict[str, Any]:
    """A Discord user."""
    return {
        "id": str(number),
        "username": f"user{number}",
        "discriminator": "0",
        "global_name": None,
        "avatar": None,
        "bot": bot,
    }


def payload(message: Sent) -> dict[str, Any]:
    """The message as Discord writes it."""
    return {
        "id": str(message.id),
        "type": 0,
        "content": message.content,
        "channel_id": str(message.channel),
        "author": message.author,
        "timestamp": now(),
        "edited_timestamp": None,
        "embeds": message.embeds,
        "attachments": [],
        "mentions": [],
        "mention_roles": [],
        "pinned": False,
        "mention_everyone": False,
        "tts": False,
        "flags": (EPHEMERAL if message.only_for else 0) | (LOADING if message.thinking else 0),
        "components": json.loads(json.dumps(message.components)),
    }


def reference(message: Sent) -> dict[str, Any]:
    return {"type": 0, "message_id": str(message.id), "channel_id": str(message.channel), "guild_id": str(GUILD)}


def now() -> str:
    return datetime.now(UTC).isoformat()


def dm(user: int) -> dict[str, Any]:
    return {"id": str(dm_channel(user)), "type": 1, "last_message_id": None, "recipients": [user_of(user)], "flags": 0}


def member(roles: Sequence[int] = ()) -> dict[str, Any]:
    return {"roles": [str(role) for role in roles], "joined_at": now(), "deaf": False, "mute": False, "flags": 0}


def channel(number: int = CHANNEL) -> dict[str, Any]:
    """A channel of the server; @everyone cannot view the staff's."""
    closed = [{"id": str(GUILD), "type": 0, "allow": "0", "deny": str(VIEW)}]
    closed.append({"id": str(MODERATORS), "type": 0, "allow": str(VIEW), "deny": "0"})
    return {
        "id": str(number),
        "type": 0,
        "guild_id": str(GUILD),
        "name": {CHANNEL: "talk", STAFF_CHANNEL: "staff", OPEN_CHANNEL: "hall"}[number],
        "position": 0,
        "topic": None,
        "permission_overwrites": closed if number == STAFF_CHANNEL else [],
        "nsfw": False,
        "parent_id": None,
        "last_message_id": None,
        "flags": 0,
    }


def role(number: int, name: str, position: int, rights: int) -> dict[str, Any]:
    return {
        "id": str(number),
        "name": name,
        "color": 0,
        "hoist": False,
        "position": position,
        "mentionable": False,
        "permissions": str(rights),
        "managed": False,
        "flags": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
    }


def guild() -> dict[str, Any]:
    roles = [
        role(GUILD, "@everyone", 0, PLAIN),
        role(MODERATORS, "Moderators", 1, RIGHTS[MODERATORS]),
        role(MANAGERS, "Managers", 2, RIGHTS[MANAGERS]),
    ]
    return {
        "id": str(GUILD),
        "name": "A peer community",
        "owner_id": "1",
        "roles": roles,
        "emojis": [],
        "features": [],
        "channels": [channel(each) for each in (CHANNEL, STAFF_CHANNEL, OPEN_CHANNEL)],
        "threads": [],
        "members": [],
        "member_count": 3,
        "large": False,
        "voice_states": [],
        "presences": [],
        "stickers": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "icon": None,
        "banner": None,
        "splash": None,
        "discovery_splash": None,
        "description": None,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "preferred_locale": "en-US",
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "vanity_url_code": None,
        "application_id": None,
        "premium_progress_bar_enabled": False,
    }
