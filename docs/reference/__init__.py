"""The pages that nobody writes: tables and their columns, the entries of the codebook, the registry of upstream policies.

`pages` makes them all from the schema, the codebook and the released tables, as Markdown in which every text of the data is
escaped. Nothing of it is kept: the site is built anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from docs.reference import entry_pages, registry_pages, table_pages
from docs.reference.rows import Read


def pages(read: Read, lang: str) -> dict[str, str]:
    """Path of each page below the language's folder → its Markdown, in the order of the navigation.

    Args:
        read: gives the rows of a table by its name.
        lang: ``zh`` or ``en``.
    """
    return dict(_all(read, lang))


def _all(read: Read, lang: str) -> Iterator[tuple[str, str]]:
    for module in (table_pages, entry_pages, registry_pages):
        yield from module.pages(read, lang)
