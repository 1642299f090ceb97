"""Static files with hashed names, the imports inside scripts included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types
    """Hashed and compressed files; a script's import of another script gets the hashed name too."""

    support_js_module_import_aggregation = True
