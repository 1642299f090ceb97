"""From a supplier's file to voices: look, map, stage, prepare, store. Start reading at running.py."""
