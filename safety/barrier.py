"""What would make it hard to reach out? Six answers, one practical reply to each, and the lines again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safety.answers import PRIVATE, Answer, AnswerButton, buttons_of, is_urgent
from safety.page import SUICIDE, Page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from safety.lines import Line
    from safety.verdict import Danger

BARRIERS = ("police", "phone", "cost", "shame", "secret", "tried")
"""What makes it hard to reach out."""


def barrier(
    reason: str | None,
    danger: Danger,
    *,
    language: str,
    country: str | None,
    now: datetime,
    first: Sequence[Line] = (),
    young: bool | None = None,
) -> Answer:
    """In private: what would make it hard to reach out? Then one practical reply and the lines again.

    Args:
        reason: one of `BARRIERS`; None asks the question.
        danger: what we had answered; after an urgent one the emergency number stands here too.
        language: of the member.
        country: as for `compose`.
        now: a moment with a time zone.
        first: lines that the community put first.
        young: whether this is a young person; None when unknown.
    """
    page = Page(language, country, now, tuple(first), young)
    lines = page.quiet_lines(SUICIDE, limit=3) if reason == "phone" else page.lines(SUICIDE, limit=2)
    text = page.write(page.find("barrier", reason or "ask"), page.slots(SUICIDE, lines=lines), urgent=is_urgent(danger))
    if reason:
        return Answer(text, buttons_of(page, "barrier", *PRIVATE), asks=False)
    labels = page.texts["barrier"]["buttons"]
    reasons = tuple(AnswerButton(known, labels[known]) for known in BARRIERS)
    return Answer(text, (*reasons, *buttons_of(page, *PRIVATE)), asks=False)
