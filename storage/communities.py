"""A community's settings, kept as its managers chose them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.records import CommunitySettings
from storage.schema import communities
from storage.statements import upsert

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


async def load(connection: AsyncConnection) -> dict[str, CommunitySettings]:
    """Every community that has settings."""
    rows = (await connection.execute(select(communities))).all()
    return {
        row.community: CommunitySettings(
            country=row.country,
            languages=tuple(row.languages.split()),
            time_zone=row.time_zone,
            reply_mode=row.reply_mode,
            age_setting=row.age_setting,
            listening=row.listening,
        )
        for row in rows
    }


async def save(connection: AsyncConnection, community: str, settings: CommunitySettings) -> None:
    """Replace a community's settings."""
    row = {
        "community": community,
        "country": settings.country,
        "languages": " ".join(settings.languages),
        "time_zone": settings.time_zone,
        "reply_mode": settings.reply_mode,
        "age_setting": settings.age_setting,
        "listening": settings.listening,
    }
    await connection.execute(upsert(connection, communities), row)
