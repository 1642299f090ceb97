"""Counting, as pure functions over arrays: which cells some voices add to, and how the same facts travel and rest.

Start reading at `facts.Facts` (what is counted) and `cells.count` (how). Nothing here reads a table or a clock.
"""
