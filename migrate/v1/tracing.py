"""The code around a pipeline that makes its steps by functions of the module, in loops and in lists.

v2 makes nodes inside of the pipeline function only, so the statements that make the steps move into it as they are.
Here is found out which these are.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import libcst as cst

from migrate.v1.data import INTERMEDIATE, PIPELINE_PARAMETER
from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import children, code_of, names_read, walk
from migrate.v1.scopes import FunctionScope
from migrate.v1.source import Source
from migrate.v1.statement_names import CHANGING, StatementNames, assigned, run_at_once
from migrate.v1.values import (
    Call,
    DictValue,
    Foreign,
    Function,
    ListValue,
    LocalClass,
    LocalInstance,
    LocalMethod,
    Obj,
    Value,
    alternatives,
    objects,
)

_STATEMENTS = (cst.SimpleStatementLine, cst.For, cst.While, cst.If)
_REFUSED = (
    cst.Return,
    cst.Yield,
    cst.Await,
    cst.Global,
    cst.Nonlocal,
    cst.FunctionDef,
    cst.ClassDef,
    cst.Import,
    cst.ImportFrom,
    cst.Del,
    cst.NamedExpr,
    cst.Try,
    cst.With,
    cst.Lambda,
)
FREE = frozenset(
    {"len", "str", "int", "float", "bool", "range", "enumerate", "zip", "sorted", "reversed", "list", "dict", "tuple"}
    | {"set", "min", "max", "isinstance", "print", "pairwise", "product", "combinations", "permutations"}
)
HARMLESS = frozenset(
    {"items", "keys", "values", "get", "format", "join", "split", "replace", "lower", "upper", "strip", "title"}
    | {"startswith", "endswith", "basename", "dirname", "copy"}
)


_CODE = (Function, LocalMethod, LocalClass)


class Untraceable(Exception):
    """The steps of a pipeline cannot be followed to where they are made."""

    def __init__(self, node: cst.CSTNode, message: str) -> None:
        super().__init__(message)
        self.node = node


# The nodes of a statement


def siblings(statement: cst.CSTNode, scope: FunctionScope, source: Source) -> list[cst.CSTNode]:
    """The statements of the block that the statement stands in; in a notebook those of all cells."""
    modules = [module for _, module in source]
    roots: list[cst.CSTNode] = [scope.node] if scope.node is not None else [*modules]
    todo: list[cst.CSTNode] = list(roots)
    while todo:
        node = todo.pop()
        body: Sequence[cst.CSTNode] = node.body if isinstance(node, (cst.Module, cst.IndentedBlock)) else ()
        if statement in body:
            return list(body) if not isinstance(node, cst.Module) else _top(node, source)
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)) and node not in roots:
            continue
        todo += [
            child
            for child in children(node)
            if isinstance(child, (cst.BaseStatement, cst.BaseSuite, cst.Else, cst.ExceptHandler, cst.Finally))
        ]
    return []


def _top(module: cst.Module, source: Source) -> list[cst.CSTNode]:
    """The statements at the top level of the document that a cell belongs to."""
    path = next(source.path_of(number) for number, one in source if one is module)
    return [statement for number, one in source if source.path_of(number) == path for statement in one.body]


def _is_import(statement: cst.CSTNode) -> bool:
    body = statement.body if isinstance(statement, cst.SimpleStatementLine) else ()
    return bool(body) and all(isinstance(one, (cst.Import, cst.ImportFrom)) for one in body)


def lost_orderings(interpreter: Interpreter) -> list[cst.Call]:
    """The calls of ``run_after`` of something that may be a step, but is not followed."""
    source = interpreter.source
    modules = [module for (_, module), text in zip(source, source.texts, strict=True) if ".run_after(" in text]
    calls = (
        node
        for module in modules
        for node in walk(module)
        if isinstance(node, cst.Call)
        and isinstance(node.func, cst.Attribute)
        and node.func.attr.value == "run_after"
        and node not in interpreter.uses.calls
    )
    return [node for node in calls if not isinstance(interpreter.values.get(node.func), LocalMethod)]


def is_free(function: cst.BaseExpression, interpreter: Interpreter) -> bool:
    """Whether it is a function of Python that changes nothing, and none of the project that bears its name."""
    value = interpreter.values.get(function)
    return isinstance(value, Foreign) and value.dotted.removeprefix("itertools.") in FREE


def holds_parameter(value: Value | None) -> bool:
    """Whether it is a pipeline parameter, or a list or dictionary with one."""
    for one in alternatives(value):
        if isinstance(one, Obj) and one.symbol == PIPELINE_PARAMETER:
            return True
        if isinstance(one, ListValue) and any(holds_parameter(item.value) for item in one.items):
            return True
        if isinstance(one, DictValue) and any(holds_parameter(item.value) for item in one.items.values()):
            return True
    return False


def _is_code(value: Value | None) -> bool:
    found = alternatives(value)
    return bool(found) and all(isinstance(one, _CODE) for one in found)


class Region(StatementNames):
    """The statements before a pipeline that move into its function.

    Args:
        pipeline: the call that makes it.
        makes: whether a call makes a step, or data that a step writes.
        movable: whether a use of v1 may stand inside of the pipeline function.
        constructs: whether a call makes an object of a class that does nothing else.

    Raises:
        Untraceable: something else needs what they do.
    """

    def __init__(
        self,
        pipeline: Call,
        interpreter: Interpreter,
        makes: Callable[[cst.Call], bool],
        movable: Callable[[Call], bool],
        constructs: Callable[[cst.Call], bool],
    ) -> None:
        super().__init__(interpreter, makes)
        self.pipeline = pipeline
        self.movable = movable
        self.constructs = constructs
        self.scope = pipeline.where.function
        body = siblings(pipeline.where.statement, self.scope, interpreter.source)
        place = body.index(pipeline.where.statement) if pipeline.where.statement in body else 0
        self.before, self.after = body[:place], body[place + 1 :]
        steps = pipeline.arguments.get("steps")
        self.given = set(walk(steps.node.value)) if steps is not None else set()
        self.statements = self._closed()
        self.names = {name for statement in self.statements for name in self.binds(statement)}
        """The variables that are bound inside of the function."""
        rebound = self.names - self._for_functions()
        self.outer = {node for node in self._inside() if node.value in rebound and self._is_function(node)}
        """Where such a name still stands for the function of the project that bears it: ``train = train(data)``."""
        for statement in self.statements:
            self._check(statement)
        self._check_rest()

    def holds(self, node: cst.CSTNode) -> bool:
        return any(inner is node for statement in self.statements for inner in walk(statement))

    @property
    def rebound(self) -> list[str]:
        """The variables that take the name of a function which makes what they hold."""
        return sorted({node.value for node in self.outer})

    def renamed(self, name: str) -> Iterator[cst.Name]:
        """Where the name stands for the variable."""
        return (node for node in self._inside() if node.value == name and node not in self.outer)

    def _inside(self) -> Iterator[cst.Name]:
        """Every variable that the statements and the call of the pipeline name."""
        for statement in (*self.statements, self.pipeline.where.statement):
            yield from names_read(statement)

    def _is_function(self, node: cst.Name) -> bool:
        return node not in self.interpreter.bindings and _is_code(self.interpreter.values.get(node))

    def _for_functions(self) -> set[str]:
        """The variables that hold functions themselves: ``for make in STEPS.values():``."""
        bindings = self.interpreter.bindings
        nodes = (node for statement in self.statements for node in walk(statement) if isinstance(node, cst.Name))
        return {node.value for node in nodes if node in bindings and _is_code(bindings[node])}

    def _closed(self) -> list[cst.CSTNode]:
        """The statements that make steps, and those that share variables with them."""
        moved = {
            statement
            for statement in self._for_this
            if not isinstance(statement, (cst.FunctionDef, cst.ClassDef))
            and any(isinstance(node, cst.Call) and self.makes(node) for node in walk(statement))
        }
        while True:
            rest = [statement for statement in self._for_this if statement not in moved]
            anew = self._bound_anew(moved)
            more = {one for one in rest if self._joins(one, moved, anew) or self._carries(one, moved)}
            if not more:
                return [statement for statement in self.before if statement in moved]
            moved |= more

    @cached_property
    def _for_this(self) -> list[cst.CSTNode]:
        """The statements before, without those of earlier pipelines: nothing needs what they bind from there on."""
        made = (one for one in self.interpreter.uses.calls.values() if one.symbol == self.pipeline.symbol)
        others = {one.where.statement for one in made if one is not self.pipeline}
        places = [
            index
            for index, statement in enumerate(self.before)
            if statement in others or any(map(self._is_other, walk(statement)))
        ]
        if not places:
            return self.before
        needed = self.reads(self.pipeline.where.statement)
        found: list[cst.CSTNode] = []
        for index, statement in reversed(list(enumerate(self.before))):
            gives = (self.binds(statement) | self.changes(statement)) & needed
            if gives or (self._orders(statement) and self.reads(statement) & needed):
                needed = (needed - assigned(statement)) | self.needed((statement,))
                found.append(statement)
            elif index > places[-1]:
                found.append(statement)
        return found[::-1]

    def _is_other(self, node: cst.CSTNode) -> bool:
        """Whether it is a call of a function that gives another pipeline."""
        found = objects(self.interpreter.values.get(node)) if isinstance(node, cst.Call) else ()
        return any(obj.symbol == self.pipeline.symbol and obj is not self.pipeline.result for obj in found)

    @staticmethod
    def _orders(statement: cst.CSTNode) -> bool:
        """Whether a step waits for another one there: ``later.run_after(earlier)``."""
        return any(isinstance(node, cst.Attribute) and node.attr.value == "run_after" for node in walk(statement))

    def _bound_anew(self, moved: set[cst.CSTNode]) -> set[str]:
        """The variables that those bind before they read them: what an earlier statement bound to them is not used."""
        ordered = [statement for statement in self.before if statement in moved]
        bound = {name for statement in ordered for name in self.binds(statement)}
        return bound - self.needed(ordered) - {name for statement in ordered for name in self.changes(statement)}

    def _joins(self, statement: cst.CSTNode, moved: set[cst.CSTNode], anew: set[str]) -> bool:
        if isinstance(statement, (cst.FunctionDef, cst.ClassDef)) or _is_import(statement):
            return False
        if self.reads_kept(statement):
            return True
        own, changed = self.binds(statement), self.changes(statement)
        index = self.before.index(statement)
        first = min(map(self.before.index, moved), default=0)
        for other in moved:
            bound, altered = self.binds(other), self.changes(other)
            if index < first:
                bound = bound - anew
            if (own | changed) & (bound | altered) or self.reads(statement) & bound:
                return True
            if own & self.reads(other) and self.before.index(other) < index:
                return True
        return False

    def reads_kept(self, statement: cst.CSTNode) -> bool:
        """Whether it reads data that a method of an instance keeps: in v2 that is there only where the step is."""
        values = self.interpreter.values
        return any(
            isinstance(node, cst.Attribute)
            and any(isinstance(one, LocalInstance) for one in alternatives(values.get(node.value)))
            and any(one.symbol in INTERMEDIATE for one in objects(values.get(node)))
            for node in walk(statement)
        )

    def _carries(self, statement: cst.CSTNode, moved: set[cst.CSTNode]) -> bool:
        """Whether it keeps a pipeline parameter for those: in v2 only the pipeline function has it."""
        own = self.binds(statement)
        if not isinstance(statement, cst.SimpleStatementLine) or not any(own & self.reads(other) for other in moved):
            return False
        inside = list(walk(statement))
        if not any(isinstance(one, cst.Name) and holds_parameter(self.interpreter.values.get(one)) for one in inside):
            return False
        calls = [one for one in inside if isinstance(one, cst.Call)]
        return all(map(self._may_move, calls)) and not any(own & self.reads(later) for later in self.after)

    def _check(self, statement: cst.CSTNode) -> None:
        if not isinstance(statement, _STATEMENTS):
            raise Untraceable(statement, "its steps are made inside of a statement that cannot become part of it")
        for node in walk(statement):
            if isinstance(node, _REFUSED):
                raise Untraceable(node, "what makes its steps does more than that")
            if isinstance(node, cst.AssignTarget) and isinstance(node.target, cst.Attribute):
                raise Untraceable(node, "what makes its steps keeps something in an attribute")
            if isinstance(node, cst.Call) and not self._may_move(node):
                text = code_of(node.func)
                raise Untraceable(node, f"between its steps stands a call of `{text}`, which may do more")

    def _may_move(self, node: cst.Call) -> bool:
        if self.makes(node) or self.constructs(node) or self._is_error(node):
            return True
        use = self.interpreter.uses.calls.get(node)
        if use is not None:
            return self.movable(use)
        if isinstance(node.func, cst.Name) or is_free(node.func, self.interpreter):
            return is_free(node.func, self.interpreter)
        if not isinstance(node.func, cst.Attribute):
            return False
        path = code_of(node.func)
        return path == "os.path.join" or node.func.attr.value in HARMLESS | CHANGING

    def _is_error(self, node: cst.Call) -> bool:
        """``ValueError(mode)``: an error of Python."""
        known = getattr(builtins, node.func.value, None) if isinstance(node.func, cst.Name) else None
        value = self.interpreter.values.get(node.func)
        foreign = isinstance(value, Foreign) and isinstance(node.func, cst.Name) and value.dotted == node.func.value
        return foreign and isinstance(known, type) and issubclass(known, Exception)

    def _check_rest(self) -> None:
        """Whether nothing outside needs what is bound inside."""
        inside = {node for statement in self.statements for node in walk(statement)} | self.given
        rebound: set[str] = set()
        later: set[cst.CSTNode] = set()
        for statement in (self.pipeline.where.statement, *self.after):
            parts = run_at_once(statement)
            needed = (self.needed(parts) & self.names) - rebound
            for name in (name for part in parts for name in names_read(part)):
                later.add(name)
                if name not in inside and name not in self.interpreter.bindings and name.value in needed:
                    raise Untraceable(name, f"`{name.value}`, which its steps are made with, is read after it is made")
            if isinstance(statement, cst.SimpleStatementLine):
                rebound |= self.binds(statement)
        for name, scope in self.interpreter.reference_functions.items():
            if name in inside or name in later or name.value not in self.names:
                continue
            owner: FunctionScope | None = scope
            while owner is not None and owner is not self.scope and name.value not in owner.variables:
                owner = owner.parent
            if owner is self.scope and not self._before(name):
                raise Untraceable(name, f"`{name.value}`, which its steps are made with, is read elsewhere")

    def _before(self, name: cst.Name) -> bool:
        """Whether the name is read before anything moves, by a statement that stays."""
        kept = (statement for statement in self.before if not isinstance(statement, (cst.FunctionDef, cst.ClassDef)))
        return any(node is name for statement in kept for node in walk(statement))
