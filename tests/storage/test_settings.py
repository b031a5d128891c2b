from __future__ import annotations

from typing import TYPE_CHECKING

from storage.store import CommunitySettings
from tests.storage.kit import COMMUNITY, Clock, opened

if TYPE_CHECKING:
    from storage.store import Storage
    from tests.storage.kit import Place


async def test_a_community_without_settings_has_none(storage: Storage) -> None:
    assert await storage.settings() == {}


async def test_settings_are_replaced_as_a_whole_and_survive_a_restart(place: Place, clock: Clock) -> None:
    first = await opened(place, clock)
    chosen = CommunitySettings("TH", ("th", "en"), "Asia/Bangkok", "public", "18+", listening=True)
    await first.save_settings(COMMUNITY, CommunitySettings("US"))
    await first.save_settings(COMMUNITY, chosen)
    await first.save_settings("private", CommunitySettings())
    await first.close()
    second = await opened(place, clock)
    assert await second.settings() == {COMMUNITY: chosen, "private": CommunitySettings()}
    await second.close()
