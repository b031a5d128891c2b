"""One program that finds services, alone in its own process: it says when it is ready, then answers what it is sent."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWN = 3
CARDS = "cards.json"
"""In the peer's folder: a list of [id, text], so that a peer pays for searching and not for reading our catalog."""
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """The services that would be shown, best first, and, where a peer knows such a thing, needs and outcome."""

    services: list[str]
    needs: list[str] = field(default_factory=list)
    outcome: str = "services"


class Peer(Protocol):
    """What is measured."""

    def answer(self, text: str) -> Answer:
        """Find services for one request."""


class Try:
    """`peerbridge try`: language, danger by both judges, needs, wishes and services, as the desk does it."""

    def __init__(self, folder: Path) -> None:
        from tests.bench.shelf import shelve  # noqa: PLC0415  each peer pays for its own imports alone

        import_module("commands.trying")  # the command itself loads a little more than what it needs to find services
        self._shelf = shelve(folder, len(_cards(folder)))

    def settle(self) -> None:
        """What the desk does at its start, and a single `try` does not: compile every danger rule."""
        from safety.judge import prepare  # noqa: PLC0415  loaded by now

        prepare()

    def answer(self, text: str) -> Answer:
        from handlers.consider import consider  # noqa: PLC0415  loaded by now
        from handlers.language import detect  # noqa: PLC0415  the same
        from matching.understanding import Constraints  # noqa: PLC0415  the same

        found = consider(
            text,
            directory=self._shelf.directory,
            language=detect(text),
            defaults=Constraints(),
            now=datetime.now(UTC),
            second_judge=self._shelf.second_judge,
        )
        services = [match.service.id for match in found.matches[:SHOWN]]
        return Answer(services, [need.id for need in found.understanding.needs[:SHOWN]], str(found.outcome))


class RankBm25:
    """The library rank-bm25 over the cards, with words split at everything that is no letter or digit."""

    def __init__(self, folder: Path) -> None:
        from rank_bm25 import BM25Okapi  # noqa: PLC0415  each peer pays for its own imports alone

        cards = _cards(folder)
        self._ids = [name for name, _ in cards]
        self._index = BM25Okapi([_words(text) for _, text in cards])

    def answer(self, text: str) -> Answer:
        return Answer(list(self._index.get_top_n(_words(text), self._ids, n=SHOWN)))


class Bm25s:
    """The library bm25s over the cards, with its own English stop words and the stemmer it recommends."""

    def __init__(self, folder: Path) -> None:
        import Stemmer  # noqa: PLC0415  each peer pays for its own imports alone

        bm25s = import_module("bm25s")
        cards = _cards(folder)
        self._ids = [name for name, _ in cards]
        stemmer = Stemmer.Stemmer("english")
        self._tokens = partial(bm25s.tokenize, stopwords="en", stemmer=stemmer, show_progress=False)
        self._index = bm25s.BM25()
        self._index.index(self._tokens([text for _, text in cards]), show_progress=False)

    def answer(self, text: str) -> Answer:
        documents, scores = self._index.retrieve(
            self._tokens([text]), k=min(SHOWN, len(self._ids)), show_progress=False
        )
        return Answer([self._ids[row] for row, score in zip(documents[0], scores[0], strict=True) if score > 0])


class Tantivy:
    """The search library tantivy over the cards, with its English stemmer, in memory."""

    def __init__(self, folder: Path) -> None:
        tantivy = import_module("tantivy")
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw")
        schema.add_text_field("text", tokenizer_name="en_stem")
        self._index = tantivy.Index(schema.build())
        writer = self._index.writer(num_threads=1)
        for name, text in _cards(folder):
            writer.add_document(tantivy.Document(id=name, text=text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def answer(self, text: str) -> Answer:
        query = self._index.parse_query(" ".join(_words(text)), ["text"])
        hits = self._searcher.search(query, SHOWN).hits
        return Answer([self._searcher.doc(address)["id"][0] for _, address in hits])


class Fts5:
    """SQLite's full-text search with its Porter stemmer: any of the words, ranked by its BM25, in memory."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE cards USING fts5(id UNINDEXED, text, tokenize = 'porter unicode61')"
        )
        self._database.executemany("INSERT INTO cards VALUES (?, ?)", _cards(folder))

    def answer(self, text: str) -> Answer:
        query = " OR ".join(f'"{word}"' for word in _words(text))
        ranked = "SELECT id FROM cards WHERE cards MATCH ? ORDER BY rank LIMIT ?"
        return Answer([row[0] for row in self._database.execute(ranked, (query, SHOWN))] if query else [])


class Encode:
    """The encoder alone: one vector for the request, and the cards that lie nearest."""

    def __init__(self, folder: Path) -> None:
        from encoder.cache import VectorCache  # noqa: PLC0415  each peer pays for its own imports alone
        from encoder.encoder import Encoder  # noqa: PLC0415  the same

        cards = _cards(folder)
        self._encoder = Encoder.load()
        self._ids = [name for name, _ in cards]
        self._vectors = VectorCache(folder / "cache").vectors([text for _, text in cards], self._encoder, name="bench")

    def answer(self, text: str) -> Answer:
        near = self._vectors @ self._encoder.vector(text)
        return Answer([self._ids[row] for row in (-near).argsort()[:SHOWN]])


PEERS: dict[str, Callable[[Path], Peer]] = {
    "bare encode": Encode,
    "peerbridge try": Try,
    "rank-bm25": RankBm25,
    "bm25s": Bm25s,
    "SQLite FTS5": Fts5,
    "tantivy": Tantivy,
}
"""By the name in the table; the first is the one that the others are compared with."""


def _cards(folder: Path) -> list[tuple[str, str]]:
    return [(name, text) for name, text in json.loads((folder / CARDS).read_text(encoding="utf-8"))]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def peak_mb() -> float:
    """The most memory (resident, in 10^6 bytes) that this process ever held."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
        return int(found[1]) * 1024 / 1e6 if found else 0.0
    import resource  # noqa: PLC0415  only where the line above has no answer: a child inherits its parent's peak here

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _serve(name: str, folder: Path) -> None:
    """A line out when ready; then for each line in (a list of texts) one out: answers, milliseconds, memory."""
    try:
        peer = PEERS[name](folder)
    except (ImportError, sqlite3.OperationalError):
        print(json.dumps({"ready": False}), flush=True)  # noqa: T201  the way back to the parent
        return
    print(json.dumps({"ready": True}), flush=True)  # noqa: T201  the same
    for line in sys.stdin:
        answers, spent = [], []
        for text in json.loads(line):
            started = time.perf_counter()
            answers.append(peer.answer(text))
            spent.append((time.perf_counter() - started) * 1000)
        report = {"answers": [asdict(answer) for answer in answers], "ms": spent, "mb": peak_mb()}
        print(json.dumps(report), flush=True)  # noqa: T201  the same
        if isinstance(peer, Try):
            peer.settle()


if __name__ == "__main__":
    _serve(sys.argv[1], Path(sys.argv[2]))
