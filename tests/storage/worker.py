"""A second process for the tests: it counts, closes weeks or takes what waits, until it is done or killed."""

from __future__ import annotations

import asyncio
import sys

from storage.store import Storage
from tests.storage.kit import COMMUNITY, KEY, TELLS_ALL, Clock


async def main(job: str, url: str, number: int) -> None:
    clock = Clock()
    storage = await Storage.open(url, key=KEY, clock=clock, deadline_s=20)
    if job == "count":
        for member in range(number):
            await storage.count(
                COMMUNITY, f"{member:032x}", [("request", "sleep"), ("interest", "sleep")][: 1 + member % 2]
            )
            say(member)
    elif job == "lease":
        for _ in range(number):
            for waiting in await storage.outbox.lease():
                say(waiting.id)
            await asyncio.sleep(0.01)
    else:
        clock.turn(days=7 * number)
        say("ready")
        await (storage.publish(TELLS_ALL) if job == "publish" else storage.close_weeks())
    await storage.close()


def say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
