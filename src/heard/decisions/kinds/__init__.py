"""What can be evidence: each kind looks at another room's record and says what it shows, without anybody's words."""

from heard.decisions.kinds.searches import SEARCH, search
from heard.decisions.kinds.signals import SIGNAL, signal
from heard.decisions.kinds.voices import VOICE, voice

# What stands on pages for a kind.
LABELS = {VOICE: "What somebody said", SIGNAL: "A signal", SEARCH: "A count of comments"}

__all__ = ["LABELS", "SEARCH", "SIGNAL", "VOICE", "search", "signal", "voice"]
