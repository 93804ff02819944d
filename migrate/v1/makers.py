"""What makes the steps of a pipeline: their classes, and the functions of the file that call these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import libcst as cst

from migrate.v1.data import ACCESS, INTERMEDIATE, OUTSIDE
from migrate.v1.function_tables import in_table, only_asked
from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import walk
from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import StepModel
from migrate.v1.tracing import Region, Untraceable
from migrate.v1.values import Call, Function, LocalClass, LocalMethod, Obj, Value, alternatives

_LOOKUPS = frozenset(
    {
        "azureml.core.Workspace.get_default_datastore",
        "azureml.core.Datastore",
        "azureml.core.Datastore.get",
        "azureml.core.Datastore.get_default",
    }
)
"""What only asks for something, wherever that is done; data is made with it."""
_PLAIN = frozenset({"staticmethod", "classmethod"})
"""Decorators that change nothing of what a method does."""


class Makers:
    """What makes steps, for a pipeline that is made in the function ``home``.

    Args:
        homes: the functions in which other pipelines are made.
    """

    def __init__(
        self,
        steps: Mapping[Obj, StepModel],
        interpreter: Interpreter,
        home: FunctionScope,
        homes: Iterable[FunctionScope] = (),
    ) -> None:
        self.homes = set(homes) - {home}
        self.steps = steps
        self.interpreter = interpreter
        self.home = home
        self.helpers = self._helpers()
        self.parts = {part for step in steps.values() for part in step.parts}

    def _helpers(self) -> dict[FunctionScope, list[StepModel]]:
        """The other functions of the file that make steps, or order them, also by other functions."""
        found: dict[FunctionScope, list[StepModel]] = {}
        for step in self.steps.values():
            scope = step.call.where.function
            if self._is_other(scope):
                found.setdefault(scope, []).append(step)
        for scope in self._ordering():
            found.setdefault(scope, [])
        for scope in (todo := list(found)):
            callers = (self._around(call) for call in scope.calls)
            for caller in callers:
                if caller is not None and self._is_other(caller) and caller not in found:
                    found[caller] = []
                    todo.append(caller)
        return found

    def _ordering(self) -> Iterator[FunctionScope]:
        """The other functions that say which of the steps that they are given waits for which."""
        for step in self.steps.values():
            for call in step.obj.calls.values():
                if call.entry.name == "run_after" and self._is_other(call.where.function):
                    yield call.where.function

    def _is_other(self, scope: FunctionScope) -> bool:
        return scope is not self.home and not scope.is_module and bool(scope.calls)

    def _around(self, call: cst.Call) -> FunctionScope | None:
        """The function that a call of a function of the file stands in."""
        return caller_of(call, self.interpreter)

    def helpers_of(self, call: cst.Call) -> list[FunctionScope]:
        """The function that is called, or each that it may be; none when it may be something else."""
        found = alternatives(self.interpreter.values.get(call.func))
        scopes = [one.scope for one in found if isinstance(one, (Function, LocalMethod)) and one.scope in self.helpers]
        scopes += [one for one in self.methods_of(call, "__init__") if one in self.helpers]
        return scopes if len(scopes) == len(found) else []

    def helper_of(self, call: cst.Call) -> FunctionScope | None:
        return next(iter(self.helpers_of(call)), None)

    def made(self, call: cst.Call) -> Obj | None:
        use = self.interpreter.uses.calls.get(call)
        return use.result if use is not None and isinstance(use.result, Obj) and use.entry.kind == "class" else None

    def makes(self, call: cst.Call) -> bool:
        made = self.made(call)
        if made is not None and (made in self.steps or made.symbol in INTERMEDIATE):
            return True
        return self.helper_of(call) is not None

    def constructs(self, call: cst.Call) -> bool:
        """Whether the call makes an instance of a class of the project, and does nothing but keep what it is given."""
        found = alternatives(self.interpreter.values.get(call.func))
        return bool(found) and all(isinstance(one, LocalClass) and self._only_keeps(one) for one in found)

    def methods_of(self, call: cst.Call, name: str | None = None) -> list[FunctionScope]:
        """The methods that are called, or those with the name of the classes whose instance the call makes."""
        found = alternatives(self.interpreter.values.get(call.func))
        if name is None:
            return [one.scope for one in found if isinstance(one, LocalMethod)]
        known = (dict(one.methods).get(name) for one in found if isinstance(one, LocalClass))
        return [one for one in known if one is not None]

    def fields_of(self, call: cst.Call) -> list[str]:
        """What the call gives values to, in order, when it makes an instance of a data class or a named tuple."""
        found = alternatives(self.interpreter.values.get(call.func))
        cls = found[0] if len(found) == 1 else None
        if not isinstance(cls, LocalClass) or "__init__" in dict(cls.methods) or not self._only_keeps(cls):
            return []
        return cls.fields

    def _only_keeps(self, cls: LocalClass) -> bool:
        init = dict(cls.methods).get("__init__")
        if init is None:
            return {"__post_init__", "__new__"}.isdisjoint(dict(cls.methods))
        body = init.node.body.body if isinstance(init.node, cst.FunctionDef) else ()
        smalls = [small for line in body if isinstance(line, cst.SimpleStatementLine) for small in line.body]
        plain = len(body) == sum(isinstance(line, cst.SimpleStatementLine) for line in body)
        calls = (inner for small in smalls for inner in walk(small) if isinstance(inner, cst.Call))
        return plain and all(self._is_above(one) for one in calls)

    def _is_above(self, call: cst.Call) -> bool:
        """Whether it is ``super()``, or ``super().__init__(…)`` of a class that only keeps what it is given, too."""
        if isinstance(call.func, cst.Name):
            return call.func.value == "super"
        found = alternatives(self.interpreter.values.get(call.func))
        owners = [one.scope.owner for one in found if isinstance(one, LocalMethod) and one.scope.name == "__init__"]
        return len(owners) == len(found) > 0 and all(owner is not None and self._only_keeps(owner) for owner in owners)

    def movable(self, use: Call) -> bool:
        made = use.result
        if use.entry.name in ACCESS or use.entry.name == "run_after" or use.symbol in _LOOKUPS:
            return True
        return isinstance(made, Obj) and (made.symbol in (*INTERMEDIATE, *OUTSIDE) or made in self.parts)

    def check(self, helper: FunctionScope, region: Region) -> None:
        """Whether a function can run inside of the pipeline function, and runs only for this pipeline.

        Raises:
            Untraceable: why not.
        """
        node = helper.node
        assert isinstance(node, cst.FunctionDef)
        calls = set(helper.calls)
        inside = {inner for other in self.helpers if other.node is not None for inner in walk(other.node)}
        here = (call for call in calls if self._around(call) not in self.homes)
        if not all(call in inside or region.holds(call) or call in region.given for call in here):
            raise Untraceable(node, f"`{helper.name}` is called elsewhere, too")
        for name, value in self._mentions():
            used = any(isinstance(one, (Function, LocalMethod)) and one.scope is helper for one in alternatives(value))
            if not used or any(call.func is name for call in calls):
                continue
            if not in_table(name, self.interpreter) and not only_asked(name, self.interpreter):
                raise Untraceable(name, f"`{helper.name}` is handed on")
        if not self._is_near(node, region):
            raise Untraceable(node, f"`{helper.name}` is made inside of another function")
        if any(_name(one) not in _PLAIN for one in node.decorators) or node.asynchronous is not None:
            raise Untraceable(node, f"`{helper.name}` has a decorator")
        if any(isinstance(inner, (cst.Yield, cst.Global, cst.Nonlocal)) for inner in walk(node)):
            raise Untraceable(node, f"`{helper.name}` does more than make a step")
        returned = [inner for inner in walk(node) if isinstance(inner, cst.Return)]
        if not set(returned) <= set(_last(node.body)):
            raise Untraceable(node, f"what `{helper.name}` returns depends on a branch")

    def _mentions(self) -> Iterator[tuple[cst.CSTNode, Value]]:
        yield from self.interpreter.references.items()
        yield from ((node, one) for node, one in self.interpreter.values.items() if isinstance(node, cst.Attribute))

    def _is_near(self, node: cst.FunctionDef, region: Region) -> bool:
        """Whether it stands at the top level of the file, in a class there, or in the function with the pipeline."""
        around: list[cst.CSTNode] = [one for _, module in self.interpreter.source for one in module.body]
        for one in list(around):
            if isinstance(one, cst.ClassDef) and one in self.interpreter.classes:
                around += one.body.body
        return node in region.before or node in around


def _last(body: cst.BaseSuite) -> Iterator[cst.BaseSmallStatement]:
    """The statements that a block may end with, in each of its branches."""
    last = body.body[-1] if isinstance(body, cst.IndentedBlock) and body.body else None
    if isinstance(last, cst.SimpleStatementLine):
        yield last.body[-1]
    elif isinstance(last, cst.If) and last.orelse is not None:
        branch: cst.If | cst.Else | None = last
        while branch is not None:
            yield from _last(branch.body)
            branch = branch.orelse if isinstance(branch, cst.If) else None


def _name(decorator: cst.Decorator) -> str:
    return decorator.decorator.value if isinstance(decorator.decorator, cst.Name) else ""


def caller_of(call: cst.Call, interpreter: Interpreter) -> FunctionScope | None:
    """The function that a call of a function of the project stands in."""
    known = (interpreter.reference_functions.get(node) for node in walk(call.func) if isinstance(node, cst.Name))
    return next((scope for scope in known if scope is not None), None)


def positional(helper: FunctionScope) -> list[str]:
    """The parameters that the positional arguments of a call fill."""
    assert isinstance(helper.node, cst.FunctionDef)
    params = helper.node.params
    names = [param.name.value for param in (*params.posonly_params, *params.params)]
    return names[1:] if helper.owner is not None and helper.kind != "staticmethod" else names


def left_out(helper: FunctionScope) -> list[str]:
    """The parameters that are None when a call leaves them out."""
    assert isinstance(helper.node, cst.FunctionDef)
    params = (*helper.node.params.params, *helper.node.params.kwonly_params)
    return [one.name.value for one in params if isinstance(one.default, cst.Name) and one.default.value == "None"]


def passed(node: cst.Call, helper: FunctionScope) -> Iterator[tuple[cst.Arg, str]]:
    """The arguments of a call, each with the parameter that it fills."""
    names = iter(positional(helper))
    for argument in node.args:
        yield argument, argument.keyword.value if argument.keyword is not None else next(names, "")
