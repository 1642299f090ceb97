"""A fine-tuned transformer as the network that ships, and what that says of texts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from heard.methods.coding.accurate import Encoder
from heard.methods.coding.features import Array
from heard.methods.coding.training import network
from heard.methods.coding.training.deep import Deep


def in_8_bits(deep: Deep, shown: Sequence[str], texts: Sequence[str], questions: Array) -> Array:
    """Logits float32 [N, heads] of texts as the exported network gives them, on which the product runs."""
    with tempfile.TemporaryDirectory() as folder:
        export(deep, Path(folder), shown)
        return Encoder.load(Path(folder)).logits(texts, questions)


def export(deep: Deep, folder: Path, texts: Sequence[str]) -> None:
    """Write model.onnx and tokenizer.json; `texts` show how large numbers become inside."""

    def plain(module: Any) -> dict[str, Array]:
        return {name: value.float().numpy() for name, value in module.state_dict().items()}

    folder.mkdir(parents=True, exist_ok=True)
    heads = deep.encoder.config.num_attention_heads
    network.write(plain(deep.encoder), plain(deep.heads), _largest(deep, texts), heads, folder / "model.onnx")
    deep.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)


def _largest(deep: Deep, texts: Sequence[str]) -> dict[str, Array]:
    """By linear layer, the largest that each of its inputs was: float32 [width]."""
    import torch

    found: dict[str, Any] = {}

    def watched(name: str) -> Callable[[Any, Any], None]:
        def note(_module: Any, inputs: Any) -> None:
            most = inputs[0].detach().float().abs().flatten(0, -2).amax(0)
            found[name] = torch.maximum(found[name], most) if name in found else most

        return note

    layers = [(name, one) for name, one in deep.encoder.named_modules() if isinstance(one, torch.nn.Linear)]
    hooks = [layer.register_forward_pre_hook(watched(name)) for name, layer in layers]
    # One by one: what fills up short texts is not said.
    deep.embed(texts, np.zeros(len(texts), np.uint8), batch=1)
    for hook in hooks:
        hook.remove()
    return {name: most.numpy() for name, most in found.items()}
