"""The sums behind `matching/fit.py`: logistic regression and how signals are mixed, in numpy alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.meaning import Learned

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.floating]

_PENALTY = 0.1
_TALK_PENALTY = 1.0
_AXES = 72
_EVENED = 0.35
"""How far the directions are evened out in which phrases of one need differ: 0 leaves them, 0.5 makes all alike."""
_LEAST_SPREAD = 1.0
"""What is added to each of these directions, as a share of their mean: the least of them are chance."""
_ALL_DIFFER = 0.1
"""How much it counts, in choosing axes, that phrases differ at all, beside that needs do."""
_STEPS = 150
_KEPT = 8
_ENOUGH = 1e-5
_MIX_PENALTY = 1.0


def learn(cards: Floats, phrases: Floats, talk: Floats, owners: NDArray[np.intp]) -> Learned:
    """All weights of one language, from unit vectors; see `Learned`."""
    rows, of = np.vstack([phrases, cards]), np.r_[owners, np.arange(len(cards))]
    middle = phrases.mean(0)
    goal = np.r_[np.ones(len(phrases)), np.zeros(len(talk))]
    return Learned(
        linear=softmax_regression(rows, of, len(cards), _PENALTY).T.astype(np.float32),
        talk=_two_sided(np.vstack([phrases, talk]), goal, _TALK_PENALTY).astype(np.float32),
        middle=middle.astype(np.float32),
        axes=np.ascontiguousarray(_axes(rows - middle, of, len(cards))).astype(np.float32),
    )


def _axes(rows: Floats, of: NDArray[np.intp], needs: int) -> Floats:
    """(axes, width) along which needs differ most, for how much the phrases of one need differ.

    Fisher's discriminant analysis, only half as strict: the phrases of a need are few and say different things.
    """
    count = np.bincount(of, minlength=needs)[:, None]
    means = np.zeros((needs, rows.shape[1]))
    np.add.at(means, of, rows)
    means /= np.maximum(count, 1)
    apart = rows - means[of]
    spread, directions = np.linalg.eigh(apart.T @ apart / len(rows))
    spread += _LEAST_SPREAD * spread.mean()
    evened = (directions * spread**-_EVENED) @ directions.T
    between, every = means @ evened, rows @ evened
    _, found = np.linalg.eigh((between.T * count[:, 0]) @ between + _ALL_DIFFER * (every.T @ every))
    return np.asarray(found[:, : -_AXES - 1 : -1].T @ evened)


def softmax_regression(rows: Floats, of: NDArray[np.intp], classes: int, penalty: float) -> Floats:
    """(width + 1, classes) weights, the last row the biases; L2 penalty on all but the biases."""
    wide = np.c_[rows, np.ones(len(rows))].astype(np.float32)
    goal = np.eye(classes, dtype=np.float32)[of]
    pull = np.full((wide.shape[1], 1), penalty, dtype=np.float32)
    pull[-1] = 1e-3

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = wide @ weights
        scores -= scores.max(1, keepdims=True)
        raised = np.exp(scores)
        total = raised.sum(1, keepdims=True)
        fit = float((scores[np.arange(len(of)), of] - np.log(total[:, 0])).sum())
        return 0.5 * float((pull * weights * weights).sum()) - fit, wide.T @ (raised / total - goal) + pull * weights

    return smallest(loss, np.zeros((wide.shape[1], classes), dtype=np.float32))


def _two_sided(rows: Floats, goal: Floats, penalty: float) -> Floats:
    """(width + 1,) logistic weights; both sides weigh the same, however many rows they have."""
    wide = np.c_[rows, np.ones(len(rows))]
    weight = np.where(goal > 0, 0.5 / goal.sum(), 0.5 / (1 - goal).sum()) * len(goal)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = wide @ weights
        value = float((weight * (np.logaddexp(0, scores) - goal * scores)).sum())
        pull = penalty * np.r_[weights[:-1], 0]
        return value + 0.5 * float(pull @ weights), wide.T @ (weight * (_logistic(scores) - goal)) + pull

    return smallest(loss, np.zeros(wide.shape[1]))


def smallest(loss: Callable[[Floats], tuple[float, Floats]], start: Floats) -> Floats:
    """Where a smooth function is smallest (L-BFGS with halving steps)."""
    at, (value, slope) = start, loss(start)
    moves: list[tuple[Floats, Floats]] = []
    for _ in range(_STEPS):
        step, size = _direction(slope, moves), 1.0
        while True:
            there = at - size * step
            new_value, new_slope = loss(there)
            if new_value <= value - 1e-4 * size * float((slope * step).sum()) or size < 1e-4:  # noqa: PLR2004  Armijo
                break
            size /= 2
        moves = [*moves, (there - at, new_slope - slope)][-_KEPT:]
        done = abs(value - new_value) < _ENOUGH * abs(value)
        at, value, slope = there, new_value, new_slope
        if done:
            break
    return at


def _direction(slope: Floats, moves: Sequence[tuple[Floats, Floats]]) -> Floats:
    if not moves:
        return slope / np.linalg.norm(slope)
    step, shares = slope.copy(), []
    for move, bend in reversed(moves):
        scale = 1 / float((bend * move).sum())
        share = scale * float((move * step).sum())
        shares.append((share, scale))
        step -= share * bend
    move, bend = moves[-1]
    step *= float((move * bend).sum()) / float((bend * bend).sum())
    for (move, bend), (share, scale) in zip(moves, reversed(shares), strict=True):
        step += move * (share - scale * float((bend * step).sum()))
    return step


def mix(signals: Sequence[Floats], owners: Sequence[NDArray[np.intp]]) -> Floats:
    """(signals,) weights under which the right need is likeliest.

    Args:
        signals: for each author (lines, signals, needs).
        owners: for each author (lines,) the right need.
    """
    rows, of = np.concatenate(list(signals)).astype(np.float64), np.concatenate(list(owners))

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = np.einsum("nkc,k->nc", rows, weights)
        scores -= scores.max(1, keepdims=True)
        raised = np.exp(scores)
        likely = raised / raised.sum(1, keepdims=True)
        each = np.arange(len(of))
        slope = np.einsum("nkc,nc->k", rows, likely) - rows[each, :, of].sum(0) + _MIX_PENALTY * weights
        return 0.5 * _MIX_PENALTY * float(weights @ weights) - float(np.log(likely[each, of] + 1e-12).sum()), slope

    return smallest(loss, np.full(rows.shape[1], 0.2))


def request_weights(rows: Floats, asked: Floats) -> Floats:
    """(signs + 1,) logistic weights of the signs of a request, the bias last; scaled inside, given back unscaled."""
    middle, spread = rows.mean(0), np.maximum(rows.std(0), 1e-6)
    scaled = _two_sided((rows - middle) / spread, asked, 1.0)
    weights = scaled[:-1] / spread
    return np.asarray(np.r_[weights, scaled[-1] - weights @ middle])


def _logistic(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))))
