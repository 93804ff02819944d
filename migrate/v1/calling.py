"""What the functions and classes of the project give when they are called."""

from __future__ import annotations

import libcst as cst

from migrate.v1.literals import Literals
from migrate.v1.scopes import FunctionScope, Variables
from migrate.v1.values import (
    UNKNOWN,
    Const,
    Function,
    LocalClass,
    LocalInstance,
    LocalMethod,
    Obj,
    Value,
    alternatives,
    join,
)


class Calling(Literals):
    """Follows calls into functions, methods and constructors."""

    # Functions

    def call_function(
        self, node: cst.Call, scope: FunctionScope, arguments: list[tuple[cst.Arg, Value]], skip: int
    ) -> Value:
        if not isinstance(scope.node, cst.FunctionDef):
            return UNKNOWN
        if node not in scope.calls:
            scope.calls.append(node)
        params = scope.node.params
        names = [param.name.value for param in (*params.posonly_params, *params.params)][skip:]
        news = not scope.analysed
        position = 0
        for argument, value in arguments:
            name = argument.keyword.value if argument.keyword is not None else ""
            if not name and not argument.star and position < len(names):
                name = names[position]
                position += 1
            if name and value != UNKNOWN:
                news = scope.pass_argument(name, value) or news
            elif name and name not in scope.unknown:
                scope.unknown.add(name)
                news = True
        if news:
            self.follow(scope)
        return scope.result

    def follow(self, scope: FunctionScope) -> None:
        raise AssertionError("the interpreter follows functions")

    def parameters(self, scope: FunctionScope, params: cst.Parameters) -> Variables:
        """What a function's parameters hold: what callers pass, else their annotation, else what their uses tell."""
        variables: Variables = {}
        for param in (*params.posonly_params, *params.params, *params.kwonly_params):
            name = param.name.value
            passed = scope.arguments.get(name)
            if name in scope.unknown and all(isinstance(one, Const) for one in alternatives(passed)):
                passed = join(passed, self.typed_parameter(scope, param)) if passed is not None else None
            variables[name] = passed if passed is not None else self.typed_parameter(scope, param)
            self.note_binding(param.name, variables[name], scope)
        for star in (params.star_arg, params.star_kwarg):
            if isinstance(star, cst.Param):
                variables[star.name.value] = UNKNOWN
        return variables

    # Classes

    def inherit(self, cls: LocalClass, bases: list[LocalClass]) -> None:
        """Give a class what its bases have, and its instances to their methods."""
        own = dict(cls.methods)
        methods: dict[str, FunctionScope] = {}
        for base in reversed(bases):
            methods |= dict(base.methods)
            for name, value in base.attributes.items():
                cls.attributes.setdefault(name, value)
            cls.fields[:0] = [name for name in base.fields if name not in cls.fields]
        object.__setattr__(cls, "methods", tuple({**methods, **own}.items()))
        cls.bases[:] = bases
        above = list(bases)
        while above:
            base = above.pop()
            if cls not in base.heirs:
                base.heirs.append(cls)
            above += base.bases
            self.give_self(base)

    def give_self(self, cls: LocalClass) -> None:
        """Let the own methods of a class know on which instances they are called."""
        classes = [cls, *cls.heirs] if cls.made or not cls.heirs else cls.heirs
        for _, scope in cls.methods:
            params = scope.node.params.params if isinstance(scope.node, cst.FunctionDef) else ()
            if scope.owner is not cls or scope.kind == "staticmethod" or not params:
                continue
            name = params[0].name.value
            own = join(*classes) if scope.kind == "classmethod" else join(*(LocalInstance(one) for one in classes))
            if scope.arguments.get(name) != own:
                scope.arguments[name] = own
                scope.analysed = False

    def instance_of(self, node: cst.Call, cls: LocalClass, arguments: list[tuple[cst.Arg, Value]]) -> Value:
        """What a call of a class makes."""
        if node not in cls.made:
            cls.made.append(node)
            self.give_self(cls)
        init = dict(cls.methods).get("__init__")
        if init is not None:
            self.call_function(node, init, arguments, 1)
        names = list(cls.fields) if init is None else []
        for argument, value in arguments:
            name = argument.keyword.value if argument.keyword is not None else names[0] if names else ""
            if name in names and not argument.star:
                names.remove(name)
                known = cls.attributes.get(name)
                only_annotated = isinstance(known, Obj) and known.call is None
                cls.attributes[name] = value if only_annotated else join(known, value)
        return LocalInstance(cls)

    def member_of_instance(self, owner: LocalInstance, name: str) -> Value:
        scope = dict(owner.cls.methods).get(name)
        held = owner.cls.attributes.get(name)
        if scope is None:
            return join(held)
        if scope.kind == "property":
            if not scope.analysed:
                self.follow(scope)
            return scope.result
        return join(Function(scope) if scope.kind == "staticmethod" else LocalMethod(owner, scope), held)

    def member_of_class(self, owner: LocalClass, name: str) -> Value:
        scope = dict(owner.methods).get(name)
        held = owner.attributes.get(name)
        if scope is None:
            return join(held)
        return join(LocalMethod(LocalInstance(owner), scope) if scope.kind == "classmethod" else Function(scope), held)

    def above(self) -> LocalInstance | None:
        """``super()``: the instance as one of the classes that its own inherits from."""
        cls = self.function.owner
        if cls is None or not cls.bases:
            return None
        methods: dict[str, FunctionScope] = {}
        for base in reversed(cls.bases):
            methods |= dict(base.methods)
        return LocalInstance(LocalClass(cls.bases[0].name, tuple(methods.items()), cls.attributes))
