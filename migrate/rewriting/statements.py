"""The import statements of v1 as they stand in the source: which names each has, and what each is without some."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.decided import Decisions
from migrate.linking.borrowing import IMPORT, Borrowed
from migrate.rewriting.anchor import import_text, imported_name
from migrate.rewriting.finishing import ImportStatement
from migrate.v1.catalogue import Catalogue
from migrate.v1.nodes import imports_at_top, imports_in_functions, module_name
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


def import_borrowed(borrowed: Borrowed, module: cst.Module, statements: dict[cst.CSTNode, ImportStatement]) -> None:
    """Note what a document imports in v2 from those that are converted with it.

    Args:
        module: the first cell of the document.
        statements: the statements of imports that are written anew, by node.
    """
    wanted = dict(borrowed.more)
    inside: set[str] = set()
    """The modules that are only imported from where a function needs them."""
    at_top = list(imports_at_top(module))
    named = {module_name(node) for _, node in at_top if isinstance(node, cst.ImportFrom)}
    for statement, node in (*at_top, *imports_in_functions(module)):
        if isinstance(node, cst.Import) or isinstance(node.names, cst.ImportStar):
            continue
        names = [imported_name(alias, module)[0] for alias in node.names]
        local = [alias.evaluated_alias or alias.evaluated_name for alias in node.names]
        of, within = module_name(node), (statement, node) not in at_top
        more = wanted.pop(of, frozenset()) if not within else frozenset[str]()
        if within and of not in named and not borrowed.gone.isdisjoint(local):
            more = borrowed.more.get(of, more)
            inside.add(of)
        gone, if_read = borrowed.gone & set(local), borrowed.if_read & set(local)
        if more or gone or if_read:
            written = statements.get(statement) or ImportStatement(
                module.code_for_node(node),
                module_name(node),
                [(one, other, False) for one, other in zip(names, local, strict=True)],
            )
            written.names += [(name, name, False) for name in sorted(more)]
            written.more, written.if_read, written.gone = written.more | more, written.if_read | more | if_read, gone
            statements[statement] = written
    left = {of: names for of, names in wanted.items() if of not in inside}
    others = {
        name: f"from {of} import {name}" if of != IMPORT else f"import {name}"
        for of, names in left.items()
        for name in sorted(names)
    }
    if others and at_top:
        statement, node = at_top[-1]
        written = statements.get(statement) or _as_it_is(node, module)
        written.names += [(name, name, False) for name in others]
        written.own |= others
        written.more, written.if_read = written.more | others.keys(), written.if_read | others.keys()
        statements[statement] = written


def _as_it_is(node: cst.Import | cst.ImportFrom, module: cst.Module) -> ImportStatement:
    text = module.code_for_node(node)
    if isinstance(node.names, cst.ImportStar):
        return ImportStatement(text, module_name(node), [("*", "*", False)])
    names = [(*imported_name(alias, module)[:2], False) for alias in node.names]
    return ImportStatement(text, module_name(node) if isinstance(node, cst.ImportFrom) else "", names)
