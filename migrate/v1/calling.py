"""What the functions and classes of the project give when they are called."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.v1.catalogue import Catalogue
from migrate.v1.literals import Literals
from migrate.v1.nodes import code_of
from migrate.v1.scopes import FunctionScope, Variables
from migrate.v1.source import Source
from migrate.v1.values import (
    EXTENDED,
    UNKNOWN,
    Const,
    DictValue,
    Function,
    Item,
    LocalClass,
    LocalInstance,
    LocalLambda,
    LocalMethod,
    Obj,
    Parameter,
    Symbol,
    Unknown,
    Value,
    alternatives,
    join,
)

_Place = tuple[FunctionScope, tuple[cst.CSTNode, ...], cst.CSTNode, int]
"""Where a function without a name is made: function, blocks, statement and cell."""


class Calling(Literals):
    """Follows calls into functions, methods and constructors."""

    def __init__(self, source: Source, catalogue: Catalogue) -> None:
        super().__init__(source, catalogue)
        self.evaluators[cst.Lambda] = self._lambda
        self.taken: dict[cst.Lambda, Variables] = {}
        """What goes to functions without a name: ``max(runs, key=lambda run: …)``."""
        self.namespaces: dict[cst.Call, LocalClass] = {}
        self.extended: dict[tuple[FunctionScope, str], LocalClass] = {}
        """What variables hold besides what they were made with: ``args.ws = ws``."""
        self._made: dict[cst.Lambda, _Place] = {}
        self._running: set[cst.Lambda] = set()

    # Functions without a name

    def _lambda(self, node: cst.Lambda) -> Value:
        for param in (*node.params.posonly_params, *node.params.params, *node.params.kwonly_params):
            if param.default is not None:
                self.eval(param.default)
        self._made[node] = (self.function, self.blocks, self.statement, self.cell)
        if _is_named(node, self.statement):
            self.taken.pop(node, None)
        else:
            self._body(node)
        return LocalLambda(node)

    def _body(self, node: cst.Lambda) -> Value:
        """What it gives, as seen from where it is made."""
        if node in self._running:
            return UNKNOWN
        self._running.add(node)
        saved = (self.function, self.blocks, self.statement, self.cell)
        self.function, self.blocks, self.statement, self.cell = self._made[node]
        variables, taken = dict(self.function.variables), self.taken.setdefault(node, {})
        for param in (*node.params.posonly_params, *node.params.params, *node.params.kwonly_params):
            name = param.name.value
            self.function.variables[name] = taken.get(name) or Parameter(self.function, name)
        result = self.eval(node.body)
        self.function.variables = variables
        self.function, self.blocks, self.statement, self.cell = saved
        self._running.discard(node)
        return result

    def call_lambda(self, node: cst.Lambda, arguments: list[tuple[cst.Arg, Value]]) -> Value:
        params = (*node.params.posonly_params, *node.params.params)
        taken = self.taken.setdefault(node, {})
        for number, (argument, value) in enumerate(arguments):
            name = argument.keyword.value if argument.keyword is not None else ""
            name = name or (params[number].name.value if number < len(params) and not argument.star else "")
            if name and value != UNKNOWN:
                taken[name] = join(taken.get(name), value)
        # what makes data or steps cannot be written where it stands
        return self.handed_on(node, self._body(node), "lambda")

    def rest_of_lambdas(self) -> None:
        """Interpret those that nobody calls."""
        for node in [one for one in self._made if one not in self.taken]:
            self._body(node)

    # Functions

    def call_function(
        self, node: cst.Call, scope: FunctionScope, arguments: list[tuple[cst.Arg, Value]], skip: int
    ) -> Value:
        if not isinstance(scope.node, cst.FunctionDef):
            return UNKNOWN
        if node not in scope.calls:
            scope.calls.append(node)
        self.note_client_at(node, arguments)
        params = scope.node.params
        names = [param.name.value for param in (*params.posonly_params, *params.params)][skip:]
        news = not scope.analysed
        names += [f"*{number}" for number in range(len(arguments)) if isinstance(params.star_arg, cst.Param)]
        position = 0
        for argument, value in [*_unpacked(arguments), *_spread(arguments)]:
            name = argument.keyword.value if argument.keyword is not None else ""
            if not name and not argument.star and position < len(names):
                name = names[position]
                position += 1
            if name.startswith("*") and _is_plain(value):
                continue
            if name and value != UNKNOWN:
                news = scope.pass_argument(name, value) or news
            elif name and name not in scope.unknown:
                scope.unknown.add(name)
                news = True
        if news:
            self.follow(scope)
        return self.unsure(node, [scope.result], f"@{scope.decorated}") if scope.decorated else scope.result

    def bound(self, function: Value, arguments: list[tuple[cst.Arg, Value]]) -> None:
        """``functools.partial(function, ws=ws)``: what the function is called with, whoever calls it."""
        scope = function.scope if isinstance(function, Function) else None
        params = scope.node.params if scope is not None and isinstance(scope.node, cst.FunctionDef) else None
        if scope is None or params is None:
            return
        names = iter([param.name.value for param in (*params.posonly_params, *params.params)])
        given = [(one.keyword.value if one.keyword else next(names, ""), value) for one, value in arguments]
        news = [scope.pass_argument(name, value) for name, value in given if name and value != UNKNOWN]
        if any(news):
            self.follow(scope)

    def mapped(self, function: Value, element: Value) -> None:
        """``map(function, values)``: what the function is called with."""
        scope = function.scope if isinstance(function, Function) else None
        params = scope.node.params.params if scope is not None and scope.node is not None else ()
        if scope is None or not params or element == UNKNOWN:
            return
        if scope.pass_argument(params[0].name.value, element):
            self.follow(scope)

    def _fixture(self, scope: FunctionScope, name: str) -> Value | None:
        """What pytest gives a test for the parameter: the result of the function of that name."""
        held = scope.parent.lookup(name) if scope.parent is not None else None
        if not isinstance(held, Function) or held.scope is scope or not _is_fixture(held.scope.node):
            return None
        if not held.scope.analysed:
            self.follow(held.scope)
        return held.scope.result if held.scope.results else None

    def follow(self, scope: FunctionScope) -> None:
        raise AssertionError("the interpreter follows functions")

    def parameters(self, scope: FunctionScope, params: cst.Parameters) -> Variables:
        """What a function's parameters hold: what callers pass, else their annotation, else what their uses tell."""
        variables: Variables = {}
        for param in (*params.posonly_params, *params.params, *params.kwonly_params):
            name = param.name.value
            passed = _without_class(scope.arguments.get(name)) or self._fixture(scope, name)
            if name in scope.unknown and all(isinstance(one, Const) for one in alternatives(passed)):
                passed = join(passed, self.typed_parameter(scope, param)) if passed is not None else None
            variables[name] = passed if passed is not None else self.typed_parameter(scope, param)
            self.note_binding(param.name, variables[name], scope)
        if isinstance(params.star_arg, cst.Param):
            variables[params.star_arg.name.value] = self._rest_of(scope, params.star_arg)
        if params.star_kwarg is not None:
            variables[params.star_kwarg.name.value] = self._keywords(scope, params.star_kwarg, variables)
        return variables

    def _rest_of(self, scope: FunctionScope, param: cst.Param) -> Value:
        """``*args``: the objects that callers pass beyond the other parameters, by their places."""
        found = {int(name[1:]): value for name, value in scope.arguments.items() if name.startswith("*")}
        if not found:
            return UNKNOWN
        given = self.dict_at(param)
        given.complete = False
        through = f"*{param.name.value}"
        given.items |= {at: Item(self.handed_on(param, one, through), cst.Name("_")) for at, one in found.items()}
        return given

    def _keywords(self, scope: FunctionScope, param: cst.Param, named: Variables) -> Value:
        """``**kwargs``: a dictionary of the objects that callers pass by names that the signature does not have."""
        names = [*(name for name in scope.arguments if name.isidentifier()), *self.given_to(scope)]
        held = {name: join(scope.arguments.get(name) or self.told_by_callers(scope, name)) for name in names}
        found = {name: value for name, value in held.items() if name not in named and not _is_plain(value)}
        if not found:
            return UNKNOWN
        keywords = self.dict_at(param)
        keywords.complete = False
        keywords.items |= {name: Item(value, cst.Name("_")) for name, value in found.items()}
        return keywords

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
            cls.keeps.update(base.keeps)
            for name, scope in own.items():
                self._give(scope, base.hands.get(name, ()))
        object.__setattr__(cls, "methods", tuple({**methods, **own}.items()))
        cls.bases[:] = bases
        above = list(bases)
        while above:
            base = above.pop()
            if cls not in base.heirs:
                base.heirs.append(cls)
            above += base.bases
            self.give_self(base)

    def _give(self, scope: FunctionScope, values: tuple[Value, ...]) -> None:
        """Let a method know what a class of another module, from which its own inherits, calls it with."""
        params = scope.node.params.params if isinstance(scope.node, cst.FunctionDef) else ()
        for param, value in zip(params[1:], values, strict=False):
            if value != UNKNOWN and scope.pass_argument(param.name.value, value):
                scope.analysed = False

    def keep_given(self, cls: LocalClass, arguments: list[tuple[cst.Arg, Value]]) -> None:
        """Let the attributes of a class hold the objects of v1 that a class of another module keeps in them."""
        names = iter(cls.keeps.values())
        for argument, value in arguments:
            if argument.star:
                return
            attribute = cls.keeps.get(argument.keyword.value, "") if argument.keyword is not None else next(names, "")
            if attribute and not _is_plain(value):
                cls.attributes[attribute] = join(cls.attributes.get(attribute), value)

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
        for scope in (dict(cls.methods).get(name) for name in ("__new__", "__post_init__")):
            if scope is not None and not scope.analysed:
                self.follow(scope)  # what it keeps is there from then on
        if init is None and not cls.fields:
            self.keep_given(cls, arguments)
        names = list(cls.fields) if init is None else []
        for argument, value in arguments:
            name = argument.keyword.value if argument.keyword is not None else names[0] if names else ""
            if name in names and not argument.star:
                names.remove(name)
                known = cls.attributes.get(name)
                only_annotated = isinstance(known, Obj) and known.call is None
                cls.attributes[name] = value if only_annotated else join(known, value)
        return LocalInstance(cls)

    def namespace(self, node: cst.Call, arguments: list[tuple[cst.Arg, Value]], kind: str = "SimpleNamespace") -> Value:
        """``SimpleNamespace(ws=ws, data=data)``: the one instance of a class of its own."""
        if node not in self.namespaces:
            where = self.where(node)
            self.namespaces[node] = LocalClass(f"{kind}:{where.cell}:{where.line}:{where.column}", ())
        made = self.namespaces[node]
        for argument, value in arguments:
            if argument.keyword is not None:
                made.attributes[argument.keyword.value] = join(made.attributes.get(argument.keyword.value), value)
        return LocalInstance(made)

    def kept_with(self, variable: cst.Name, name: str, value: Value) -> None:
        """``args.ws = ws``: what an object of which nothing else is known holds from then on."""
        scope: FunctionScope | None = self.function
        while scope is not None and variable.value not in scope.variables:
            scope = scope.parent
        if scope is None:
            return
        where = self.where(variable)
        new = LocalClass(f"{EXTENDED}:{where.cell}:{where.line}:{where.column}", ())
        made = self.extended.setdefault((scope, variable.value), new)
        made.attributes[name] = join(made.attributes.get(name), value)
        scope.variables[variable.value] = join(scope.variables[variable.value], LocalInstance(made))

    def having(self, owners: tuple[Value, ...], name: str) -> tuple[Value, ...]:
        """Those of the values that an attribute may be asked of."""
        known = [one for one in owners if isinstance(one, LocalInstance) and one.cls.is_extended]
        if known:
            holding = tuple(one for one in known if name in one.cls.attributes)
            return holding or tuple(one for one in owners if one not in known)
        return tuple(one for one in owners if one != Const(None)) or owners  # what is None instead has none

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


def _is_named(node: cst.Lambda, statement: cst.CSTNode) -> bool:
    """Whether a variable keeps it, under which it is called: ``submit = lambda pipeline: …``."""
    small = statement.body if isinstance(statement, cst.SimpleStatementLine) else ()
    return len(small) == 1 and isinstance(small[0], cst.Assign) and small[0].value is node


def _without_class(passed: Value | None) -> Value | None:
    """Without a class as the default beside its instances: it was meant as the annotation."""
    found = alternatives(passed)
    made = {one.symbol for one in found if isinstance(one, Obj)}
    kept = [one for one in found if not (isinstance(one, Symbol) and one.name in made)]
    return passed if len(kept) == len(found) else join(*kept)


def _spread(arguments: list[tuple[cst.Arg, Value]]) -> Iterator[tuple[cst.Arg, Value]]:
    """What ``**kwargs`` hands on of objects of v1, as arguments by name."""
    for argument, value in arguments:
        items = value.items if argument.star == "**" and isinstance(value, DictValue) else {}
        for name, item in items.items():
            if isinstance(name, str) and name.isidentifier() and not _is_plain(item.value):
                yield argument.with_changes(star="", keyword=cst.Name(name)), item.value


def _unpacked(arguments: list[tuple[cst.Arg, Value]]) -> Iterator[tuple[cst.Arg, Value]]:
    """The arguments, with the objects of v1 that ``*args`` hands on at their places."""
    for argument, value in arguments:
        places = value.items if argument.star == "*" and isinstance(value, DictValue) else {}
        for place in range(max((at for at in places if isinstance(at, int)), default=-1) + 1):
            yield argument.with_changes(star=""), places[place].value if place in places else UNKNOWN
        yield argument, value


def _is_plain(value: Value) -> bool:
    """Whether nothing of v1 can be in it."""
    return all(isinstance(one, Const) or (isinstance(one, Unknown) and not one.symbol) for one in alternatives(value))


def _is_fixture(node: cst.CSTNode | None) -> bool:
    """Whether it is decorated with ``@pytest.fixture``, which may be called with settings."""
    decorators = node.decorators if isinstance(node, cst.FunctionDef) else ()
    found = (one.decorator.func if isinstance(one.decorator, cst.Call) else one.decorator for one in decorators)
    return any(code_of(one) in ("pytest.fixture", "fixture", "pytest_asyncio.fixture") for one in found)
