"""Which numbers of a community may be told: the vocabulary of needs and services, handed to disclosure control."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.translator import LANGUAGES
from insight.nesting import Nesting, nesting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from catalog.model import Catalog, Need, Service


def vocabulary(needs: Sequence[Need], catalog: Catalog, added: Iterable[Service] = ()) -> Nesting:
    """What may be counted, and which numbers are part of which. A service is as sensitive as the need it fits best.

    added: services that are not in the file; of two with one id the file's counts.
    """
    sensitive = {need.id for need in needs if need.sensitive}
    return nesting(
        {need.id: (need.area, need.sensitive) for need in needs},
        {each.id: (each.support, each.needs[0] in sensitive) for each in (*added, *catalog.services)},
        LANGUAGES,
    )
