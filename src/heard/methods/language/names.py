"""The languages that are told apart, by their code (ISO 639-1), as English calls them."""

from __future__ import annotations

from typing import Final

# Of the languages that lingua knows, those that people in the United Kingdom speak most (Census 2021, TS024), with
# Welsh. All 75 take ten times as long, and take short texts for languages that nobody here speaks.
NAMES: Final = {
    "ar": "Arabic", "bn": "Bengali", "bg": "Bulgarian", "zh": "Chinese", "en": "English", "fr": "French",
    "de": "German", "el": "Greek", "gu": "Gujarati", "hi": "Hindi", "hu": "Hungarian", "it": "Italian",
    "lt": "Lithuanian", "fa": "Persian", "pl": "Polish", "pt": "Portuguese", "pa": "Punjabi", "ro": "Romanian",
    "ru": "Russian", "so": "Somali", "es": "Spanish", "ta": "Tamil", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "cy": "Welsh",
}  # fmt: skip


def name(code: str) -> str:
    """What a language is called, '' for a code that is none of these.

    >>> name("pl"), name("und")
    ('Polish', '')
    """
    return NAMES.get(code, "")
