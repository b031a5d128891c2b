"""The checkup finds every fault that is planted in the lines or in the answers."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from safety.checkup import OLD_DAYS, check_answers, check_lines, checkup
from safety.line import Hours, Line, LineContact
from safety.loader import read_yaml
from safety.verdict import Tier

if TYPE_CHECKING:
    from collections.abc import Callable

READ = date(2026, 11, 22)


def broken(content: dict[str, Any], **more: Any) -> list[str]:
    found = check_lines(content, today=READ, **more)
    return [finding.sentence for finding in found if finding.state == "broken"]


def lines(change: Callable[[dict[str, Any]], Any] = lambda _: None) -> dict[str, Any]:
    content: dict[str, Any] = deepcopy(read_yaml("lines.yaml"))
    change(content)
    return content


def first(content: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = content["countries"]["US"]["lines"][0]
    return entry


def test_the_shipped_files_are_sound() -> None:
    assert not [finding for finding in checkup(configured=["GB"]) if finding.state == "broken"]


FAULTS: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
    ("has no name", lambda c: first(c).pop("name")),
    ("purposes", lambda c: first(c).update(purposes=["weather"])),
    ("purposes", lambda c: first(c).update(purposes=[])),
    ("in which language", lambda c: first(c).update(languages=[])),
    ("cannot be reached", lambda c: first(c).update(contacts=[])),
    ("channel", lambda c: first(c)["contacts"][0].update(channel="pigeon")),
    ("not what is dialled", lambda c: first(c)["contacts"][0].update(display="989")),
    ("not what is dialled", lambda c: first(c)["contacts"][0].update(dial="nine", display="nine")),
    ("https", lambda c: first(c)["contacts"][0].update(channel="web", dial="http://x.example")),
    ("emergency number", lambda c: c["countries"]["US"]["emergency"].pop("medical")),
    ("emergency number", lambda c: c["countries"]["US"]["emergency"].update(police="nine")),
    ("time zone", lambda c: first(c).update(hours={"time_zone": "Moon/Base", "periods": []} | _open("09:00"))),
    ("hours cannot", lambda c: first(c).update(hours={"time_zone": "Europe/Rome"} | _open("9 o'clock"))),
    ("wrong or out of date", lambda c: first(c)["contacts"][0].update(dial="18002738255", display="1-800-273-8255")),
]  # fmt: skip


def _open(clock: str) -> dict[str, Any]:
    return {"periods": [{"days": ["mon"], "opens": clock, "closes": "17:00"}]}


@pytest.mark.parametrize(("said", "fault"), FAULTS)
def test_a_planted_fault_in_a_line_is_found(said: str, fault: Callable[[dict[str, Any]], Any]) -> None:
    assert any(said in sentence for sentence in broken(lines(fault)))


def test_every_country_needs_a_line_by_day_and_night() -> None:
    def close(content: dict[str, Any]) -> None:
        for entry in content["countries"]["US"]["lines"]:
            entry["hours"] = {"time_zone": "America/New_York"} | _open("09:00")

    assert any(sentence.startswith("US has no line") for sentence in broken(lines(close)))
    assert any(sentence.startswith("JP has no line") for sentence in broken(lines(), configured=["JP"]))


def test_a_communitys_own_line_counts_unless_its_number_is_refused() -> None:
    def own(dial: str) -> Line:
        return Line("Ours", "JP", ("suicide",), ("ja",), Hours(always=True), (LineContact("call", dial, dial),))

    assert not broken(lines(), configured=["JP"], own=[own("5550100")])
    assert any("Ours" in said for said in broken(lines(), configured=["JP"], own=[own("1393")]))


def test_age_warns_and_never_fails() -> None:
    def states(days: int) -> set[str]:
        return {finding.state for finding in check_lines(lines(), today=READ + timedelta(days=days))}

    assert states(OLD_DAYS) == {"ok"}
    assert states(OLD_DAYS + 1) == {"ok", "look"}
    assert states(10_000) == {"ok", "look"}


def test_words_that_must_never_be_said_are_found_wherever_they_stand() -> None:
    for language, words in (("en", "Promise me"), ("es", "Prométeme"), ("th", "คิดถึงครอบครัว")):
        texts = deepcopy(read_yaml("answers.yaml"))
        texts["languages"][language]["follow-up"]["no"].append(words)
        assert any(finding.state == "broken" and language in finding.sentence for finding in check_answers(texts))


def planted(monkeypatch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], Any]) -> list[str]:
    """What the checkup says of answers that are written out from changed texts."""
    texts = deepcopy(read_yaml("answers.yaml"))
    change(texts["languages"]["en"])
    monkeypatch.setattr("safety.page.read_yaml", lambda _: texts)
    return [finding.sentence for finding in check_answers(texts) if finding.state == "broken"]


def test_an_answer_that_is_too_long_names_nobody_or_hides_the_bot_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(words: dict[str, Any]) -> None:
        words["group"]["self"][Tier.INTENT].append("and so on " * 50)

    def nobody(words: dict[str, Any]) -> None:
        words["private"]["self"][Tier.IDEATION] = ["{bot}"]

    def no_bot(words: dict[str, Any]) -> None:
        words["parts"]["bot"] = "Hello there."

    assert any("too long" in said for said in planted(monkeypatch, too_long))
    assert any("nobody to reach" in said for said in planted(monkeypatch, nobody))
    assert any("that a bot writes" in said for said in planted(monkeypatch, no_bot))


def test_a_file_that_cannot_be_read_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safety.checkup.read_yaml", lambda name: {} if name == "lines.yaml" else read_yaml(name))
    assert [str(finding) for finding in checkup() if finding.state == "broken"] == [
        "broken  The file lines.yaml cannot be used (KeyError)."
    ]
