"""Messages whose danger is known: read from files, or the ordinary ones that the project ships."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from matching.loader import phrases, smalltalk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

URGENT = frozenset({"intent", "medical", "danger"})
"""Tiers where hours count."""
DANGER_NEEDS = frozenset({"suicide", "self-harm", "abuse", "sexual-assault", "help-a-friend"})
"""Needs whose phrases may show danger, so that finding it there is no false alarm."""
_TIERS = frozenset({"intent", "ideation", "passive", "selfharm", "third_party", "medical", "danger"})
_OTHER = "third_party"


class UnreadableRowError(ValueError):
    """A line that is no message; its sentence names the line and repeats no word of it."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message and what is known of it."""

    text: str = field(repr=False)
    language: str
    tier: str
    """Empty for a harmless one."""

    @property
    def about(self) -> str:
        """Whose danger it is, as the file has it."""
        return "other" if self.tier == _OTHER else "self"

    def saying(self, text: str) -> Message:
        """The same in other words."""
        return replace(self, text=text)


def read_rows(path: Path) -> list[Message]:
    """The messages of a file: one JSON object a line with `text`, perhaps `lang`, and `tier` or `label` if dangerous.

    Raises:
        OSError: the file cannot be read.
        UnreadableRowError: a line is no message.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeError:
        raise UnreadableRowError("line 1: this is no text in UTF-8.") from None
    return [_row(line, number) for number, line in enumerate(lines, start=1) if line.strip()]


def _row(line: str, number: int) -> Message:
    try:
        row: Mapping[str, Any] = json.loads(line)
        text, tier = row["text"], row.get("tier") or row.get("label") or "none"
        if not isinstance(text, str) or tier not in (*_TIERS, "none"):
            raise ValueError  # noqa: TRY301  one sentence for whatever is wrong with a line
    except (ValueError, KeyError, TypeError, AttributeError):
        known = ", ".join(sorted(_TIERS))
        raise UnreadableRowError(
            f"line {number}: this needs a “text”, and a “tier” or “label” that is none or one of {known}."
        ) from None
    return Message(text, str(row.get("lang") or ""), "" if tier == "none" else tier)


def everyday_messages(language: str, most: int) -> dict[str, Sequence[Message]]:
    """What members ask for and what they chat about, by kind; evenly thinned out where there are more than `most`."""
    asked = [line for need, lines in phrases(language).items() if need not in DANGER_NEEDS for line in lines]
    kinds = {"requests": asked, "small talk": list(smalltalk(language))}
    return {
        kind: [Message(line, language, "") for line in lines[:: max(1, -(-len(lines) // most))]]
        for kind, lines in kinds.items()
    }
