"""The published tables as plain rows, for a spreadsheet (CSV) or another program (JSON), each column explained."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from typing import TYPE_CHECKING, Any

from insight import saying
from insight.labels import PROBLEM_LABELS, READINESS, REASON_LABELS, WHY_LABELS, WISH_LABELS
from insight.study import INTERESTED, ORDER, RESPONDENTS, SOURCE
from insight.tables import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from insight.facts import Facts
    from insight.report import Report
    from insight.shares import Share
    from insight.tables import Subject, Table

Cell = str | int | None
COLUMNS = {
    "period": "Week (2026-W48, ISO), month (2026-11) or quarter (2026-Q4). A week is in the month of its Thursday.",
    "kind_of_period": "week, month or quarter. Numbers of a month or quarter are those of its busiest week.",
    "from": "The first day of the period. Weeks begin on Monday.",
    "to": "The last day of the period; of a month or quarter, the Sunday of its last week.",
    "about": "What was counted: see “about” below.",
    "what": "The id of the need, service, language or reason. “any” stands for all together.",
    "label": "The same in plain words, as your list has it today. Empty where it is not listed any more.",
    "shown": "exact: so many members. at least: so many or more. fewer than: fewer, perhaps none. hidden: not told.",
    "members": "Members, each counted once in a week. Empty where hidden.",
}
ABOUT = {
    "asked": "asked for anything",
    "area": "asked about this area",
    "request": "asked about this need",
    "language": "got the answer in this language; English is not counted",
    "outcome": "nothing fitted",
    "outcome-in": "nothing fitted, in this language",
    "readiness": "what they were ready for",
    "met": "one wish that an answer met",
    "missed": "one wish that no service in the answer met",
    "unmet": "nothing fitted for this need",
    "unmet-in": "nothing fitted for this need, in this language",
    "unmet-why": "what alone stood in the way of the nearest service",
    "shown": "saw this service",
    "shown-kind": "saw a service of this kind",
    "interest": "would like this service",
    "interest-kind": "would like a service of this kind; any: of whatever kind",
    "refused": "said no to this service",
    "refused-kind": "said no to a service of this kind",
    "reason": "why they said no, over all services",
    "problem": "reported a problem",
    "danger": "were answered about danger: one number for everybody and a quarter",
    "everything else": "what no other row of the period names; sensitive needs are told in quarters alone",
}
"""For each `about`, what the members did."""
_FORMULA = tuple("=+-@\t\r\n")
_FOR_SPREADSHEETS = "utf-8-sig"


def rows(tables: Sequence[Table], facts: Facts) -> Iterator[dict[str, Cell]]:
    """A row for everything that is told, and one for each period that says what everything else is."""
    for table in tables:
        period = table.period
        head: dict[str, Cell] = {
            "period": period.name,
            "kind_of_period": period.kind,
            "from": period.start.isoformat(),
            "to": saying.last_day(period).isoformat(),
        }
        for subject, value in sorted(table.values.items()):
            told: dict[str, Cell] = {"about": subject.kind.value, "what": subject.what, "label": label(subject, facts)}
            yield {**head, **told, "shown": value.shown, "members": value.number}
        rest = "hidden" if table.below is None else "fewer than"
        yield {**head, "about": "everything else", "what": "", "label": "", "shown": rest, "members": table.below}


def as_csv(tables: Sequence[Table], facts: Facts) -> bytes:
    """For a spreadsheet; nothing in it can become a formula."""
    return _written(COLUMNS, rows(tables, facts))


def dictionary_as_csv() -> bytes:
    """What each column and each `about` means, for a spreadsheet."""
    lines: list[dict[str, Cell]] = [{"name": name, "what it means": meaning} for name, meaning in COLUMNS.items()]
    lines += [{"name": f"about: {name}", "what it means": meaning} for name, meaning in ABOUT.items()]
    return _written(("name", "what it means"), lines)


def as_json(report: Report, tables: Sequence[Table], facts: Facts) -> str:
    """For another program: the same rows, what follows from them, and what each field means."""
    told: dict[str, Any] = {
        "from": report.first and report.first.isoformat(),
        "to": report.last and report.last.isoformat(),
        "weeks": report.weeks,
        "in_short": saying.headlines(report),
        "numbers": list(rows(tables, facts)),
        "holes": [_hole(report, number) for number in range(len(report.holes))],
        "wanted": [{"service": each.id, **_share(each.wanted)} for each in report.services if each.wanted],
        "seldom_wanted": [each.id for each in report.seldom_wanted],
        "languages": [
            {"language": one.language, "verdict": one.verdict, "here": _share(one.share), "all": _share(one.everyone)}
            for one in report.equity
        ],
        "mix": report.mix and {"verdict": report.mix.verdict, "areas": [_share(each) for each in report.mix.shares]},
        "study": {"order": ORDER, "respondents": RESPONDENTS, "interested": INTERESTED, "source": SOURCE},
        "dictionary": {"numbers": COLUMNS, "about": ABOUT, **_FIELDS},
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


_FIELDS = {
    "holes": "Members asked for this need and nothing fitted; listed: services that your list has for it today.",
    "wanted": "How large a part of those who saw a service in one week would like it; low and high: a 95 % range.",
    "seldom_wanted": "Services that were shown, and that fewer than 11 wanted in every week.",
    "languages": "How often nothing fitted in one language (here) and for all, in the same week; verdict: worse, "
    "better, unsure (chance could explain it) or too few.",
    "mix": "The part of members who asked about each area, in one week; verdict: same order as the study, other, "
    "unsure.",
    "study": "Self-selected respondents of a published survey; interested: from 0 to 1.",
}


def label(subject: Subject, facts: Facts) -> str:
    """In plain words, as the list has it today; empty where it is not listed any more."""
    if subject.kind in _LABELS:
        return _LABELS[subject.kind].get(subject.what, "")
    first, _, language = subject.what.partition(":")
    if first in facts.services:
        return facts.services[first].name
    if first in facts.needs:
        words = facts.needs[first].label
        return f"{words}, in {facts.languages.get(language, language)}" if language else words
    return facts.languages.get(first, "")


_LABELS = {
    Kind.MET: WISH_LABELS,
    Kind.MISSED: WISH_LABELS,
    Kind.UNMET_WHY: WHY_LABELS,
    Kind.REASON: REASON_LABELS,
    Kind.READINESS: READINESS,
    Kind.PROBLEM: PROBLEM_LABELS,
}


def _hole(report: Report, number: int) -> dict[str, Any]:
    one = report.holes[number]
    return {
        "need": one.need,
        "language": one.language,
        "period": one.finding.period.name,
        "shown": one.finding.value.shown,
        "members": one.finding.value.number,
        "listed": one.listed,
        "sentence": saying.hole(one),
        "stub": one.stub,
    }


def _share(one: Share | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {
        "period": one.period.name,
        "about": one.part.kind.value,
        "what": one.part.what,
        "shown": one.value.shown,
        "members": one.value.number,
        "of": one.of,
        "low": round(one.low, 3),
        "high": round(one.high, 3),
    }


def _written(columns: Sequence[str] | dict[str, str], lines: Any) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, fieldnames=list(columns))
    writer.writeheader()
    for line in lines:
        writer.writerow({name: safe(cell) for name, cell in line.items()})
    return file.getvalue().encode(_FOR_SPREADSHEETS)


def safe(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula: such text gets a mark in front."""
    if not isinstance(cell, str):
        return cell
    # Wide signs such as U+FF1D count too, and spaces in front of them do not help.
    plain = unicodedata.normalize("NFKC", cell)
    return f"'{cell}" if plain.startswith(_FORMULA) or plain.lstrip().startswith(_FORMULA) else cell
