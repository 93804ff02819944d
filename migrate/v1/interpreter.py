"""Follow what a module's code does with SDK v1, without running it.

The interpreter walks the statements in order, keeps what every variable may hold, and records each use of v1
with the object that it concerns. Branches are joined, calls of the module's own functions are followed, and a
parameter that is handed to v1 as a workspace is known to be one. What it does not understand is Unknown, never
guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import libcst as cst

from migrate.v1 import unread
from migrate.v1.binding import Binding
from migrate.v1.catalogue import catalogue
from migrate.v1.decorators import decorating, is_known, is_transparent, keeps_or_gives, last_name
from migrate.v1.elsewhere import ClassOf, Elsewhere, Gives, Parameters
from migrate.v1.nodes import children
from migrate.v1.scopes import FunctionScope, Variables, merge
from migrate.v1.source import Source
from migrate.v1.values import (
    UNKNOWN,
    Const,
    DictValue,
    Foreign,
    Function,
    ListValue,
    LocalClass,
    Symbol,
    Unknown,
    Value,
    alternatives,
    join,
    objects,
    type_name,
)
from migrate.v1.written import builtin, counted, fields_of, hands_on, is_main_guard, leaves, read_first, without_none

_ROUNDS: Final = 3
"""A parameter's class is learnt from its uses, which may come after the calls that pass it on."""


class Interpreter(Binding):
    """Runs abstractly over all cells of a source; afterwards ``uses`` and ``name_values`` are complete."""

    def run(self) -> None:
        for _ in range(_ROUNDS):
            learnt = len(self.learnt), len(self.mixed)
            self.reset()
            for number, module in self.source:
                self.cell = number
                top = self.enter(self.path)
                for skipped in unread.cells_before(self.source, number):
                    self.skip(skipped)
                for name in self.kept_in("") - top.variables.keys():
                    top.variables[name] = self.kept_by_others("", name, UNKNOWN, (top, name))
                self.statements(module.body)
            self._rest()
            self.rest_of_lambdas()
            if (len(self.learnt), len(self.mixed)) == learnt:
                break
        self._forget_unused()

    def _rest(self) -> None:
        """The functions and methods that nothing in the module calls."""
        known = 0
        while known < len(self.functions):
            known = len(self.functions)
            for scope in list(self.functions.values()):
                if not scope.analysed:
                    self.cell = self.function_cells[scope]
                    self.follow(scope)

    # Statements

    def statements(self, body: Sequence[cst.CSTNode]) -> None:
        for statement in body:
            self.statement = statement
            self.execute(statement)

    def execute(self, node: cst.CSTNode) -> None:
        if isinstance(node, cst.SimpleStatementLine):
            for small in node.body:
                self._simple(small)
        elif isinstance(node, cst.FunctionDef):
            self._define(node)
        elif isinstance(node, cst.ClassDef):
            self._class(node)
        elif isinstance(node, cst.If):
            self._if(node)
        elif isinstance(node, (cst.Try, cst.TryStar)):
            self._try(node)
        elif isinstance(node, (cst.For, cst.While)):
            self._loop(node)
        elif isinstance(node, cst.With):
            for item in node.items:
                value = self.eval(item.item)
                entered = self.special(value, "__enter__")
                value = self.handed_on(item, entered, "__enter__") if entered is not None else value
                if item.asname is not None:
                    self.bind(item.asname.name, value)
            self._block(node.body)
        elif isinstance(node, cst.Match):
            self._match(node)
        else:
            for child in children(node):
                self._any(child)

    def _block(self, body: cst.BaseSuite) -> None:
        if isinstance(body, cst.IndentedBlock):
            self.statements(body.body)
        elif isinstance(body, cst.SimpleStatementSuite):
            for small in body.body:
                self._simple(small)

    def _any(self, node: cst.CSTNode) -> None:
        if isinstance(node, cst.BaseExpression):
            self.eval(node)
        else:
            for child in children(node):
                self._any(child)

    def _simple(self, node: cst.BaseSmallStatement) -> None:
        if isinstance(node, cst.Expr):
            self.eval(node.value)
        elif isinstance(node, cst.Assign):
            value = self.eval(node.value)
            for target in node.targets:
                self.bind(target.target, value, node.value)
        elif isinstance(node, cst.AnnAssign):
            self.eval(node.annotation.annotation)
            value = self.eval(node.value) if node.value is not None else UNKNOWN
            self.bind(node.target, self._annotated(node) if value == UNKNOWN else value, node.value)
        elif isinstance(node, cst.AugAssign):
            self._augment(node)
        elif isinstance(node, (cst.Import, cst.ImportFrom)):
            self.import_(node)
        elif isinstance(node, cst.Return):
            value = self.eval(node.value) if node.value else Const(None)
            self.function.results.append(value)
        elif isinstance(node, cst.Global):
            self.function.globals.update(item.name.value for item in node.names)
        elif isinstance(node, cst.Nonlocal):
            self.function.nonlocals.update(item.name.value for item in node.names)
        elif isinstance(node, cst.Del):
            self.eval(node.target)
            changed = self.values.get(node.target.value) if isinstance(node.target, cst.Subscript) else None
            if isinstance(changed, (ListValue, DictValue)):
                changed.complete = False
            if isinstance(changed, ListValue):
                changed.mixed = True
        elif isinstance(node, (cst.Break, cst.Continue)) and self.loops:
            self.loops[-1].append(dict(self.function.variables))
        else:
            for child in children(node):
                self._any(child)

    def _annotated(self, node: cst.AnnAssign) -> Value:
        """What an annotation says of a variable of which nothing else is known."""
        known = self.values.get(without_none(node.annotation.annotation))
        entry = self.catalogue.get(known.name) if isinstance(known, Symbol) else None
        if entry is not None and entry.kind == "class":
            return self.result_of(entry.symbol, None, node.target)
        return Unknown(builtin(node.annotation.annotation))

    def _augment(self, node: cst.AugAssign) -> None:
        before = self.eval(node.target)
        added = self.eval(node.value)
        lists = [one for one in alternatives(before) if isinstance(one, ListValue)]
        if lists and isinstance(node.operator, cst.AddAssign):
            for one in lists:
                one.statements[self.statement] = None
                self.extend(one, added, node.value)
        elif isinstance(node.target, cst.Name):
            self.bind(node.target, UNKNOWN)
        elif isinstance(node.target, cst.Subscript):
            changed = self.values.get(node.target.value)
            if isinstance(changed, ListValue):
                changed.complete, changed.mixed = False, True
            elif isinstance(changed, DictValue):
                changed.complete = False

    def _forget_unused(self) -> None:
        """The v1 names that came with all others of a module of the project, and that nothing here reads."""
        came = [one for one in self.uses.imports if one.through and isinstance(one.node, cst.ImportFrom)]
        if came:
            homes = {node: cell for cell, nodes in self.source.positions.items() for node in nodes}
            read = {(self.source.path_of(homes[node]), node.value) for node in self.references}
            unread = {one for one in came if (self.source.path_of(one.where.cell), one.local) not in read}
            self.uses.imports = [one for one in self.uses.imports if one not in unread]

    # Branches

    def _branch(self, node: cst.CSTNode, body: cst.BaseSuite) -> Variables:
        """The variables after a branch; the current ones stay as they were."""
        before = dict(self.function.variables)
        self.blocks = (*self.blocks, node)
        self._block(body)
        self.blocks = self.blocks[:-1]
        after = self.function.variables
        self.function.variables = before
        return after

    def _if(self, node: cst.If) -> None:
        self.eval(node.test)
        if is_main_guard(node.test):
            self._block(node.body)
            return
        before = len(self.replaced_parts)
        taken = self._branch(node, node.body)
        replaced = self.replaced_parts[before:]
        for obj, name, part, _ in reversed(replaced):
            obj.replace_part(name, part)
        other = dict(self.function.variables)
        if isinstance(node.orelse, cst.If):
            saved = dict(self.function.variables)
            self.blocks = (*self.blocks, node.orelse)
            self.statement = node.orelse
            self._if(node.orelse)
            self.blocks = self.blocks[:-1]
            other = self.function.variables
            self.function.variables = saved
        elif isinstance(node.orelse, cst.Else):
            other = self._branch(node.orelse, node.orelse.body)
        for obj, name, part, given in replaced:
            if obj.parts.get(name) is part:
                obj.replace_part(name, given)
        branches = [
            variables
            for variables, body in ((taken, node.body), (other, getattr(node.orelse, "body", None)))
            if body is None or not leaves(body)
        ]
        self.function.variables = merge(branches or [taken, other])

    def _try(self, node: cst.Try | cst.TryStar) -> None:
        before = dict(self.function.variables)
        self._block(node.body)
        ends = []
        after_body = dict(self.function.variables)
        for handler in node.handlers:
            if handler.type is not None:
                self.statement = handler
                self.eval(handler.type)
            self.function.variables = merge([before, after_body])
            if handler.name is not None and isinstance(handler.name.name, cst.Name):
                self.function.variables[handler.name.name.value] = UNKNOWN
            end = self._branch(handler, handler.body)
            if not leaves(handler.body):
                ends.append(end)
        self.function.variables = after_body
        if node.orelse is not None:
            self.blocks = (*self.blocks, node.orelse)
            self._block(node.orelse.body)
            self.blocks = self.blocks[:-1]
        self.function.variables = merge([self.function.variables, *ends])
        if node.finalbody is not None:
            self._block(node.finalbody.body)

    def _loop(self, node: cst.For | cst.While) -> None:
        if isinstance(node, cst.For):
            value = self.each(node.iter)
            self.over_list = True
            self.bind(node.target, value)
            self.over_list = False
        else:
            self.eval(node.test)
        before = self.function.variables
        self.function.variables = {**before, **counted(node.body, before)}
        self.loops.append([])
        after = self._branch(node, node.body)
        ends = [after, *self.loops.pop()]
        carried = {name for end in ends for name, value in end.items() if _is_carried(before.get(name), value)}
        carried &= read_first(node.body)
        if carried:
            # A later round starts with what an earlier one left.
            self.function.variables |= {name: join(*(one.get(name) for one in (before, *ends))) for name in carried}
            self.loops.append([])
            ends += [self._branch(node, node.body), *self.loops.pop()]
        self.function.variables = merge([before, *ends])
        if node.orelse is not None:
            self._block(node.orelse.body)

    def _match(self, node: cst.Match) -> None:
        subject = self.eval(node.subject)
        ends = []
        for case in node.cases:
            self._pattern(case.pattern, subject)
            if case.guard is not None:
                self.eval(case.guard)
            ends.append(self._branch(case, case.body))
        self.function.variables = merge([self.function.variables, *ends])

    def _pattern(self, pattern: cst.CSTNode, subject: Value) -> None:
        """``case Workspace() as found`` and ``case other`` give what is matched another name."""
        if not isinstance(pattern, cst.MatchAs):
            self._any(pattern)
            return
        if pattern.pattern is not None:
            self._any(pattern.pattern)
        if pattern.name is not None:
            self.bind(pattern.name, subject)

    # Functions and classes

    def _define(self, node: cst.FunctionDef) -> None:
        for decorator in node.decorators:
            self.eval(decorator.decorator)
        scope = self.declare(node, node.name.value)
        unknown = (one for one in node.decorators if not self.is_handed_on(one))
        scope.decorated = next((last_name(decorating(one)) for one in unknown), "")
        self._defaults(scope, node.params)
        for decorator in node.decorators:
            for one in alternatives(self.values.get(decorator.decorator)):
                self._decorate(scope, one)
        if node.returns is not None:
            self.eval(node.returns.annotation)
        self.function.target(scope.name).variables[scope.name] = Function(scope)

    def _decorate(self, scope: FunctionScope, decorator: Value) -> None:
        """Let a decorator have the function that it keeps, or calls with something of its own."""
        if isinstance(decorator, Function) and keeps_or_gives(decorator.scope.node):
            self.bound(decorator, [(cst.Arg(cst.Name(scope.name)), Function(scope))])
        told = (decorator.told or self.told(decorator.dotted)) if isinstance(decorator, Foreign) else None
        params = scope.node.params.params if scope.node is not None else ()
        for place, given in told.injects if isinstance(told, Gives) else ():
            name = place if isinstance(place, str) else params[place].name.value if place < len(params) else ""
            if name:
                scope.pass_argument(name, self.as_value(given, (scope, name)))

    def is_handed_on(self, decorator: cst.Decorator) -> bool:
        """Whether a function with this decorator still gives what it returns."""
        called = decorating(decorator)
        value = self.values.get(called)
        if isinstance(value, Function):
            return is_transparent(value.scope.node)
        told = (value.told or self.told(value.dotted)) if isinstance(value, Foreign) else None
        return told.hands_on if isinstance(told, Gives) else is_known(last_name(called))

    def _defaults(self, scope: FunctionScope, params: cst.Parameters) -> None:
        for param in (*params.posonly_params, *params.params, *params.kwonly_params):
            if param.annotation is not None:
                self.eval(param.annotation.annotation)
                self.note_annotation(scope, param, self.values.get(without_none(param.annotation.annotation), UNKNOWN))
            if param.default is not None:
                default = self.eval(param.default)
                if default != Const(None):
                    scope.pass_argument(param.name.value, default)

    def _class(self, node: cst.ClassDef) -> None:
        found = [one for base in node.bases for one in alternatives(self.eval(base.value))]
        bases = [one for one in map(self._known_class, found) if one is not None]
        cls = self.classes.get(node)
        if cls is None:
            cls = self.classes[node] = LocalClass(node.name.value, ())
        outer = self.function
        body = FunctionScope(node.name.value, node=outer.node, parent=outer)
        self.function = body
        for one in node.body.body:  # what is noted of a method while the class is made, is noted under its class
            if isinstance(one, cst.FunctionDef):
                self.declare(one, one.name.value).owner = cls
        self._block(node.body)
        self.function = outer
        methods = []
        fields = fields_of(node)
        cls.fields[:] = fields
        for name, value in body.variables.items():
            if isinstance(value, Function) and isinstance(value.scope.node, cst.FunctionDef):
                value.scope.parent, value.scope.owner = outer, cls
                if len(bases) == len(node.bases) == 1 and hands_on(value.scope.node):
                    value.scope.analysed = True  # its class is made as the one that it inherits from
                else:
                    methods.append((name, value.scope))
            elif name not in fields or value != UNKNOWN:
                given = name in fields and isinstance(value, Const)
                cls.attributes[name] = join(cls.attributes.get(name), Unknown(type_name(value)) if given else value)
        for name in self.kept_in(cls.name) if outer.is_module else ():
            cls.attributes[name] = self.kept_by_others(cls.name, name, cls.attributes.get(name, UNKNOWN), (cls, name))
        object.__setattr__(cls, "methods", tuple(methods))
        self.give_self(cls)
        self.inherit(cls, bases)
        outer.target(cls.name).variables[cls.name] = cls

    def _known_class(self, base: Value) -> LocalClass | None:
        """A class of the project that another one inherits from; of another module, what that tells of it."""
        told = (base.told or self.told(base.dotted)) if isinstance(base, Foreign) else None
        known = self.as_value(told, base.dotted) if isinstance(base, Foreign) and isinstance(told, ClassOf) else base
        return known if isinstance(known, LocalClass) else None

    def follow(self, scope: FunctionScope) -> None:
        """Interpret a function's body with what its callers pass."""
        if scope.running or not isinstance(scope.node, cst.FunctionDef):
            return
        saved = (self.function, self.blocks, self.statement, self.cell)
        scope.running = scope.analysed = True
        scope.results = []
        scope.variables = self.parameters(scope, scope.node.params)
        self.function, self.blocks, self.cell = scope, (), self.function_cells[scope]
        self._block(scope.node.body)
        scope.running = False
        self.function, self.blocks, self.statement, self.cell = saved


def _is_carried(before: Value | None, after: Value) -> bool:
    """Whether a round of a loop leaves v1 objects in a variable that held something else before the loop."""
    return before != after and bool(objects(after))


def interpret(
    source: Source,
    elsewhere: Elsewhere | None = None,
    given: Parameters | None = None,
    apart: str = "",
) -> Interpreter:
    """Understand one file.

    Args:
        elsewhere: answers for what the file imports from other files of its project.
        given: what callers in other files pass.
        apart: why the file is not understood together with those that make something for its pipelines.
    """
    interpreter = Interpreter(source, catalogue(), elsewhere)
    interpreter.given, interpreter.apart = given or {}, apart
    interpreter.run()
    return interpreter
