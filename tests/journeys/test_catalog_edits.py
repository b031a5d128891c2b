"""A list that is saved while members write: every answer is of the old list or of the new one, never of half a list."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from commands.house import open_house
from commands.settings import Settings
from tests.bots.telegram_server import TelegramServer
from tests.conftest import KEY
from tests.journeys.kit import ANA, SLEEP, TelegramPerson, telegram_door

if TYPE_CHECKING:
    from pathlib import Path

    from commands.house import House
    from tests.bots.telegram_methods import Sent

LETTERS = "ABCD"
"""Each list says its letter in every name and every summary."""
EACH = 12
PATIENCE_S = 60
ENTRY = """\
  - id: night-{number}
    name: Night course {number} {letter}
    provider: House {letter}
    url: https://{number}.example.org/{letter}
    summary: A course to sleep better, of list {letter}.
    area: coping
    support: {support}
    needs: [sleep]
    readiness: [try]
    cost: free
    regions: ["*"]
    languages: [en]
    formats: [web]
    examples: [I cannot sleep]
    evidence: {{level: none}}
    verified: {{on: 2026-11-22, by: us, how: we run it}}
"""
SUPPORTS = ("skills-training", "psychoeducation", "counselling", "support-group")


def listed(letter: str, many: int = EACH) -> str:
    return "services:\n" + "".join(
        ENTRY.format(number=number, letter=letter, support=SUPPORTS[number % len(SUPPORTS)]) for number in range(many)
    )


async def save_in_pieces(path: Path, text: str) -> None:
    """As an editor on a slow network writes it: after each line the file is a shorter list, and often a good one."""
    with path.open("w", encoding="utf-8") as file:
        for line in text.splitlines(keepends=True):
            file.write(line)
            file.flush()
            await asyncio.sleep(0.005)


def letters_of(house: House) -> set[str]:
    catalog = house.desk.directory.catalog if house.desk.directory else None
    return {service.name[-1] for service in catalog.services} if catalog else set()


async def edited(house: House, path: Path) -> None:
    """Save one list after the other, a broken one between them, and wait for each good one."""
    for letter in LETTERS[1:]:
        await asyncio.to_thread(path.write_text, listed(letter).replace("area: coping", "area: copying"), "utf-8")
        await save_in_pieces(path, listed(letter))
        async with asyncio.timeout(PATIENCE_S):
            while letters_of(house) != {letter}:  # noqa: ASYNC110  it happens in a thread
                await asyncio.sleep(0.05)


async def test_no_answer_comes_from_half_a_list(tmp_path: Path, vectors: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cache").symlink_to(vectors)
    path = tmp_path / "services_catalog.yaml"
    path.write_text(listed("A"), encoding="utf-8")
    answers: list[list[Sent]] = []
    async with (
        TelegramServer() as server,
        open_house(Settings(data_dir=tmp_path / "data", catalog=path), KEY) as (
            house,
            _,
        ),
        telegram_door(server, house.desk),
    ):
        editing = asyncio.create_task(edited(house, path))
        for account in range(ANA, ANA + 500):
            if editing.done() and len(answers) > len(LETTERS):
                break
            answers.append(await TelegramPerson(server, account).say(SLEEP, answers=4))
            assert house.desk.directory
            assert len(house.desk.directory.catalog.services) == EACH
        await editing
        answers.append(await TelegramPerson(server, ANA - 1).say(SLEEP, answers=4))
    for messages in answers:
        said = "\n".join(message.text for message in messages)
        told = {letter for letter in LETTERS if f"of list {letter}" in said}
        assert len(told) == 1, "all cards are of one list"
        assert said.count(f"of list {min(told)}") == 3, "and a whole one has three to show"
    assert "of list D" in "\n".join(message.text for message in answers[-1])
