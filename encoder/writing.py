"""Writes a tuned network down as a graph that borrows from the committed model whatever did not change."""

from __future__ import annotations

import hashlib
import importlib
from typing import TYPE_CHECKING, Any

import numpy as np

from encoder import network
from encoder.encoder import BASE, SUMS, TOKENIZER, TUNED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

_LEAST_BORROWED = 4096
"""Bytes; smaller arrays are written again."""
_STATES = "/m/encoder/layer.5/output/LayerNorm/LayerNormalization_output_0"


def write(net: Any, folder: Path) -> str:
    """Write `tuned.onnx` and the checksums.

    Args:
        net: the network, see `network.build`.
        folder: where the committed model lies, from which lower layers and word vectors are borrowed.

    Returns:
        SHA-256 of the new graph, hex.
    """
    onnx: Any = importlib.import_module("onnx")
    base = folder / BASE
    content = base.read_bytes()
    model = onnx.load_from_string(content)
    changed = _changed(net, [one.name for one in model.graph.initializer])
    for one in model.graph.initializer:
        if one.name in changed:
            one.CopyFrom(onnx.numpy_helper.from_array(changed[one.name], one.name))
        elif len(one.raw_data) >= _LEAST_BORROWED:
            _borrow(onnx, one, content, base.name)
    _add_heads(onnx, model.graph, net)
    return save(model, folder)


def save(model: Any, folder: Path) -> str:
    """Write a graph as `tuned.onnx`, and the checksums.

    Args:
        model: of onnx.
        folder: where the committed model lies.

    Returns:
        SHA-256 of the graph, hex.
    """
    (folder / TUNED).write_bytes(model.SerializeToString())
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (BASE, TUNED, TOKENIZER)}
    (folder / SUMS).write_text("".join(f"{digest}  {name}\n" for name, digest in sums.items()), encoding="ascii")
    return sums[TUNED]


def _changed(net: Any, names: list[str]) -> dict[str, NDArray[Any]]:
    """Everything that was learned inside the layers, by the name that it has in the graph."""
    found: dict[str, NDArray[Any]] = {}
    roots = network.matrices(dict.fromkeys(names))
    for at in range(network.LEARNING, network.LAYERS):
        layer = net.layers[at]
        for place, (matrix, part) in enumerate(zip(layer.parts, network.PARTS, strict=True)):
            root = roots[at * len(network.PARTS) + place]
            found[f"{root}quantized"] = matrix.levels().detach().numpy().astype(np.int8)
            found[f"{root}scale"] = matrix.scale.numpy().astype(np.float32)
            found[f"m.encoder.layer.{at}.{part}.bias"] = matrix.bias.detach().numpy()
        for norm, name in zip(layer.norms, network.NORMS, strict=True):
            found[f"m.encoder.layer.{at}.{name}.weight"] = norm.weight.detach().numpy()
            found[f"m.encoder.layer.{at}.{name}.bias"] = norm.bias.detach().numpy()
    if missing := found.keys() - set(names):
        raise SystemExit(f"The committed graph has no {min(missing)}.")
    return found


def _borrow(onnx: Any, one: Any, content: bytes, name: str) -> None:
    """Point to the array's bytes in the committed file instead of repeating them."""
    place = content.index(one.raw_data)
    length = len(one.raw_data)
    one.ClearField("raw_data")
    one.data_location = onnx.TensorProto.EXTERNAL
    for key, value in (("location", name), ("offset", place), ("length", length)):
        one.external_data.add(key=key, value=str(value))


def _add_heads(onnx: Any, graph: Any, net: Any) -> None:
    """`meaning` for matching, and `danger`: four looks at all the words, the middle of them, and two layers."""
    constants: Mapping[str, Any] = {
        "turn": _of(net.turn.weight.t()),
        "look_w": _of(net.look.weight.t()),
        "look_b": _of(net.look.bias),
        "hidden_w": _of(net.hidden.weight.t()),
        "hidden_b": _of(net.hidden.bias),
        "said_w": _of(net.said.weight.t()),
        "said_b": _of(net.said.bias),
        "one": np.float32(1),
        "half": np.float32(0.5),
        "root": np.float32(2**-0.5),
        "least": np.float32(1e-12),
        "stretch": np.float32(network.STRETCH),
        "far": np.float32(-1e4),
        "last": np.array([2], dtype=np.int64),
    }
    graph.initializer.extend(onnx.numpy_helper.from_array(np.asarray(v), f"pb_{k}") for k, v in constants.items())
    number = 0

    def node(kind: str, *inputs: str, out: str = "", **how: Any) -> str:
        nonlocal number
        number += 1
        name = out or f"pb_out_{number}"
        given = [f"pb_{one}" if one in constants else one for one in inputs]
        graph.node.append(onnx.helper.make_node(kind, given, [name], name=f"pb_{number}", **how))
        return name

    def unit(rows: str, axis: int, out: str = "") -> str:
        return node("Div", rows, node("Max", node("ReduceL2", rows, axes=[axis], keepdims=1), "least"), out=out)

    middle = "emb"
    unit(node("MatMul", middle, "turn"), 1, "meaning")
    mask = node("Unsqueeze", node("Cast", "attention_mask", to=onnx.TensorProto.FLOAT), "last")
    off = node("Mul", node("Sub", "one", mask), "far")
    near = node("Add", node("Add", node("MatMul", _STATES, "look_w"), "look_b"), off)
    looks = node("Transpose", node("Softmax", near, axis=1), perm=[0, 2, 1])
    seen = node("Concat", middle, node("Flatten", unit(node("MatMul", looks, _STATES), 2), axis=1), axis=1)
    wide = node("Add", node("MatMul", node("Mul", seen, "stretch"), "hidden_w"), "hidden_b")
    bent = node("Mul", node("Mul", wide, "half"), node("Add", node("Erf", node("Mul", wide, "root")), "one"))
    node("Add", node("MatMul", bent, "said_w"), "said_b", out="danger")
    del graph.output[:]
    for name, width in (("meaning", net.turn.weight.shape[0]), ("danger", net.said.bias.shape[0])):
        graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["batch", int(width)]))


def _of(tensor: Any) -> NDArray[np.float32]:
    return np.ascontiguousarray(tensor.detach().numpy(), dtype=np.float32)
