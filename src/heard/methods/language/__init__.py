"""Which language something was said in, so that what the coder cannot read is not coded as if it were English.

`gate` tells English in under two microseconds a text, by lists of words of our own; what it doubts goes to lingua where
the extra `text` is installed, and is 'und' otherwise. Start reading at `detect.languages`.
"""

from heard.methods.language.detect import ENGLISH, UNTOLD, detector_name, is_foreign, languages
from heard.methods.language.names import NAMES, name

__all__ = ["ENGLISH", "NAMES", "UNTOLD", "detector_name", "is_foreign", "languages", "name"]
