"""Loads what reads a message by meaning; whatever cannot be loaded is done without, and said once in the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from encoder.encoder import Encoder, EncoderUnavailable
from handlers.consider import SecondJudge
from safety.learned import Learned, LearnedUnavailable

if TYPE_CHECKING:
    from encoder.encoder import ReadsMessages

log = logging.getLogger(__name__)


def load_encoder() -> ReadsMessages | None:
    """The encoder, which reads each message once for all who ask.

    None, said once in the log, when it cannot be used: then words alone find the services.
    """
    try:
        return Encoder.load()
    except EncoderUnavailable as problem:
        log.warning("the encoder cannot be used, words alone must do: %s", problem)
        return None


def load_second_judge(encoder: ReadsMessages | None) -> SecondJudge | None:
    """The second danger judge; None, said once in the log, when it cannot be used: then the rules judge alone."""
    if encoder is None:
        return None
    try:
        return SecondJudge(encoder, Learned.load(encoder=encoder.digest))
    except LearnedUnavailable as problem:
        log.warning("the second danger judge cannot be used, the rules judge alone: %s", problem)
        return None
