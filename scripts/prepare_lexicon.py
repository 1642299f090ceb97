"""Keep what the shipped lexicon selects texts by: after a change of its pack, or of how patterns are read."""

from heard.methods.coding import SHIPPED, prepared
from heard.methods.coding.artefact import Artefact
from heard.methods.coding.harmless import Harmless
from heard.methods.coding.seriousness import Lexicon

content = Artefact.load(SHIPPED).seriousness
prepared.FILE.write_bytes(prepared.packed([Lexicon.from_pack(content).rules, Harmless.sorts(content)]))
