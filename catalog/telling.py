"""What each field of a catalog means, said to the people who fill it in, with something to copy."""

from __future__ import annotations

from typing import Any

from catalog.golden import Golden
from catalog.model import (
    Ages,
    Applies,
    Area,
    CommunityLine,
    Contact,
    Cost,
    Evidence,
    Hours,
    Level,
    Period,
    Readiness,
    Record,
    Reference,
    Service,
    Support,
    Translation,
    Verified,
)

Told = dict[str, tuple[str, Any]]
"""For each field: what it means, and an example."""

_CONTACT = {"channel": "call", "dial": "0800555123", "display": "0800 555 123"}
_PERIOD = {"days": ["mon", "tue"], "opens": "09:00", "closes": "17:00"}
_VERIFIED = {"on": "2026-11-22", "by": "Ana", "how": "read on its own page"}
_EXAMPLES = (
    "What somebody would say who needs just this: two or three short sentences in your own words. Never copy what a "
    "member wrote."
)
_TEXT = "What members read about it"

FIELDS: dict[type[Record], Told] = {
    Service: {
        "id": ("A short name that never changes: small letters, digits and single dashes.", "our-tuesday-group"),
        "name": ("What it is called. Members see it first.", "Our Tuesday group"),
        "provider": ("Who offers it.", "Our community"),
        "url": ("Its own web page, with https:// in front.", "https://www.example.org/group"),
        "summary": (
            "What people do there, and for whom it is: one or two short sentences. No prices, they go out of date.",
            "Meet others from this community every Tuesday evening. You can just listen.",
        ),
        "area": ("What it is for, roughly.", "wellbeing"),
        "support": ("What kind of help it is.", "support-group"),
        "needs": ("What it helps with, the best fit first.", ["loneliness", "connection"]),
        "readiness": ("What members do there.", ["connect"]),
        "audience": ("Only for these people. Leave it out if it is for everyone.", ["students"]),
        "cost": ("What members pay.", "free"),
        "regions": ('Countries as two capital letters, parts such as GB-SCT, or "*" for the whole world.', ["GB"]),
        "languages": ("Its languages, as two small letters.", ["en"]),
        "formats": ("How it happens.", ["in-person"]),
        "ages": ("From and up to which age. Leave it out if there is no limit.", {"min": 16, "max": 25}),
        "anonymous": ("May people stay unnamed there?", "yes"),
        "hours": ("24/7, or a time zone with days and times, or only a note when you do not know.", "24/7"),
        "low_bandwidth": ("Does it work with a slow connection?", True),
        "contacts": ("Numbers and addresses. Leave it out if there are none.", [_CONTACT]),
        "cautions": ("Needs beside which this may do harm: it is never offered to people who have one.", ["eating"]),
        "ask_first": ("A question that is asked before an exercise starts.", "Do you have heart trouble?"),
        "tell": ("A safety sentence that stands on the card.", "Stop if you feel dizzy."),
        "steps": ("An exercise to do in the chat, one step each.", ["Breathe in while you count to four."]),
        "examples": (
            _EXAMPLES,
            ["I would like to meet people who know what this is like"],
        ),
        "evidence": ("How well its method is studied.", {"level": "none"}),
        "verified": ("When, by whom and how the facts were checked.", _VERIFIED),
        "checked": ("“no” hides the entry from members until somebody has looked at it.", False),
        "translations": (
            "The words for members in other languages, such as es and th.",
            {"es": {"name": "Nuestro grupo de los martes", "summary": "Un grupo para conocernos.", "reviewed": True}},
        ),
    },
    Contact: {
        "channel": ("The way to reach it.", "call"),
        "dial": ("What a phone takes: digits only. For e-mail the address, for a chat its web page.", "0800555123"),
        "display": ("The same as people read it.", "0800 555 123"),
        "send_word": ("The word to send first, for text lines.", "HELLO"),
        "regions": ("Where this number works, if not everywhere that the service does.", ["GB-SCT"]),
        "languages": ("The languages spoken on this number, if not all of the service's.", ["es"]),
        "note": ("A short hint that stands beside the number.", "press 2 in Wales"),
    },
    Ages: {"min": ("The youngest age, in whole years.", 16), "max": ("The oldest age, in whole years.", 25)},
    Period: {
        "days": ("On which days.", ["mon", "tue"]),
        "opens": ("From when, on a clock of 24 hours.", "09:00"),
        "closes": ("Until when; earlier than “opens” means after midnight.", "17:00"),
    },
    Hours: {
        "always": ("“yes” for day and night; 24/7 says the same in short.", True),
        "time_zone": ("Whose clock it is, as a continent and a city.", "Europe/London"),
        "periods": ("The days and times when somebody answers.", [_PERIOD]),
        "note": ("What else to know about the hours.", "not on public holidays"),
    },
    Reference: {
        "citation": ("Who wrote what, when and where.", "Made-up author (2020). Groups. Journal."),
        "doi": ("The number of the study, without https://doi.org/.", "10.1000/example.1"),
        "url": ("Where it can be read.", "https://www.example.org/study"),
        "finding": ("What was found, in one plain sentence.", "People who joined felt less lonely."),
    },
    Evidence: {
        "level": ("The best kind of study there is; “none” if there is no study.", "rct"),
        "applies": ("Whether the studies are of this very thing, of its method, or of something like it.", "method"),
        "refs": ("The studies, by their keys under references.", ["groups-2020"]),
    },
    Verified: {
        "on": ("The day of the check: year-month-day.", "2026-11-22"),
        "by": ("Who checked: a name or a role.", "Ana"),
        "how": ("How it was checked.", "called the number"),
    },
    Translation: {
        "name": ("What it is called.", "Nuestro grupo de los martes"),
        "summary": (f"{_TEXT}, in one or two short sentences.", "Un grupo para conocernos."),
        "ask_first": ("The question before an exercise starts.", "¿Tienes problemas de corazón?"),
        "tell": ("The safety sentence on the card.", "Para si te mareas."),
        "steps": ("The steps of the exercise, as many as in English.", ["Inspira mientras cuentas hasta cuatro."]),
        "reviewed": ("“yes” once somebody who grew up with this language has read it.", True),
    },
    CommunityLine: {
        "name": ("What the crisis line is called.", "Night Line"),
        "country": ("Its country, as two capital letters.", "GB"),
        "purposes": ("What people may call about.", ["suicide"]),
        "languages": ("The languages that are spoken there.", ["en"]),
        "hours": ("24/7, or a time zone with days and times.", "24/7"),
        "contacts": ("Its numbers.", [_CONTACT]),
        "verified": ("When, by whom and how the number was checked. Please call it.", _VERIFIED),
    },
    Golden: {
        "say": ("What somebody may say, in words of your own. Never a real post.", "I lie awake until three"),
        "expect": ("Ids of services; one of them must be among the three that are shown.", ["regular-sleep-rhythm"]),
        "region": ("The person's country, such as GB. Leave it out if it should work anywhere.", "GB"),
        "language": ("en, es or th. Leave it out, and it is read from the words.", "es"),
        "paused": ("Why this request may fail for now.", "the group rests until May"),
    },
}

PARTS: Told = {
    "extends": ("“base” builds on the services that come with Peerbridge; then only say what differs.", "base"),
    "hide": ("Ids of services of the base that your members should not see.", ["worry-time"]),
    "override": (
        "For a service of the base that is right except for something: its id, and below it only what differs.",
        {"box-breathing": {"name": "Square breathing"}},
    ),
    "services": ("Your services. Each begins with “- id: …”.", None),
    "references": ("Studies that your services name, each under a key of its own.", None),
    "crisis_lines": ("Crisis lines that you add or want first. Those that ship can never be removed.", None),
    "phrases": (
        "Words that your members use, for each language and need. Never copy what a member wrote.",
        {"en": {"loneliness": ["nobody in this server ever answers me"]}},
    ),
    "meta": ("Notes for yourselves. Members never see them.", {"title": "Services of our community"}),
}

WORDS: dict[Any, dict[str, str]] = {
    Area: {
        "coping": "to get through a hard time",
        "wellbeing": "to feel and live well",
        "therapy": "treatment, and the way to it",
    },
    Readiness: {
        "learn": "read about it",
        "try": "do it now",
        "connect": "meet people",
        "get-help": "talk to someone trained",
    },
    Support: {
        "psychoeducation": "something to read or watch that explains",
        "support-group": "people in the same boat who meet or write",
        "skills-training": "exercises and courses",
        "counselling": "talking with somebody trained",
        "supported-employment": "help with work",
        "complementary-therapy": "such as yoga, music or nature",
        "screening": "a questionnaire",
        "helpline": "a number to call or text",
        "directory": "a list to search for more help",
    },
    Cost: {
        "free": "nothing to pay",
        "low-cost": "a small fee, or what one can pay",
        "paid": "the usual price",
        "mixed": "some of it free",
    },
    Level: {
        "guideline": "a health authority recommends it",
        "meta-analysis": "many studies were put together",
        "rct": "studies that drew lots",
        "observational": "studies that only watched",
        "expert-consensus": "experts agree",
        "none": "nobody has studied it",
    },
    Applies: {
        "this": "the studies are of this very thing",
        "method": "of its method",
        "indirect": "of something like it",
    },
}
