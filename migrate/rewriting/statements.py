"""The import statements of v1 as they stand in the source: which names each has, and what each is without some."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.decided import Decisions
from migrate.rewriting.anchor import import_text, imported_name
from migrate.rewriting.finishing import ImportStatement
from migrate.v1.catalogue import Catalogue
from migrate.v1.uses import ImportUse


def import_statement(
    node: cst.Import | cst.ImportFrom,
    imported: ImportUse,
    module: cst.Module,
    decisions: Decisions,
    catalogue: Catalogue,
) -> ImportStatement:
    """The statement of an import of v1, in the cell ``module``."""
    if imported.through:
        assert isinstance(node, cst.ImportFrom)
        return _passed_on(node, imported, module, decisions)
    text = module.code_for_node(node)
    if isinstance(node, cst.Import):
        names = [imported_name(alias, module) for alias in node.names]
        return ImportStatement(text, "", names)
    package = "." * len(node.relative) + (module.code_for_node(node.module) if node.module else "")
    if isinstance(node.names, cst.ImportStar):
        symbols = catalogue.exports(imported.symbol)
        return ImportStatement(text, package, [("*", name, True) for name in symbols])
    return ImportStatement(text, package, [(*imported_name(alias, module)[:2], True) for alias in node.names])


def _passed_on(node: cst.ImportFrom, imported: ImportUse, module: cst.Module, decisions: Decisions) -> ImportStatement:
    """An import of v1 names from a module of the project, which will not have them any more."""
    text, package = module.code_for_node(node), imported.through
    passed = {
        one.local: one
        for one, _ in decisions.imports
        if one.through and one.where.statement is imported.where.statement
    }
    if isinstance(node.names, cst.ImportStar):
        names = [("*", "*", False), *((name, name, True) for name in passed)]
    else:
        written = [imported_name(alias, module)[0] for alias in node.names]
        local = [alias.evaluated_alias or alias.evaluated_name for alias in node.names]
        names = [(one, other, other in passed) for one, other in zip(written, local, strict=True)]
    own = {name: import_text(use.symbol, name) for name, use in passed.items()}
    return ImportStatement(text, package, names, own)
