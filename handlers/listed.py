"""What a report for managers must know of the lists: names of needs and services, and what is listed for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import cards
from handlers.translator import LANGUAGES, Say
from insight.facts import Facts, NeedFact, ServiceFact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog.model import Catalog, Need


def facts(needs: Sequence[Need], catalog: Catalog, say: Say | None = None) -> Facts:
    """The lists of today, in English or as `say` says it."""
    say = say or Say(LANGUAGES[0])
    return Facts(
        {need.id: NeedFact(say.plain(need.label), need.area) for need in needs},
        {
            service.id: ServiceFact(cards.name(service, say), service.support, service.needs, service.languages)
            for service in catalog.services
        },
        {code: say.language_name(code) for code in LANGUAGES},
    )
