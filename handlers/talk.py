"""Talk in steps: a table says what is asked, which answers can be tapped, and where each of them leads.

A talk holds no state: the button that is pressed names the talk, the step it stood under, the answer, and what the
talk must not forget. So it survives a restart, and a second process, and two members never mix.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handlers.buttons import Press, Verb
from handlers.messages import Button

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from handlers.messages import Incoming, Reply
    from handlers.tools import Tools

_PARTS = 4


@dataclass(frozen=True, slots=True)
class At:
    """Where somebody is in a talk."""

    answer: str
    """The code of the answer that led here; empty at the beginning."""
    state: str
    """What the talk carries from step to step: codes of our own lists, never a member's words."""
    message: Incoming
    tools: Tools


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the bot says in a talk."""

    tell: Callable[[At], Awaitable[Reply]]
    leads: Mapping[str, str] = field(default_factory=dict)
    """The code of each answer that can be tapped here, and the step that it leads to."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A table of steps; the first is where it begins."""

    name: str
    """One letter or two; it stands in every button."""
    steps: Mapping[str, Step]
    lost: Callable[[At], Awaitable[Reply]]
    """What is said when a button leads nowhere any more."""

    def entry(self, label: str, state: str, tools: Tools) -> Button:
        """The button that begins the talk."""
        return self._button(label, "", "", state, tools)

    def button(self, label: str, step: str, answer: str, state: str, tools: Tools) -> Button:
        """One answer under a step. Raises KeyError when the table does not know it."""
        if answer not in self.steps[step].leads:
            raise KeyError(answer)
        return self._button(label, step, answer, state, tools)

    def begun(self, press: Press | None) -> bool:
        """Whether this press belongs to this talk."""
        return press is not None and press.verb is Verb.TALK and press.subject.partition(".")[0] == self.name

    async def go_on(self, message: Incoming, tools: Tools) -> Reply:
        """What follows the pressed button."""
        subject = tools.press.subject if tools.press else ""
        _, step, answer, state = (*subject.split(".", _PARTS - 1), "", "", "")[:_PARTS]
        at = At(answer, state, message, tools)
        if not step and not answer:
            return await next(iter(self.steps.values())).tell(at)
        known = self.steps.get(step)
        if known is None or answer not in known.leads:
            return await self.lost(at)
        return await self.steps[known.leads[answer]].tell(at)

    def _button(self, label: str, step: str, answer: str, state: str, tools: Tools) -> Button:
        return Button(label, payload=tools.payload(Press(Verb.TALK, f"{self.name}.{step}.{answer}.{state}")))
