"""Which numbers of a community may be told: the vocabulary of needs and services, handed to disclosure control."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.translator import LANGUAGES
from insight.nesting import Nesting, nesting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog.model import Catalog, Need


def vocabulary(needs: Sequence[Need], catalog: Catalog) -> Nesting:
    """What may be counted, and which numbers are part of which. A service is as sensitive as the need it fits best."""
    sensitive = {need.id for need in needs if need.sensitive}
    return nesting(
        {need.id: (need.area, need.sensitive) for need in needs},
        {service.id: (service.support, service.needs[0] in sensitive) for service in catalog.services},
        LANGUAGES,
    )
