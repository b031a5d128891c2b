"""What Telegram accepts from a bot, as strictly as Telegram: parameters, HTML, lengths, keyboards."""

from __future__ import annotations

import html
import json
import os
import re
import struct
from functools import cache
from pathlib import Path
from typing import Any

INTEGERS = frozenset(
    {"chat_id", "message_id", "message_thread_id", "user_id", "offset", "limit", "timeout", "cache_time"}
)
BOOLEANS = frozenset({"disable_notification", "protect_content", "show_alert", "drop_pending_updates"})
OBJECTS = frozenset(
    {"reply_markup", "reply_parameters", "link_preview_options", "allowed_updates", "commands", "scope", "message_ids"}
)

METHODS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    name: (frozenset(required.split()), frozenset(optional.split()))
    for name, required, optional in (
        ("getMe", "", ""),
        ("getUpdates", "", "offset limit timeout allowed_updates"),
        (
            "sendMessage",
            "chat_id text",
            "message_thread_id parse_mode link_preview_options disable_notification reply_parameters reply_markup",
        ),
        (
            "sendPhoto",
            "chat_id photo",
            "message_thread_id caption parse_mode disable_notification reply_parameters reply_markup",
        ),
        (
            "sendDocument",
            "chat_id document",
            "message_thread_id caption parse_mode disable_notification reply_parameters reply_markup",
        ),
        ("editMessageText", "text", "chat_id message_id parse_mode link_preview_options reply_markup"),
        ("editMessageReplyMarkup", "", "chat_id message_id reply_markup"),
        ("deleteMessage", "chat_id message_id", ""),
        ("deleteMessages", "chat_id message_ids", ""),
        ("answerCallbackQuery", "callback_query_id", "text show_alert url cache_time"),
        ("sendChatAction", "chat_id action", "message_thread_id"),
        ("setMyCommands", "commands", "scope language_code"),
        ("getMyCommands", "", "scope language_code"),
        ("getChat", "chat_id", ""),
        ("getChatMember", "chat_id user_id", ""),
        ("getChatMemberCount", "chat_id", ""),
        ("pinChatMessage", "chat_id message_id", "disable_notification"),
        ("unpinChatMessage", "chat_id", "message_id"),
        ("deleteWebhook", "", "drop_pending_updates"),
    )
}
"""Method: required and optional parameters, as far as a bot like ours needs them."""

_TAGS = frozenset("b strong i em u ins s strike del span tg-spoiler a code pre blockquote tg-emoji".split())  # noqa: SIM905  reads as a list
_TOKEN = re.compile(r"<(?P<end>/?)(?P<tag>[a-z-]+)(?P<attributes>(?:\s+[a-z-]+(?:=\"[^\"<>]*\")?)*)\s*>|(?P<stray><)")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_ACTIONS = frozenset({"url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text", "pay"})


class Refused(Exception):  # noqa: N818  an answer of the server, not a failure of the test
    """Telegram says no: an HTTP status and a description."""

    def __init__(self, description: str, code: int = 400, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def published() -> dict[str, Any] | None:
    """The published Bot API specification, when this machine has it."""
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "specs"
    file = Path(os.environ.get("PEERBRIDGE_SPECS", beside)) / "telegram_bot_api.json"
    return dict(_read(file)) if file.is_file() else None


@cache
def _read(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def parameters(method: str, raw: dict[str, str]) -> dict[str, Any]:
    """The decoded parameters; refused when the method, or one of them, is not known, missing or of the wrong type."""
    if method not in METHODS:
        raise Refused("Not Found", 404)
    required, optional = METHODS[method]
    if unknown := raw.keys() - required - optional:
        raise Refused(f"Bad Request: unknown parameters {sorted(unknown)}")
    if missing := required - raw.keys():
        raise Refused(f"Bad Request: {sorted(missing)} is empty")
    try:
        return {name: _decode(name, value) for name, value in raw.items()}
    except ValueError:
        raise Refused("Bad Request: can't parse parameters") from None


def _decode(name: str, value: str) -> Any:
    if name in INTEGERS:
        return int(value)
    if name in BOOLEANS:
        return {"true": True, "false": False, "1": True, "0": False}[value.lower()]
    return json.loads(value) if name in OBJECTS else value


def visible(text: str, parse_mode: str | None) -> str:
    """What a member sees of a text; refused when its HTML does not parse or its length is wrong."""
    if parse_mode not in {None, "HTML"}:
        raise Refused("Bad Request: unsupported parse_mode")
    seen = (_parse(text) if parse_mode else text).strip()
    if not seen:
        raise Refused("Bad Request: message text is empty")
    if units(seen) > 4096:
        raise Refused("Bad Request: message is too long")
    return seen


def check_picture(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG; refused when Telegram would not show it as a picture."""
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR":
        raise Refused("Bad Request: IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", data[16:24])
    if not width or not height or width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise Refused("Bad Request: PHOTO_INVALID_DIMENSIONS")
    if len(data) > 10 * 2**20:
        raise Refused("Request Entity Too Large", 413)
    return width, height


def check_caption(caption: str) -> str:
    """The words under a picture or file; refused when they are too long."""
    if units(caption) > 1024:
        raise Refused("Bad Request: message caption is too long")
    return caption


def units(text: str) -> int:
    """Telegram's measure of length: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _parse(text: str) -> str:
    seen, opened, position = [], [], 0
    for token in _TOKEN.finditer(text):
        seen.append(text[position : token.start()])
        position = token.end()
        if token["stray"] or token["tag"] not in _TAGS:
            raise Refused(f"Bad Request: can't parse entities: unsupported start tag at byte offset {token.start()}")
        if not token["end"]:
            opened.append(token["tag"])
        elif not opened or opened.pop() != token["tag"]:
            raise Refused(f"Bad Request: can't parse entities: unmatched end tag at byte offset {token.start()}")
    if opened:
        raise Refused("Bad Request: can't parse entities: can't find end tag")
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), "".join([*seen, text[position:]]))


def check_keyboard(markup: dict[str, Any] | None) -> list[dict[str, str]]:
    """The buttons of an inline keyboard in order; refused when Telegram would refuse one of them."""
    if markup is None:
        return []
    if markup.keys() != {"inline_keyboard"}:
        raise Refused("Bad Request: object expected as reply markup")
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    if len(buttons) > 100:
        raise Refused("Bad Request: REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        if (
            not button.get("text", "").strip()
            or len(button.keys() & _ACTIONS) != 1
            or button.keys() - _ACTIONS - {"text"}
        ):
            raise Refused("Bad Request: can't parse inline keyboard button")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise Refused("Bad Request: BUTTON_DATA_INVALID")
        if "url" in button and not re.match(r"(?:https?|tg)://[^\s/]+", button["url"]):
            raise Refused("Bad Request: BUTTON_URL_INVALID")
    return buttons
