"""HTML as a PDF: tagged (PDF/UA-1), nothing fetched from anywhere but the document itself."""

from __future__ import annotations

import logging


def pdf(html: str, style: str = "") -> bytes:
    """The document with one more style sheet, as a tagged PDF.

    Raises OSError where Pango is missing: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0.
    """
    # Before the import: it tells of its own style sheets while it is imported.
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=["data"], allow_redirects=False, timeout=2)
    sheets = [CSS(string=style, url_fetcher=fetcher)] if style else []
    made = HTML(string=html, url_fetcher=fetcher).write_pdf(stylesheets=sheets, pdf_variant="pdf/ua-1", pdf_tags=True)
    return bytes(made)
