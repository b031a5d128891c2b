"""Numbers in plain words, for somebody who does not program."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from insight.tables import week

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from insight.holes import Hole
    from insight.lines import Line
    from insight.reading import Finding
    from insight.report import Equity, Report, ServiceLine
    from insight.shares import Share
    from insight.study import Mix
    from insight.tables import Period, Value

_MOST = 3
_PERCENT = "\u00a0%"
"""Never at the beginning of a line."""
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

SILENCES = {
    "nothing yet": "No week has ended yet. The first numbers come when one has, after its Sunday.",
    "too small": "This community has fewer than 22 members, or its platform has not told us how many. With so few, "
    "each number is nearly a name, so nothing is told. Talk with each other instead.",
    "too few": "In every week so far, fewer than 11 members asked for the same thing, perhaps none. That is too few to "
    "tell without giving somebody away. Nothing is broken; members are answered as always.",
}
VERDICTS = {
    "same": "That is the order of the study.",
    "other": "That is not the order of the study.",
    "unsure": "Where ranges overlap, this week alone does not say which area comes first.",
}
EQUITIES = {
    "worse": "In {language}, nothing fitted more often than for everybody, and by more than chance explains.",
    "better": "In {language}, nothing fitted less often than for everybody, and by more than chance explains.",
    "unsure": "In {language}, chance alone could explain the difference.",
    "too few": "In {language}, there was no week with enough members to tell.",
}


def day(one: date) -> str:
    """`23 November 2026`, the same on every machine."""
    return f"{one.day} {_MONTHS[one.month - 1]} {one.year}"


def brief(period: Period) -> str:
    """For a cell: `23 Nov 2026` for the week of that Monday, `Oct–Dec 2026` for a quarter."""
    if period.kind == "week":
        return f"{period.start.day} {_MONTHS[period.start.month - 1][:3]} {period.start.year}"
    last = period.start.month + (1 if period.kind == "quarter" else -1)
    first = f"{_MONTHS[period.start.month - 1][:3]}–" if period.kind == "quarter" else ""
    return f"{first}{_MONTHS[last][:3]} {period.start.year}"


def month(one: date) -> str:
    """`November 2026`."""
    return f"{_MONTHS[one.month - 1]} {one.year}"


def month_of(monday: date) -> str:
    """The month that a week belongs to, by its Thursday."""
    return month(monday + timedelta(days=3))


def when(period: Period) -> str:
    """`week of 23 November 2026`, `November 2026` or `October to December 2026`."""
    if period.kind == "week":
        return f"week of {day(period.start)}"
    if period.kind == "month":
        return month(period.start)
    last = _MONTHS[period.start.month + 1]
    return f"{_MONTHS[period.start.month - 1]} to {last} {period.start.year}"


def last_day(period: Period) -> date:
    """The Sunday of a week; of longer periods the Sunday of their last week."""
    if period.kind == "week":
        return period.start + timedelta(days=6)
    return week(period.weeks[-1]).start + timedelta(days=6)


def short(value: Value) -> str:
    """For a cell: `14`, `11 or more`, `fewer than 11`, `hidden`."""
    return f"{value.number} or more" if value.shown == "at least" else str(value)


def members(value: Value) -> str:
    """`14 members`, `at least 11 members`, `fewer than 11 members`."""
    return "a number that is hidden" if value.shown == "hidden" else f"{value} members"


def found(finding: Finding | None) -> str:
    """`47 members in the week of …`, or `fewer than 11 in any week since March 2026`."""
    if finding is None:
        return "nothing may be told"
    if finding.value.floor:
        return f"{members(finding.value)} in {_busiest(finding.period)}"
    each = "quarter" if finding.period.kind == "quarter" else "week"
    since = f" since {month_of(finding.since)}" if finding.since else ""
    return f"{finding.value} in any {each}{since}"


def _busiest(period: Period) -> str:
    return f"the {when(period)}" if period.kind == "week" else f"the busiest week of {when(period)}"


def percent(part: float) -> str:
    """`27 %`."""
    return f"{round(part * 100)}{_PERCENT}"


def of(share: Share) -> str:
    """`12 of 85 members`."""
    return f"{share.value} of {share.of} members"


def likely(share: Share) -> str:
    """How large the part is, with its range: `14 % (likely 8 to 23 %)`, `at most 36 %`."""
    low, high = round(share.low * 100), round(share.high * 100)
    if share.value.shown == "fewer than":
        return f"likely under {high}{_PERCENT}"
    if share.value.shown == "at least":
        return f"likely over {low}{_PERCENT}"
    return f"{percent(share.value.floor / share.of)} (likely {low} to {high}{_PERCENT})"


def hole(one: Hole) -> str:
    """Who went without, and what is listed today."""
    where = f" in {one.language_name}" if one.language_name else ""
    services = "no service" if not one.listed else "1 service" if one.listed == 1 else f"{one.listed} services"
    return (
        f"Nothing fitted for {members(one.finding.value)} who asked about “{one.label}”{where} "
        f"in {_busiest(one.finding.period)}. You list {services} for it{where}."
    )


def quiet(lines: Sequence[Line]) -> list[tuple[str, list[str]]]:
    """Those of which no number is told, grouped by what may be said: a phrase, and the labels."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        if not line.floor:
            groups.setdefault(found(line.finding), []).append(line.label)
    return [(phrase[:1].upper() + phrase[1:], labels) for phrase, labels in groups.items()]


def equity(one: Equity) -> str:
    """Whether it works as well in this language."""
    return EQUITIES[one.verdict].format(language=one.language_name)


def mixed(some: Mix) -> str:
    """The community's order, beside the study's."""
    order = sorted(some.shares, key=lambda share: -share.value.floor)
    named = ", then ".join(f"{share.part.what} ({short(share.value)})" for share in order)
    return f"In the {when(some.period)}, {some.of} members asked: {named}. {VERDICTS[some.verdict]}"


def seldom(lines: Sequence[ServiceLine]) -> list[str]:
    """Services that many saw and few wanted, those of which the same is said in one sentence."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        if line.shown.finding:
            seen = f"{line.label} ({short(line.shown.finding.value)} saw it)"
            groups.setdefault(found(line.interest.finding), []).append(seen)
    return [f"Wanted by {phrase}: {', '.join(seen)}." for phrase, seen in groups.items()]


def headlines(report: Report, *, holes: bool = True) -> list[str]:
    """What a manager should know if they read nothing else. holes: whether to point to the list of holes."""
    if report.silence:
        return [SILENCES[report.silence]]
    said = [f"{_begin(report.asked)}."]
    if most := _most(report.needs):
        said.append(f"Asked most often: {most}.")
    if report.unmet.floor:
        said.append(f"Nothing fitted for {found(report.unmet.finding)}.")
    if most := _most([service.interest for service in report.services]):
        said.append(f"Wanted most: {most}.")
    said += [equity(one) for one in report.equity if one.verdict in ("worse", "better")]
    if report.holes and holes:
        some = "one hole" if len(report.holes) == 1 else f"{len(report.holes)} holes"
        said.append(f"Your list has {some}; see below how to fill them.")
    return said


def _begin(asked: Line) -> str:
    finding = asked.finding
    if finding is None or not finding.value.floor:
        return f"Asked for something: {found(finding)}"
    many = members(finding.value)
    return f"{many[:1].upper()}{many[1:]} asked for something in {_busiest(finding.period)}, the busiest"


def _most(lines: Sequence[Line]) -> str:
    told = sorted((line for line in lines if line.floor), key=lambda line: -line.floor)[:_MOST]
    return ", ".join(f"{line.label} ({short(line.finding.value)})" for line in told if line.finding)
