"""What Discord refuses, told by the local server of the tests: its documented limits and its published schema."""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = "discord_openapi.json"
BUTTON, ROW, LINK = 2, 1, 5
MODAL, LABELLED = 9, 18
"""The kind of callback that opens a window; a line in it."""
REQUESTS: dict[str, dict[str, Any]] = {
    "message": {"$ref": "#/components/schemas/MessageCreateRequest"},
    "edit": {"$ref": "#/components/schemas/MessageEditRequestPartial"},
    "webhook": {"$ref": "#/components/schemas/IncomingWebhookRequestPartial"},
    "webhook edit": {"$ref": "#/components/schemas/IncomingWebhookUpdateRequestPartial"},
    "callback": {
        "anyOf": [
            {"$ref": "#/components/schemas/CreateMessageInteractionCallbackRequest"},
            {"$ref": "#/components/schemas/UpdateMessageInteractionCallbackRequest"},
            {"$ref": "#/components/schemas/ModalInteractionCallbackRequest"},
        ]
    },
    "commands": {"type": "array", "items": {"$ref": "#/components/schemas/ApplicationCommandUpdateRequest"}},
    "command": {"$ref": "#/components/schemas/ApplicationCommandCreateRequest"},
}


class Refusal(Exception):  # noqa: N818  it is an answer of the server
    """An error response: status, Discord's code, and why."""

    def __init__(self, status: int, code: int, why: str) -> None:
        super().__init__(why)
        self.status, self.code, self.why = status, code, why


def specification() -> dict[str, Any] | None:
    """Discord's published OpenAPI document, when this machine has it."""
    beside = Path(__file__).parents[2].parent / "shared" / "specs"
    path = Path(os.environ.get("PEERBRIDGE_SPECS", beside)) / SPEC
    if not path.is_file():
        return None
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    # Discord itself takes an id as a number too, and discord.py sends some so
    document["components"]["schemas"]["SnowflakeType"] = {"type": ["string", "integer"]}
    return document


@functools.cache
def _validator(kind: str) -> Any:
    document = specification()
    if document is None:
        return None
    return jsonschema.Draft202012Validator({**REQUESTS[kind], "components": document["components"]})


def check(kind: str, body: Any) -> None:
    """Raise a refusal when the body breaks the schema or a limit; the message names the place, not the content."""
    validator = _validator(kind)
    if validator is not None and (found := jsonschema.exceptions.best_match(validator.iter_errors(body))):
        raise Refusal(400, 50035, f"{kind}: {found.json_path} breaks {found.validator}")
    if kind == "callback" and body["type"] == MODAL:
        _modal(body["data"])
    elif kind == "callback":
        _limits(body.get("data") or {}, may_be_empty=True)
    elif kind in {"message", "edit", "webhook", "webhook edit"}:
        _limits(body, may_be_empty=kind in {"edit", "webhook edit"})


def units(text: str) -> int:
    """Discord's clients count UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def buttons(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All buttons of a message's rows."""
    for row in components:
        yield from row["components"]


def _limits(body: dict[str, Any], *, may_be_empty: bool) -> None:
    content, embeds, rows = body.get("content") or "", body.get("embeds") or [], body.get("components") or []
    if not may_be_empty and not content.strip() and not embeds:
        raise Refusal(400, 50006, "cannot send an empty message")
    _at_most(units(content), 2000, "content")
    _at_most(len(embeds), 10, "embeds")
    _at_most(sum(_embed(embed) for embed in embeds), 6000, "all embeds together")
    _rows(rows)


def _modal(window: dict[str, Any]) -> None:
    lines = window["components"]
    if not 1 <= len(lines) <= 5 or any(line["type"] != LABELLED for line in lines):
        raise Refusal(400, 50035, "a window has one to five lines")
    _at_most(units(window["title"]), 45, "title of a window")
    for line in lines:
        _at_most(units(line["label"]), 45, "label of a line")
        _at_most(units(line.get("description") or ""), 100, "description of a line")
        box = line["component"]
        _at_most(units(box.get("value") or ""), box.get("max_length") or 4000, "what stands in a line")
    if len({line["component"]["custom_id"] for line in lines}) != len(lines):
        raise Refusal(400, 50035, "custom_id is used twice")


def _embed(embed: dict[str, Any]) -> int:
    title, description = embed.get("title") or "", embed.get("description") or ""
    if not title.strip() and not description.strip():
        raise Refusal(400, 50035, "an embed is empty")
    _at_most(units(title), 256, "embed title")
    _at_most(units(description), 4096, "embed description")
    _web(embed.get("url") or "https://example.org", 2048)
    return units(title) + units(description)


def _rows(rows: list[dict[str, Any]]) -> None:
    _at_most(len(rows), 5, "rows")
    for row in rows:
        if row["type"] != ROW or not row["components"]:
            raise Refusal(400, 50035, "a row is empty, or no row")
        _at_most(len(row["components"]), 5, "buttons in a row")
    ids = [_button(button) for button in buttons(rows) if button["style"] != LINK]
    if len(ids) != len(set(ids)):
        raise Refusal(400, 50035, "custom_id is used twice")
    for link in (button for button in buttons(rows) if button["style"] == LINK):
        _label(link)
        _web(link["url"], 512)


def _button(button: dict[str, Any]) -> str:
    _label(button)
    custom_id = str(button.get("custom_id", ""))
    if not 1 <= len(custom_id) <= 100 or button.get("url"):
        raise Refusal(400, 50035, "custom_id must have 1 to 100 characters, and no url beside it")
    return custom_id


def _label(button: dict[str, Any]) -> None:
    if button["type"] != BUTTON or not str(button.get("label", "")).strip():
        raise Refusal(400, 50035, "a button needs a label")
    _at_most(units(button["label"]), 80, "label")


def _web(url: str, limit: int) -> None:
    _at_most(len(url), limit, "url")
    if not url.startswith(("http://", "https://")) or " " in url or "." not in url:
        raise Refusal(400, 50035, "not a well formed URL")


def _at_most(size: int, limit: int, what: str) -> None:
    if size > limit:
        raise Refusal(400, 50035, f"{what}: {size} is more than {limit}")
