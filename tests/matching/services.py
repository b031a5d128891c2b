"""Small services for tests: everything has a calm default."""

from __future__ import annotations

from datetime import date
from typing import Any

from catalog.model import Evidence, Service, Verified
from matching.understanding import Because, Match


def service(name: str, **changes: Any) -> Service:
    """A worldwide, free exercise for anxiety, changed as wished."""
    facts: dict[str, Any] = {
        "id": name,
        "name": name,
        "provider": name,
        "url": "https://example.org",
        "summary": name,
        "area": "coping",
        "support": "skills-training",
        "needs": ("anxiety",),
        "readiness": ("try",),
        "cost": "free",
        "regions": ("*",),
        "languages": ("en",),
        "formats": ("web",),
        "evidence": Evidence(level="none"),
        "verified": Verified(on=date(2026, 11, 22), by="desk research, not called", how="page"),
    }
    return Service.model_validate(facts | changes)


def match(score: float, name: str, **changes: Any) -> Match:
    """A service that was found, with its score."""
    return Match(service(name, **changes), score, Because())
