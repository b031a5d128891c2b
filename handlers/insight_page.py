"""The pages of `/insight` in words: short enough for a phone, and no number without what it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.translator import Say
    from insight.holes import Hole
    from insight.lines import Line
    from insight.reading import Finding
    from insight.report import Report, ServiceLine
    from insight.tables import Value

MOST = 10
"""Lines on a page."""
HOLES = 5
_FEW = 3
_SILENCES = {
    "nothing yet": wording.INSIGHT_NOTHING_YET,
    "too small": wording.INSIGHT_TOO_SMALL,
    "too few": wording.INSIGHT_TOO_FEW,
}


def overview(report: Report, say: Say) -> str:
    """What a manager should know if they read nothing else."""
    if report.silence:
        return "\n\n".join((*_head(report, say), say(_SILENCES[report.silence])))
    lines = [say(wording.INSIGHT_ASKED, found=found(report.asked, say))]
    if most := _most(report.needs, say):
        lines.append(say(wording.INSIGHT_MOST, things=most))
    lines.append(say(wording.INSIGHT_UNMET, found=found(report.unmet, say)))
    lines.append(say(wording.INSIGHT_WANTED, found=found(report.wanted, say)))
    lines += [say(wording.INSIGHT_WORSE, language=one.language_name) for one in report.equity if one.verdict == "worse"]
    if report.holes:
        lines.append(say.plural(wording.INSIGHT_HOLES_ONE, wording.INSIGHT_HOLES_MANY, len(report.holes)))
    return "\n\n".join((*_head(report, say), "\n".join(lines)))


def needs(report: Report, say: Say) -> str:
    """What was asked for, most first."""
    told = [line for line in report.needs if line.floor][:MOST]
    if not told:
        return "\n\n".join((*_head(report, say), say(wording.INSIGHT_NO_NEED)))
    lines = [say(wording.INSIGHT_LINE, label=line.label, found=found(line, say)) for line in told]
    return "\n\n".join(
        (*_head(report, say), "\n".join((say(wording.INSIGHT_NEEDS), *lines)), say(wording.INSIGHT_OTHERS))
    )


def services(report: Report, say: Say) -> str:
    """What was shown, wanted and refused; helplines apart, as nobody is asked whether they would like one."""
    told = [line for line in report.services if line.is_told][:MOST]
    helplines = [line for line in report.helplines if line.is_told][:_FEW]
    if not told and not helplines:
        return "\n\n".join((*_head(report, say), say(wording.INSIGHT_NO_SERVICE)))
    parts = _head(report, say)
    if told:
        parts.append("\n".join((say(wording.INSIGHT_SERVICES), *(_service(line, say) for line in told))))
    if helplines:
        shown = (say(wording.INSIGHT_LINE, label=line.label, found=members(line.shown, say)) for line in helplines)
        parts.append("\n".join((say(wording.INSIGHT_HELPLINES), *shown)))
    return "\n\n".join(parts)


def hole(one: Hole, say: Say) -> str:
    """A sentence: how many asked for what, and how much of it is listed."""
    values = {"members": _when(one.finding, say), "need": one.label, "n": one.listed}
    if one.language_name:
        return say(wording.HOLE_IN, language=one.language_name, **values)
    return say(wording.HOLE, **values)


def found(line: Line, say: Say) -> str:
    """`23 members in the week of …`, or `fewer than 11 in any week since …`."""
    return _when(line.finding, say) if line.finding else say(wording.N_NOTHING)


def members(line: Line, say: Say) -> str:
    """The same without when."""
    return _told(line.finding.value, say) if line.finding else say(wording.N_NOTHING)


def _when(finding: Finding, say: Say) -> str:
    value, period = finding.value, finding.period
    if not value.floor:
        return say(wording.N_FEWER_SINCE, n=value.number, date=say.date(finding.since or period.start))
    sentence = wording.N_IN_WEEK if period.kind == "week" else wording.N_IN_QUARTER
    return say(sentence, members=_told(value, say), date=say.date(period.start))


def _told(value: Value, say: Say) -> str:
    sentences = {"exact": wording.N_EXACT, "at least": wording.N_AT_LEAST, "fewer than": wording.N_FEWER}
    return say(sentences[value.shown], n=value.number) if value.shown in sentences else say(wording.N_NOTHING)


def _head(report: Report, say: Say) -> list[str]:
    if report.first is None or report.last is None:
        return [say(wording.INSIGHT_RULE)]
    dates = say(wording.INSIGHT_HEAD, first=say.date(report.first), last=say.date(report.last))
    return [f"{dates} {say(wording.INSIGHT_RULE)}"]


def _service(line: ServiceLine, say: Say) -> str:
    return say(
        wording.INSIGHT_SERVICE,
        label=line.label,
        shown=members(line.shown, say),
        wanted=members(line.interest, say),
        refused=members(line.refused, say),
    )


def _most(lines: Sequence[Line], say: Say) -> str:
    told = [line for line in lines if line.floor][:_FEW]
    return say.listing([f"{line.label} ({members(line, say)})" for line in told]) if told else ""
