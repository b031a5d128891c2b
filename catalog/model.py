"""What a service is: the words and facts that community managers keep in services_catalog.yaml."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

Area = Literal["coping", "wellbeing", "therapy"]
Support = Literal[
    "psychoeducation",
    "support-group",
    "skills-training",
    "counselling",
    "supported-employment",
    "complementary-therapy",
    "screening",
    "helpline",
    "directory",
]
Readiness = Literal["learn", "try", "connect", "get-help"]
Audience = Literal[
    "young-people", "students", "parents", "older-adults", "veterans", "lgbtq", "carers", "migrants", "women", "men"
]
Cost = Literal["free", "low-cost", "paid", "mixed"]
Format = Literal["phone", "text", "web", "app", "video", "in-person", "chat-exercise", "workbook", "audio", "email"]
Channel = Literal["call", "text", "whatsapp", "chat", "email", "textphone"]
Level = Literal["guideline", "meta-analysis", "rct", "observational", "expert-consensus", "none"]
Applies = Literal["this", "method", "indirect"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
REGION_PATTERN = r"^(\*|[A-Z]{2}(-[A-Z0-9]{1,3})?)$"
COUNTRY_PATTERN = r"^[A-Z]{2}$"
LANGUAGE_PATTERN = r"^[a-z]{2,3}$"
CODE_PATTERN = r"^[a-z]{2}$"
CLOCK_PATTERN = r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$"


def _written_date(given: object) -> object:
    """Take only year-month-day: pydantic alone would read 20261122 as seconds since 1970."""
    if isinstance(given, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        raise PydanticCustomError("date_parsing", "not written as year-month-day")
    return given


Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=40)]
Region = Annotated[str, Field(pattern=REGION_PATTERN)]
Language = Annotated[str, Field(pattern=LANGUAGE_PATTERN)]
Clock = Annotated[str, Field(pattern=CLOCK_PATTERN)]
WrittenDate = Annotated[date, BeforeValidator(_written_date)]


class Record(BaseModel):
    """Frozen; unknown keys are problems; errors never repeat what was typed."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Contact(Record):
    """One way to reach a service."""

    channel: Channel
    dial: str
    """What a phone or mail program takes: digits only for numbers, an address for e-mail."""
    display: str
    """The same as members read it."""
    send_word: str | None = None
    """The word to send first, for text lines."""
    regions: tuple[Region, ...] = ()
    """Where this contact works; empty means wherever the service does."""
    languages: tuple[Language, ...] = ()
    note: str | None = None
    """A short hint shown beside the contact, such as "press 2 in Wales"."""


class Ages(Record):
    """Whole years, both ends included; None means no limit."""

    min: int | None = Field(default=None, ge=0, le=120)
    max: int | None = Field(default=None, ge=0, le=120)


class Period(Record):
    """Open on these days between two times of the service's own clock; past midnight when closes <= opens."""

    days: tuple[Day, ...]
    opens: Clock
    closes: Clock


class Hours(Record):
    """When somebody answers. Neither `always` nor `periods`: unknown, see `note`."""

    always: bool = False
    time_zone: str | None = None
    """IANA name, such as Europe/London; needed with `periods`."""
    periods: tuple[Period, ...] = ()
    note: str | None = None


class Reference(Record):
    """One published study or guideline; kept once under a key and named by services."""

    citation: str
    doi: str | None = None
    url: str | None = None
    finding: str | None = None
    """One plain sentence; only findings that were checked against the source."""


class Evidence(Record):
    """How well the method is studied, and whether the studies are of this very service."""

    level: Level
    applies: Applies | None = None
    refs: tuple[str, ...] = ()
    """Keys of `Catalog.references`."""


class Verified(Record):
    """When, by whom and how the facts were last checked."""

    on: WrittenDate
    by: str
    how: str


class Translation(Record):
    """The member-facing words of a service in another language."""

    name: str
    summary: str
    ask_first: str | None = None
    tell: str | None = None
    steps: tuple[str, ...] = ()
    reviewed: bool = False
    """Whether a native speaker has read it."""


class Service(Record):
    """One thing that may help: a line, a group, a course, an exercise, a directory."""

    id: Id
    name: str
    provider: str
    url: str
    summary: str
    area: Area
    support: Support
    needs: tuple[str, ...]
    """Need ids, most fitting first."""
    readiness: tuple[Readiness, ...]
    audience: tuple[Audience, ...] = ()
    """Only for these people; empty means for everyone."""
    cost: Cost
    regions: tuple[Region, ...]
    """`*` is worldwide."""
    languages: tuple[Language, ...]
    formats: tuple[Format, ...]
    ages: Ages = Ages()
    anonymous: Literal["yes", "no", "unknown"] = "unknown"
    hours: Hours = Hours()
    low_bandwidth: bool = False
    contacts: tuple[Contact, ...] = ()
    cautions: tuple[str, ...] = ()
    """Need ids in whose presence this is never offered."""
    ask_first: str | None = None
    """A question that is asked before an exercise starts."""
    tell: str | None = None
    """A safety sentence that stands on the card."""
    steps: tuple[str, ...] = ()
    """An exercise to do in the chat, one step each."""
    examples: tuple[str, ...] = ()
    """What somebody would say who needs just this."""
    evidence: Evidence
    verified: Verified
    checked: bool = True
    """`no` hides it from members, until somebody has looked at an entry that was brought in from elsewhere."""
    translations: dict[Language, Translation] = Field(default_factory=dict)


class Need(Record):
    """One word of the vocabulary."""

    id: Id
    code: Annotated[str, Field(pattern=CODE_PATTERN)]
    """Two letters that stand for it in button payloads; never reused for another need."""
    label: str
    """Plain words that a member would use."""
    definition: str
    area: Area
    sensitive: bool = False


class CommunityLine(Record):
    """A crisis line that a community adds or puts first; it can never remove a shipped one."""

    name: str
    country: Annotated[str, Field(pattern=COUNTRY_PATTERN)]
    purposes: tuple[Literal["suicide", "abuse", "sexual-assault", "child"], ...]
    languages: tuple[Language, ...]
    hours: Hours
    contacts: tuple[Contact, ...]
    verified: Verified


class Catalog(Record):
    """The whole file, checked."""

    services: tuple[Service, ...]
    """Those that members may be shown."""
    unchecked: tuple[Service, ...] = ()
    """Those that nobody has looked at yet; never shown."""
    references: dict[str, Reference] = Field(default_factory=dict)
    crisis_lines: tuple[CommunityLine, ...] = ()
    phrases: dict[Language, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    """The community's own example phrases: language, need id, phrases."""
    digest: str = ""
    """SHA-256 of the bytes of the file, hex; of all their digests where it stands on others."""

    def service(self, service_id: str) -> Service | None:
        """The service with this id, or None."""
        return next((s for s in self.services if s.id == service_id), None)
