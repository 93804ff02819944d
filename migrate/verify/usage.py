"""Every use of an installed v2 package in a Python module, checked for existence."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.verify.calls import Report, check_arguments, check_values, describe
from migrate.verify.closest import suggestion
from migrate.verify.installed import PACKAGES, Class, Constant, Function, Module, is_known, load_module, package_root
from migrate.verify.signatures import signature
from migrate.verify.values import (
    Either,
    Instance,
    LocalFunction,
    Method,
    Namespace,
    Scope,
    Several,
    Value,
    attribute,
    either,
    from_annotation,
    from_symbol,
)


def check_usage(tree: ast.Module, report: Report) -> set[str]:
    """Report every v2 name and keyword of a module that the installed packages do not have.

    Returns:
        The packages that the module uses but that are not installed.
    """
    checker = _Checker(report)
    checker.run(tree)
    return checker.missing


class _Checker:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._depth = 0
        self._pending: list[LocalFunction] = []
        self.missing: set[str] = set()

    def run(self, tree: ast.Module) -> None:
        declared = (node for node in ast.walk(tree) if isinstance(node, ast.Global))
        self._block(tree.body, Scope(bound_elsewhere=frozenset(name for node in declared for name in node.names)))
        while self._pending:
            self._body(self._pending.pop(0))

    # --- statements

    def _block(self, body: Iterable[ast.stmt], scope: Scope) -> None:
        for statement in body:
            self._statement(statement, scope)

    def _branch(self, body: Iterable[ast.stmt], scope: Scope) -> None:
        self._depth += 1
        self._block(body, scope)
        self._depth -= 1

    def _statement(self, node: ast.stmt, scope: Scope) -> None:
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is not None:
            method(node, scope)
            return
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child, scope)
            elif isinstance(child, ast.stmt):
                self._branch([child], scope)
            elif isinstance(child, ast.match_case):
                self._branch(child.body, scope)

    def _import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            if is_known(alias.name):
                self._module(node, alias.name)
            top = alias.name if alias.asname else alias.name.partition(".")[0]
            known = is_known(top) or any(package.startswith(top + ".") for package in PACKAGES)
            scope.bind(alias.asname or top, Namespace(top) if known else None, certain=True)

    def _importfrom(self, node: ast.ImportFrom, scope: Scope) -> None:
        name = node.module or ""
        known = not node.level and is_known(name)
        module = self._module(node, name) if known else None
        for alias in node.names:
            symbol = None
            if alias.name == "*" and module is not None:
                for public in module.bindings:
                    scope.bind(public, from_symbol(module.get(public)), certain=True)
                continue
            if module is not None:
                symbol = module.get(alias.name)
                if symbol is None:
                    hint = suggestion(alias.name, module.bindings)
                    self._report(node, "unknown-name", f"{name} has no {alias.name!r}", hint)
            value = from_symbol(symbol)
            if not known and not node.level and any(p == f"{name}.{alias.name}" for p in PACKAGES):
                self._module(node, f"{name}.{alias.name}")
                value = Namespace(f"{name}.{alias.name}")
            scope.bind(alias.asname or alias.name, value, certain=self._depth == 0)

    def _module(self, node: ast.AST, name: str) -> Module | None:
        package = next(item for item in PACKAGES if name == item or name.startswith(item + "."))
        if package_root(package) is None:
            self.missing.add(package)
            return None
        module = load_module(name)
        if module is None:
            self._report(node, "unknown-module", f"there is no module {name!r}", "")
        return module

    def _functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        decorators = [self.value(item, scope) for item in node.decorator_list]
        for expression in (*node.args.defaults, *node.args.kw_defaults):
            if expression is not None:
                self.value(expression, scope)
        is_pipeline = any(_is_pipeline(decorator) for decorator in decorators)
        function = LocalFunction(node, scope, is_pipeline)
        self._pending.append(function)
        scope.bind(node.name, function if is_pipeline or not decorators else None, certain=self._depth == 0)

    _asyncfunctiondef = _functiondef

    def _body(self, function: LocalFunction) -> None:
        if function.done or isinstance(function.node, ast.Lambda):
            return
        function.done = True
        scope = Scope(function.scope, function=function)
        arguments = function.node.args
        for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
            if item is not None:
                annotation = self.value(item.annotation, function.scope) if item.annotation is not None else None
                # a pipeline function gets bindings, whatever its annotations say
                is_class = isinstance(annotation, Class) and not function.is_pipeline
                scope.names[item.arg] = Instance(annotation) if is_class and isinstance(annotation, Class) else None
        depth, self._depth = self._depth, 0
        self._block(function.node.body, scope)
        self._depth = depth

    def _classdef(self, node: ast.ClassDef, scope: Scope) -> None:
        for expression in (*node.bases, *(item.value for item in node.keywords), *node.decorator_list):
            self.value(expression, scope)
        self._block(node.body, Scope(scope))
        scope.bind(node.name, None, certain=True)

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        value = self.value(node.value, scope)
        for target in node.targets:
            self._store(target, value, scope)

    def _annassign(self, node: ast.AnnAssign, scope: Scope) -> None:
        annotation = self.value(node.annotation, scope)
        value = self.value(node.value, scope) if node.value is not None else None
        if value is None and isinstance(annotation, Class):
            value = Instance(annotation)
        self._store(node.target, value, scope)

    def _augassign(self, node: ast.AugAssign, scope: Scope) -> None:
        self.value(node.value, scope)
        self._store(node.target, None, scope)

    def _store(self, target: ast.expr, value: Value, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            scope.bind(target.id, value, certain=self._depth == 0)
        elif isinstance(target, ast.Attribute):
            owner = self.value(target.value, scope)
            if isinstance(owner, (Instance, Either)):
                self._attribute(target, owner)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for item in target.elts:
                self._store(item, None, scope)
        elif isinstance(target, ast.Starred):
            self._store(target.value, None, scope)
        elif isinstance(target, ast.Subscript):
            self.value(target.value, scope)
            self.value(target.slice, scope)

    def _for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        iterable = self.value(node.iter, scope)
        self._depth += 1
        self._store(node.target, iterable.item if isinstance(iterable, Several) else None, scope)
        self._block((*node.body, *node.orelse), scope)
        self._depth -= 1

    _asyncfor = _for

    def _with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> None:
        for item in node.items:
            self.value(item.context_expr, scope)
            if item.optional_vars is not None:
                self._store(item.optional_vars, None, scope)
        self._block(node.body, scope)

    _asyncwith = _with

    def _try(self, node: ast.Try, scope: Scope) -> None:
        self._branch((*node.body, *node.orelse), scope)
        for handler in node.handlers:
            if handler.type is not None:
                self.value(handler.type, scope)
            if handler.name:
                scope.bind(handler.name, None, certain=True)
            self._branch(handler.body, scope)
        self._block(node.finalbody, scope)

    _trystar = _try

    def _global(self, node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
        for name in node.names:
            scope.names[name] = None

    _nonlocal = _global

    def _return(self, node: ast.Return, scope: Scope) -> None:
        value = self.value(node.value, scope) if node.value is not None else Constant(None)
        if scope.function is not None:
            scope.function.returns.append(value)

    # --- expressions

    def value(self, node: ast.expr, scope: Scope) -> Value:
        """What an expression is; checks it and everything in it on the way."""
        if isinstance(node, ast.Name):
            return scope.get(node.id)
        if isinstance(node, ast.Constant):
            return Constant(node.value)
        if isinstance(node, ast.Attribute):
            return self._attribute(node, self.value(node.value, scope))
        if isinstance(node, ast.Call):
            return self._call(node, scope)
        if isinstance(node, ast.IfExp):
            self.value(node.test, scope)
            return either([self.value(node.body, scope), self.value(node.orelse, scope)])
        if isinstance(node, ast.NamedExpr):
            value = self.value(node.value, scope)
            self._store(node.target, value, scope)
            return value
        if isinstance(node, ast.Await):
            self.value(node.value, scope)
            return None
        inner = scope
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            inner = Scope(scope)
            for generator in node.generators:
                iterable = self.value(generator.iter, inner)
                self._store(generator.target, iterable.item if isinstance(iterable, Several) else None, inner)
                for condition in generator.ifs:
                    self.value(condition, inner)
            parts = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
            for part in parts:
                self.value(part, inner)
            return None
        if isinstance(node, ast.Lambda):
            inner = Scope(scope)
            for item in (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs):
                inner.names[item.arg] = None
            self.value(node.body, inner)
            return None
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child, inner)
        return None

    def _attribute(self, node: ast.Attribute, owner: Value) -> Value:
        if isinstance(owner, Namespace) and not is_known(owner.name):
            inner = f"{owner.name}.{node.attr}"
            known = is_known(inner) or any(package.startswith(inner + ".") for package in PACKAGES)
            return Namespace(inner) if known else None
        exists, value = attribute(owner, node.attr)
        if not exists:
            self._report(node, "unknown-attribute", f"{describe(owner)} has no {node.attr!r}", "")
        return value

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        callee = self.value(node.func, scope)
        positional = [self.value(item, scope) for item in node.args]
        keywords = {item.arg: self.value(item.value, scope) for item in node.keywords}
        if isinstance(callee, Class):
            check_arguments(node, signature(callee), callee.name, self._report)
            check_values(node, callee.name, keywords, self._report)
            return Instance(callee, exact=True)
        if isinstance(callee, Function):
            check_arguments(node, signature(callee), callee.node.name, self._report)
            return self._returned(callee, None, positional, keywords)
        if isinstance(callee, Method):
            name = f"{describe(callee.receiver)}.{_last(node.func)}"
            check_arguments(node, signature(callee.function, bound=True), name, self._report)
            receiver = callee.receiver if isinstance(callee.receiver, Instance) else Instance(callee.receiver)
            return self._returned(callee.function, receiver, positional, keywords)
        if isinstance(callee, Either):
            return either([self._called(option, positional, keywords) for option in callee.options])
        if isinstance(callee, Instance):
            return self._called(callee, positional, keywords)
        if isinstance(callee, LocalFunction):
            return self._local_call(callee, scope)
        return None

    def _called(self, callee: Value, positional: list[Value], keywords: dict[str | None, Value]) -> Value:
        """What calling an object gives."""
        found = attribute(callee, "__call__")[1] if isinstance(callee, Instance) else None
        if isinstance(found, Method) and isinstance(callee, Instance):
            return self._returned(found.function, callee, positional, keywords)
        return None

    def _local_call(self, callee: LocalFunction, scope: Scope) -> Value:
        if callee.is_pipeline:
            nested = scope.function is not None and scope.function.is_pipeline
            module = load_module("azure.ai.ml.entities")
            cls = module.get("PipelineJob") if module and not nested else None
            return Instance(cls) if isinstance(cls, Class) else None
        self._body(callee)
        is_generator = any(isinstance(item, (ast.Yield, ast.YieldFrom)) for item in ast.walk(callee.node))
        if is_generator or isinstance(callee.node, ast.AsyncFunctionDef):
            return None
        return either(callee.returns) if callee.returns else None

    def _returned(
        self, function: Function, receiver: Instance | None, positional: list[Value], keywords: dict[str | None, Value]
    ) -> Value:
        if isinstance(function.node, ast.AsyncFunctionDef):
            return None
        parameters = [*function.node.args.posonlyargs, *function.node.args.args]
        if receiver is not None and not function.is_static:
            parameters = parameters[1:]
        given = {
            ast.unparse(parameter.annotation): value
            for parameter, value in zip(parameters, positional, strict=False)
            if parameter.annotation is not None
        }
        for parameter in (*parameters, *function.node.args.kwonlyargs):
            if parameter.annotation is not None and parameter.arg in keywords:
                given[ast.unparse(parameter.annotation)] = keywords[parameter.arg]
        if function.node.name == "pipeline" and function.module.name.startswith("azure.ai.ml.dsl"):
            return function  # the decorator with arguments: what it returns decorates as well
        return from_annotation(function.node.returns, function.module, receiver, given)


def _is_pipeline(value: Value) -> bool:
    return isinstance(value, Function) and value.node.name == "pipeline" and "azure.ai.ml.dsl" in value.module.name


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ast.unparse(node)
