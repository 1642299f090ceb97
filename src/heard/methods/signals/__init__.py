"""What moves: charts of single numbers over time, by rules that boards know. Start with `xmr`."""
