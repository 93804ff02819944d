"""For MkDocs: the generated pages, beside those that are files here."""

from __future__ import annotations

import json
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

from migrate.pages import all_pages
from migrate.report.json import schema_text


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The generated pages follow those that ``mkdocs.yml`` lists in their part of the navigation."""
    pages = all_pages()
    config.extra["pages"] = pages
    groups = {name: listed for part in config.nav or [] if isinstance(part, dict) for name, listed in part.items()}
    for page in pages:
        groups[page.group].append(page.path)
    return config


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """The generated pages, and the schema that the reference of the report speaks of."""
    for page in config.extra["pages"]:
        files.append(File.generated(config, page.path, content=page.text))
    files.append(File.generated(config, "report-schema.json", content=schema_text()))
    return files


@event_priority(-75)  # after the plugin search has written the index, before the plugin offline copies it
def on_post_build(*, config: MkDocsConfig) -> None:
    """The search finds each symbol at its row, rather than the table that holds it, and any beginning of it."""
    _mend_search(Path(config.site_dir, "assets/javascripts/workers"))
    finds = {page.path.replace(".md", ".html"): page.finds for page in config.extra["pages"] if page.finds}
    file = Path(config.site_dir, "search/search_index.json")
    index = json.loads(file.read_text(encoding="utf-8"))
    entries = []
    for entry in index["docs"]:
        page, _, place = entry["location"].partition("#")
        if page not in finds:
            entries.append(entry)
        elif not place:
            entries.append(entry)
            for found in finds[page]:
                listed = {"title": found.title, "text": found.text, "boost": found.boost}
                entries.append({"location": f"{page}#{found.place}", **listed})
    file.write_text(json.dumps({**index, "docs": entries}), encoding="utf-8")


_NODE_KEY = "e=e+s+o.id"
"""How lunr 2.3.9 writes an edge of its tree of words, to find equal nodes: the letter, then the number of the node."""


def _mend_search(workers: Path) -> None:
    """Ends each edge with a semicolon.

    Without it ``1`` to node 23 and ``12`` to node 3 are the same text, so that in an index with numbers in it lunr
    takes different nodes for one, finds words that are not there, and fails over them:
    https://github.com/olivernn/lunr.js/blob/v2.3.9/lib/token_set.js
    """
    for file in workers.glob("search.*.min.js"):
        text = file.read_text(encoding="utf-8")
        if text.count(_NODE_KEY) != 1:
            raise PluginError(f"{file.name}: another lunr than docs/hooks.py knows: see _mend_search there")
        file.write_text(text.replace(_NODE_KEY, f'{_NODE_KEY}+";"'), encoding="utf-8")
