"""How well services fit: what a service is made for counts, and so do its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from encoder.cache import VectorCache
from encoder.encoder import Encoder
from matching.heard import Heard
from matching.services import ServiceIndex
from matching.understanding import NeedScore

if TYPE_CHECKING:
    from pathlib import Path

    from catalog.model import Catalog, Need


@pytest.fixture(scope="module", params=["by meaning", "by words"])
def index(
    request: pytest.FixtureRequest, catalog: Catalog, needs: tuple[Need, ...], vectors: Path
) -> tuple[ServiceIndex, Encoder | None]:
    encoder = Encoder.load() if request.param == "by meaning" else None
    return ServiceIndex(catalog, needs, encoder, VectorCache(vectors)), encoder


def test_a_service_for_a_situation_fits_less_while_nothing_was_said_of_it(
    index: tuple[ServiceIndex, Encoder | None],
) -> None:
    services, _ = index
    row = next(row for row, one in enumerate(services.services) if one.needs[:1] == ("perinatal",) and one.needs[1:])
    other = services.services[row].needs[1]
    alone, both = (
        float(services.fit([NeedScore(need, 1.0) for need in asked])[row]) for asked in ([other], [other, "perinatal"])
    )
    assert 0 < alone < 0.7 * both


def test_a_service_is_nearest_to_its_own_words(index: tuple[ServiceIndex, Encoder | None]) -> None:
    services, encoder = index
    rows = np.arange(len(services.services))
    first = [
        int(services.own_words(Heard(one.examples[0], encoder), rows).argmax()) == row
        for row, one in enumerate(services.services)
        if one.examples
    ]
    assert sum(first) / len(first) >= 0.7
