"""Benchmarks: what they measure stands in a module each; `registry` lists them, `run` measures and judges."""
