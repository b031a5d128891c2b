"""Reads a message once: a vector that lies close to those of like meaning, and how much it looks like danger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH = 384
"""How many numbers a vector has."""

BASE = "minilm.int8.onnx"
"""The published model."""
TUNED = "tuned.onnx"
"""The graph that runs: its upper layers and heads were tuned, the rest it takes from the published model."""
_FOLDER = Path(__file__).parent
TOKENIZER = "tokenizer.json"
SUMS = "SHA256SUMS"
_TOKENS_AT_MOST = 256
_LETTERS_AT_MOST = 4_000
_REMEMBERED = 32
"""Vectors kept for texts that differ in nothing the model sees, such as capitals: one request is encoded once."""


class EncoderUnavailableError(RuntimeError):
    """The encoder cannot be used; its one sentence says why. Matching then goes by words only."""


EncoderUnavailable = EncoderUnavailableError


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reading:
    """What one reading of a text found."""

    meaning: NDArray[np.float32]
    """(384,) of length 1."""
    danger: NDArray[np.float32]
    """(9,) log odds of any danger, then scores of each kind; see `encoder/tuning.py`. `safety` says what they mean."""


class MakesVectors(Protocol):
    """What the rest of the program needs of an encoder."""

    digest: str

    def vector(self, text: str) -> NDArray[np.float32]:
        """(384,) float32 of length 1."""

    def knows(self, word: str) -> bool:
        """Whether a word in small letters is one of the model's own."""


class ReadsMessages(MakesVectors, Protocol):
    """What both matching and the second danger judge need."""

    def read(self, text: str) -> Reading:
        """The vector and the signs of danger, in one step."""


class Encoder:
    """The loaded model. Safe to use from several threads; always one text at a time, because batches change results."""

    def __init__(self, session: Any, tokenizer: Any, digest: str) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._last: tuple[tuple[set[tuple[int, int]], Reading], ...] = ()
        self.digest = digest
        """SHA-256 of the graph that runs, hex: vectors of different models must not be mixed."""

    @classmethod
    def load(cls, folder: Path = _FOLDER, *, threads: int = 1) -> Encoder:
        """Read, check and start the model.

        Args:
            folder: where the model, its tokenizer and SHA256SUMS lie.
            threads: CPU threads for one text; more than one rarely helps with short messages.

        Returns:
            The encoder, ready to use.

        Raises:
            EncoderUnavailableError: a file is missing or damaged, or a library cannot be loaded.
        """
        sums = _read_sums(folder)
        _, model, tokenizer = (_checked(folder / name, sums) for name in (BASE, TUNED, TOKENIZER))
        try:
            return cls(_start_session(model, threads), start_tokenizer(tokenizer), sums[TUNED])
        except ImportError as problem:
            raise EncoderUnavailableError(f"The library {problem.name} cannot be loaded.") from None
        except Exception as problem:  # noqa: BLE001  both native libraries raise undocumented classes
            kind = type(problem).__name__
            raise EncoderUnavailableError(f"The encoder's files cannot be understood ({kind}).") from None

    def vector(self, text: str) -> NDArray[np.float32]:
        """The meaning of one text.

        Args:
            text: anything; only the first 256 word pieces count.

        Returns:
            384 numbers (float32) of length 1. Shared with those who ask for the same text again: do not change it.
        """
        return self.read(text).meaning

    def read(self, text: str) -> Reading:
        """The meaning of one text and its signs of danger; as for `vector`, and no slower."""
        clean = text[:_LETTERS_AT_MOST]
        typed = (len(clean), hash(clean))  # so that nobody's words stay in memory
        for known, reading in self._last:
            if typed in known:
                return reading
        if not clean.isascii():
            clean = clean.encode("utf-8", "ignore").decode("utf-8")  # half characters upset the tokenizer
        ids = np.array([self._tokenizer.encode(clean).ids], dtype=np.int64)
        key = (-ids.shape[1], hash(ids.tobytes()))
        made = next((reading for known, reading in self._last if key in known), None) or self._run(ids)
        self._last = (({typed, key}, made), *self._last[: _REMEMBERED - 1])
        return made

    def _run(self, ids: NDArray[np.int64]) -> Reading:
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        meaning, danger = self._session.run(["meaning", "danger"], given)
        return Reading(meaning[0], danger[0])

    def knows(self, word: str) -> bool:
        """Whether the model has a piece of its own for this word in small letters: then it is no slip of the pen."""
        return self._tokenizer.token_to_id(word) is not None


def _read_sums(folder: Path) -> dict[str, str]:
    """File name to SHA-256, as `sha256sum` writes them."""
    try:
        lines = (folder / SUMS).read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        raise EncoderUnavailableError(f"The encoder's file {SUMS} is missing or cannot be read.") from None
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _checked(path: Path, sums: dict[str, str]) -> str:
    """The path of a file that is the one we shipped; reading it in pieces keeps a copy out of memory."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise EncoderUnavailableError(f"The encoder's file {path.name} is missing or cannot be read.") from None
    if found != sums.get(path.name):
        raise EncoderUnavailableError(
            f"The encoder's file {path.name} is damaged: its checksum is not the one we ship."
        )
    return str(path)


def _start_session(model: str, threads: int) -> Any:
    import onnxruntime  # noqa: PLC0415  importing this module must stay cheap and work without the library

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = True  # without one, a long text takes twice the memory at its peak
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def start_tokenizer(path: str, at_most: int = _TOKENS_AT_MOST) -> Any:
    """The tokenizer in a file, which cuts texts off after so many word pieces."""
    import tokenizers  # noqa: PLC0415  importing this module must stay cheap and work without the library

    tokenizer = tokenizers.Tokenizer.from_file(path)
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=at_most)
    return tokenizer
