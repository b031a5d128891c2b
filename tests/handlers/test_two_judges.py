"""The rules speak first; the second judge may only make the desk gentler, and in a group it says nothing aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers import wording
from handlers.consider import SecondJudge
from handlers.danger import GENTLY
from safety.learned import Learned
from safety.verdict import About, Band, Danger, Tier
from tests.handlers.people import in_group, say, through

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from encoder.encoder import Reading
    from handlers.desk import Desk

SLEEP = "I cannot sleep, my mind races every night"
INTENT = "I am going to kill myself tonight"


def finding(band: Band, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the second judge finds this band in everything."""
    monkeypatch.setattr(Learned, "opinion", lambda *_: (band, Tier.PASSIVE, About.SELF))


class Broken:
    digest = "none"

    def vector(self, text: str) -> NDArray[np.float32]:
        raise RuntimeError(text)

    def read(self, text: str) -> Reading:
        raise RuntimeError(text)

    def knows(self, word: str) -> bool:
        return bool(word)


async def test_care_by_the_second_judge_is_answered_like_care(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    finding(Band.CARE, monkeypatch)
    reply = await say(desk, SLEEP)
    assert not reply.items
    assert "Are you thinking about suicide?" in reply.text


async def test_soft_by_the_second_judge_adds_one_gentle_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await say(desk, SLEEP)
    finding(Band.SOFT, monkeypatch)
    after = await say(desk, SLEEP)
    assert after.items == before.items
    assert after.text.startswith(before.text)
    assert len(after.text) > len(before.text)


async def test_in_a_group_it_says_nothing_aloud_and_the_answer_waits_in_private(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding(Band.CARE, monkeypatch)
    public = await in_group(desk, SLEEP)
    assert public.text == wording.NEUTRAL
    assert "bot" in (await through(desk, public.buttons[0])).text


async def test_a_gentle_line_comes_through_the_doorway_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = await through(desk, (await in_group(desk, SLEEP)).buttons[0])
    finding(Band.SOFT, monkeypatch)
    public = await in_group(desk, SLEEP)
    assert public.text == wording.NEUTRAL
    gentle = await through(desk, public.buttons[0])
    assert gentle.items
    assert len(gentle.text) > len(plain.text)


async def test_the_rules_are_answered_without_asking_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Danger:
        raise AssertionError("the second judge was asked")

    monkeypatch.setattr(SecondJudge, "look_again", refuse)
    assert "bot" in (await say(desk, INTENT)).text


@pytest.mark.parametrize("band", [Band.ACT, Band.CARE, Band.SOFT])
def test_it_never_changes_what_the_rules_found(second_judge: SecondJudge, band: Band) -> None:
    found = Danger(band, Tier.PASSIVE, None, ("a-rule",))
    assert second_judge.look_again(found, "lovely weather", "en") == found


def test_a_language_that_it_was_not_taught_stands_as_the_rules_say(second_judge: SecondJudge) -> None:
    assert set(second_judge.learned.scales) == {"en", "es", "th"}
    assert second_judge.look_again(Danger(), "ich will nicht mehr leben", "de") == Danger()


def test_when_it_fails_the_answer_is_gentle_and_the_log_holds_no_words(
    second_judge: SecondJudge, caplog: pytest.LogCaptureFixture
) -> None:
    broken = SecondJudge(Broken(), second_judge.learned)
    assert broken.look_again(Danger(), "a secret sentence", "en").band is Band.SOFT
    assert "secret" not in caplog.text


def test_the_mark_of_a_gentle_doorway_is_no_area_and_no_service() -> None:
    assert not GENTLY.isalnum()


def test_real_weights_belong_to_the_real_encoder(second_judge: SecondJudge) -> None:
    assert second_judge.learned.encoder == second_judge.encoder.digest
