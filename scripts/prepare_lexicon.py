"""Keep what the shipped lexicon selects and judges texts by: after a change of its pack or of how patterns are read."""

from heard.methods.coding import SHIPPED, prepared
from heard.methods.coding.artefact import Artefact
from heard.methods.coding.seriousness import Lexicon

prepared.FILE.write_bytes(prepared.packed(*Lexicon.from_pack(Artefact.load(SHIPPED).seriousness).kept()))
