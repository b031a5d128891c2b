"""What is counted beside needs and services, in plain words."""

from __future__ import annotations

READINESS = {
    "learn": "wants to read about it",
    "try": "wants to try something alone",
    "connect": "wants to meet others",
    "get-help": "wants help from somebody trained",
}
WHY_LABELS = {
    "region": "the nearest service is not for their country",
    "age": "the nearest service is not for their age",
    "audience": "the nearest service is for a group they are not in",
    "caution": "the nearest service could do harm beside something else they told",
}
WISH_LABELS = {
    "region": "works in their country",
    "age": "for their age",
    "audience": "for people like them",
    "cost": "costs what they can pay",
    "language": "in their language",
    "format": "by phone, in person, online: as they like it",
    "anonymous": "without giving a name",
    "at-night": "at night",
    "readiness": "fits what they are ready for",
    "open-now": "open now",
}
REASON_LABELS = {
    "too-costly": "too costly",
    "wrong-area": "in the wrong place",
    "wrong-language": "in the wrong language",
    "waiting-list": "too long a wait",
    "not-my-age": "not for my age",
    "not-ready": "not ready yet",
    "tried-it": "tried it already",
}
PROBLEM_LABELS = {
    "number": "a number or link is wrong",
    "fit": "the answer did not fit",
    "hurt": "an answer hurt",
    "false-alarm": "asked about danger without need",
    "other": "something else",
}
