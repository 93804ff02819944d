"""For MkDocs: the generated pages, beside those that are files here."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
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
    for page in config.extra.pop("pages"):
        files.append(File.generated(config, page.path, content=page.text))
    files.append(File.generated(config, "report-schema.json", content=schema_text()))
    return files
