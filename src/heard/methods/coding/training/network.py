"""The transformer as an ONNX network whose weights have 8 bits, and in which no text depends on its neighbours.

Numbers of 8 bits are made by scales that were chosen once (SmoothQuant: Xiao et al., ICML 2023: each channel has its
own, moved into the weights), and after the GELU by the largest number of each piece; not by the largest of all that
goes through together, as dynamic quantisation has it. So texts of one length may go through together, and each comes
out as it would alone. Needs the package onnx.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from heard.methods.coding.features import Array

# Of the operators of ONNX, and of those that onnxruntime adds.
_OPSET: Final = 17
_OURS: Final = "com.microsoft"
# How much of the range of a channel is moved into the weights.
_MOVED: Final = 0.7
# Whole numbers of 8 bits without a sign lie about this one.
_ZERO: Final = 128
# GELU is nowhere below -0.17: with that added, all are numbers without a sign.
_LIFT: Final = 0.17
_TINY: Final = 1e-9

Weights = Mapping[str, Array]


@dataclass(slots=True)
class _Graph:
    """Operators and constants, as they are added, and the weights that they come from."""

    encoder: Weights
    # By the name of a linear layer, the largest that each of its inputs was.
    largest: Weights
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def add(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Add an operator; returns the name of its output."""
        return self.add_many(operator, *inputs, outputs=1, domain=domain, **attributes)[0]

    def add_many(self, operator: str, *inputs: str, outputs: int, domain: str = "", **attributes: Any) -> list[str]:
        """Add an operator; returns the names of its outputs."""
        from onnx import helper

        names = [f"{operator}_{len(self.nodes)}_{place}" for place in range(outputs)]
        self.nodes.append(helper.make_node(operator, inputs, names, domain=domain, **attributes))
        return names

    def constant(self, value: Any, kind: type = np.float32) -> str:
        """Add a constant; returns its name."""
        from onnx import numpy_helper

        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value, dtype=kind), name))
        return name


def rows_of_8_bits(weights: Array) -> tuple[Array, Array]:
    """Weights [rows, columns] as int8, and the scale float32 [rows] of each row.

    >>> rows_of_8_bits(np.array([[0.5, -1.0]]))[0].tolist()
    [[64, -127]]
    """
    scale = np.maximum(np.abs(weights).max(axis=1), _TINY) / 127
    return np.rint(weights / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def write(encoder: Weights, heads: Weights, largest: Weights, attention_heads: int, path: Path) -> None:
    """Write the network: input_ids int64 [texts, pieces] to logits float32 [texts, heads].

    encoder and heads are weights by their names in BERT (Hugging Face) and in `training.deep`; largest is, by the name
    of a linear layer, the largest that each of its inputs was, [width].
    """
    import onnx
    from onnx import TensorProto, helper

    graph = _Graph(encoder, largest)
    hidden = _embedded(graph)
    layers = 1 + max(int(name.split(".")[2]) for name in encoder if name.startswith("encoder.layer."))
    for layer in range(layers):
        hidden = _layer(graph, f"encoder.layer.{layer}", hidden, attention_heads)
    # Operators that add up in one order, however many texts there are: a mean does not, nor does a product of rows.
    zero, one, two = (graph.constant([number], np.int64) for number in range(3))
    pieces = graph.add("Slice", graph.add("Shape", "input_ids"), one, two, zero)
    count = graph.add("Cast", pieces, to=TensorProto.FLOAT)
    share = graph.add("Expand", graph.add("Div", graph.constant(1.0), count), graph.add("Concat", one, pieces, axis=0))
    pooled = graph.add("MatMul", share, hidden)
    products = graph.add("Mul", pooled, graph.constant(heads["weight"]))
    summed = graph.add("ReduceSum", products, graph.constant([2], np.int64), keepdims=0)
    logits = graph.add("Add", summed, graph.constant(heads["bias"]))
    graph.nodes.append(helper.make_node("Identity", [logits], ["logits"]))
    made = helper.make_graph(
        graph.nodes,
        "MiniLM",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "pieces"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", len(heads["bias"])])],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_OURS, 1)]
    onnx.save(helper.make_model(made, opset_imports=opsets, ir_version=8, producer_name="heard"), str(path))


def _embedded(graph: _Graph) -> str:
    encoder = graph.encoder
    words, scale = rows_of_8_bits(encoder["embeddings.word_embeddings.weight"])
    # Every piece is of the first type.
    places = encoder["embeddings.position_embeddings.weight"] + encoder["embeddings.token_type_embeddings.weight"][0]
    found = graph.add("Cast", graph.add("Gather", graph.constant(words, np.int8), "input_ids"), to=1)
    scaled = graph.add("Mul", found, graph.add("Gather", graph.constant(scale[:, None]), "input_ids"))
    zero, one, two = (graph.constant([number], np.int64) for number in range(3))
    count = graph.add("Slice", graph.add("Shape", "input_ids"), one, two, zero)
    here = graph.add("Slice", graph.constant(places), zero, count, zero)
    return _normal(graph, "embeddings.LayerNorm", graph.add("Add", scaled, here))


def _normal(graph: _Graph, name: str, hidden: str) -> str:
    """Layer normalisation, step by step: onnxruntime's own takes ten times as long."""
    centred = graph.add("Sub", hidden, graph.add("ReduceMean", hidden, axes=[2]))
    spread = graph.add("ReduceMean", graph.add("Mul", centred, centred), axes=[2])
    root = graph.add("Sqrt", graph.add("Add", spread, graph.constant(1e-12)))
    scaled = graph.add("Mul", centred, graph.add("Div", graph.constant(1.0), root))
    weighted = graph.add("Mul", scaled, graph.constant(graph.encoder[f"{name}.weight"]))
    return graph.add("Add", weighted, graph.constant(graph.encoder[f"{name}.bias"]))


def _layer(graph: _Graph, name: str, hidden: str, attention_heads: int) -> str:
    own = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    three = _product(graph, hidden, *own)
    parts = graph.add_many("Split", three, axis=2, outputs=3)
    seen = graph.add("MultiHeadAttention", *parts, domain=_OURS, num_heads=attention_heads)
    output = f"{name}.attention.output"
    seen = _product(graph, seen, f"{output}.dense")
    hidden = _normal(graph, f"{output}.LayerNorm", graph.add("Add", seen, hidden))
    raised = graph.add("Gelu", _product(graph, hidden, f"{name}.intermediate.dense"), domain=_OURS)
    added = graph.add("Add", _raised_product(graph, raised, f"{name}.output.dense"), hidden)
    return _normal(graph, f"{name}.output.LayerNorm", added)


def _product(graph: _Graph, hidden: str, *names: str) -> str:
    """A linear layer, or several of the same input: hidden [texts, pieces, width] to [texts, pieces, out]."""
    weights = np.concatenate([graph.encoder[f"{name}.weight"] for name in names])
    bias = np.concatenate([graph.encoder[f"{name}.bias"] for name in names])
    most = np.maximum(graph.largest[names[0]], 1e-3)
    moved = most**_MOVED / np.maximum(np.abs(weights).max(axis=0), 1e-4) ** (1 - _MOVED)
    unit = moved * ((most / moved).max() / 127)
    numbers, scale = rows_of_8_bits(weights * unit)
    scaled = graph.add("Mul", hidden, graph.constant(1 / unit))
    whole = graph.add("QuantizeLinear", scaled, graph.constant(1.0), graph.constant(_ZERO, np.uint8))
    return _multiplied(graph, (whole, _ZERO), (numbers, scale), bias)


def _raised_product(graph: _Graph, hidden: str, name: str) -> str:
    """The same after a GELU, each piece scaled by its own largest number."""
    numbers, scale = rows_of_8_bits(graph.encoder[f"{name}.weight"])
    lifted = graph.add("Add", hidden, graph.constant(_LIFT))
    unit = graph.add("Mul", graph.add("ReduceMax", lifted, axes=[2]), graph.constant(1 / 255))
    scaled = graph.add("Mul", lifted, graph.add("Div", graph.constant(1.0), unit))
    whole = graph.add("QuantizeLinear", scaled, graph.constant(1.0), graph.constant(0, np.uint8))
    product = graph.add("Mul", _multiplied(graph, (whole, 0), (numbers, scale), None), unit)
    bias = graph.encoder[f"{name}.bias"] - _LIFT * (numbers * scale[:, None]).sum(axis=1)
    return graph.add("Add", product, graph.constant(bias))


def _multiplied(
    graph: _Graph, given: tuple[str, int], weights: tuple[Array, Array], bias: Array | None
) -> str:  # fmt: skip
    """What was given as whole numbers about a zero, times weights by rows and their scales."""
    (whole, zero), (numbers, scale) = given, weights
    inputs = [
        whole, graph.constant(numbers.T, np.int8), graph.constant(1.0), graph.constant(scale),
        graph.constant(zero, np.uint8), *(() if bias is None else ("", graph.constant(bias))),
    ]  # fmt: skip
    return graph.add("MatMulIntegerToFloat", *inputs, domain=_OURS)
