"""What literals, operators, collections and comprehensions stand for."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from migrate.v1 import paths
from migrate.v1.catalogue import Catalogue
from migrate.v1.clients import workspaces_of_call
from migrate.v1.data import DATASETS
from migrate.v1.handed_on import HandedOn
from migrate.v1.nodes import children
from migrate.v1.plain import PLAIN
from migrate.v1.scenarios import united
from migrate.v1.source import Source
from migrate.v1.uses import SubscriptUse
from migrate.v1.values import (
    UNKNOWN,
    Const,
    Container,
    DictValue,
    Foreign,
    Item,
    ListValue,
    Obj,
    OneOf,
    Symbol,
    Unknown,
    Value,
    alternatives,
    constant,
    join,
    objects,
    type_name,
)

_ROWS = ("enumerate", "pairwise", "product", "zip")
ANY_KEY = object()
"""Stands in dictionaries for the keys that are not known."""
_RUN = "azureml.core.Run"
_CORE = "azureml.core."
"""What is in it is no part of a pipeline."""
_NOT_IN_PLACE = DATASETS | {
    f"azureml.pipeline.core.{name}" for name in ("PublishedPipeline", "PipelineEndpoint", "Schedule")
}
"""Classes whose objects are no part of a pipeline, and have no counterpart of which code could ask the same."""
_DETAILS = f"{_RUN}.get_details"
_DETAIL_KEYS = (Const("runId"), Const("status"), Const("properties"))
"""What code takes of them that v2 has on the job."""


class Literals(HandedOn):
    """Evaluates what has no call and no attribute in it."""

    def __init__(self, source: Source, catalogue: Catalogue) -> None:
        super().__init__(source, catalogue)
        self.evaluators: dict[type, Callable[..., Value]] = {
            cst.SimpleString: self._string,
            cst.ConcatenatedString: self._string,
            cst.FormattedString: self._formatted,
            cst.Integer: self._number,
            cst.Float: self._number,
            cst.UnaryOperation: self._unary,
            cst.BinaryOperation: self._binary,
            cst.List: self._list,
            cst.Tuple: self._list,
            cst.Dict: self._dict,
            cst.Subscript: self._subscript,
            cst.IfExp: self._conditional,
            cst.BooleanOperation: self._boolean,
            cst.Comparison: self._comparison,
            cst.NamedExpr: self._named,
            cst.ListComp: self._comprehension,
            cst.GeneratorExp: self._comprehension,
            cst.SetComp: self._comprehension,
            cst.DictComp: self._dict_comprehension,
            cst.Yield: self._yield,
            cst.Await: lambda node: self.eval(node.expression),
        }

    def eval(self, node: cst.BaseExpression) -> Value:
        evaluator = self.evaluators.get(type(node))
        value = evaluator(node) if evaluator else self.parts(node)
        known = self.values.get(node)
        self.values[node] = value if known is None else join(known, value)
        return value

    def parts(self, node: cst.CSTNode) -> Value:
        for child in children(node):
            if isinstance(child, cst.BaseExpression):
                self.eval(child)
            else:
                self.parts(child)
        return UNKNOWN

    def extend(self, receiver: ListValue, added: Value, node: cst.BaseExpression) -> None:
        """``receiver += added``."""
        conditional = self.may_not_run(receiver)
        added = united(added) or added
        if isinstance(added, ListValue):
            receiver.mixed = receiver.mixed or added.mixed
            for item in list(added.all()):
                blocks = self.blocks_for(receiver)
                if item.conditional:
                    here = added.function is self.function and item.blocks is not None
                    blocks = item.blocks if here and (item.blocks or ())[: len(self.blocks)] == self.blocks else None
                put = receiver.put_all if item.many else receiver.put
                put(item.value, item.node, item.conditional or conditional, blocks)
            receiver.complete = receiver.complete and added.complete
        else:
            receiver.put_all(added, node, conditional, self.blocks_for(receiver))

    def _string(self, node: cst.SimpleString | cst.ConcatenatedString) -> Value:
        if isinstance(node, cst.ConcatenatedString):
            left, right = self.eval(node.left), self.eval(node.right)
            if isinstance(left, Const) and isinstance(right, Const) and type(left.value) is type(right.value):
                return Const(left.value + right.value)  # type: ignore[operator]
            return Unknown("str")
        return Const(node.evaluated_value)

    def _formatted(self, node: cst.FormattedString) -> Value:
        expressions = [part.expression for part in node.parts if isinstance(part, cst.FormattedStringExpression)]
        return paths.formatted(node, [self._text(self.eval(one)) for one in expressions])

    def _text(self, value: Value) -> Value:
        """In a text: what ``DEFAULT_CPU_IMAGE`` stands for."""
        entry = self.catalogue.get(value.name) if isinstance(value, Symbol) else None
        return Const(entry.text) if entry is not None and entry.text is not None else value

    def _number(self, node: cst.Integer | cst.Float) -> Value:
        return Const(node.evaluated_value)

    def _unary(self, node: cst.UnaryOperation) -> Value:
        value = self.eval(node.expression)
        if isinstance(value, Const) and isinstance(value.value, (int, float)):
            if isinstance(node.operator, cst.Minus):
                return Const(-value.value)
            if isinstance(node.operator, cst.Not):
                return Const(not value.value)
        return Unknown("bool") if isinstance(node.operator, cst.Not) else Unknown(type_name(value))

    def _binary(self, node: cst.BinaryOperation) -> Value:
        left, right = self._text(self.eval(node.left)), self._text(self.eval(node.right))
        path = paths.added(left, right) if isinstance(node.operator, (cst.Add, cst.Divide)) else None
        if path is not None:
            return path
        if isinstance(node.operator, cst.Add):
            if isinstance(left, Const) and isinstance(right, Const) and isinstance(left.value, str):
                return Const(left.value + right.value) if isinstance(right.value, str) else UNKNOWN
            if isinstance(left, ListValue) or isinstance(right, ListValue):
                joined = self.list_at(node)
                self.extend(joined, left, node.left)
                self.extend(joined, right, node.right)
                return joined
        return Unknown(_result_type(node.operator, {type_name(left), type_name(right)}))

    def _list(self, node: cst.List | cst.Tuple) -> Value:
        value = self.list_at(node)
        for element in node.elements:
            item = self.eval(element.value)
            if isinstance(element, cst.StarredElement):
                self.extend(value, item, element.value)
            else:
                value.put(item, element.value, False)
        return value

    def _dict(self, node: cst.Dict) -> Value:
        value = self.dict_at(node)
        for element in node.elements:
            item = self.eval(element.value)
            if isinstance(element, cst.DictElement):
                key = self.eval(element.key)
                if isinstance(key, Const):
                    value.items[key.value] = Item(item, element.value)
                    continue
            elif isinstance(item, DictValue):
                value.items |= item.items
            value.complete = False
        return value

    def _subscript(self, node: cst.Subscript) -> Value:
        container = self.eval(node.value)
        keys = []
        for element in node.slice:
            if isinstance(element.slice, cst.Index):
                keys.append(self.eval(element.slice.value))
            else:
                self.parts(element.slice)
        key = keys[0] if len(keys) == 1 else UNKNOWN
        variable = self.variable_at(node.value, key)
        if variable is not None:
            return variable
        if isinstance(container, ListValue) and len(node.slice) == 1 and not keys:
            return self._slice(node, container)
        asked = self.uses.calls.get(node.value) if isinstance(node.value, cst.Call) else None
        if asked is not None and asked.symbol == _DETAILS and key in _DETAIL_KEYS:
            client = self.client(workspaces_of_call(asked))
            self.uses.subscripts[node] = SubscriptUse(node, node.value, _DETAILS, self.where(node), client)
        if isinstance(container, Container):
            self.note_subscript(node, node.value, container)
            # some of a list are a list
            return container if not keys and container.kind == "list" else self.element_of(container, node)
        if isinstance(container, Foreign) and container.dotted == "os.environ":
            return Unknown("str")
        if isinstance(container, Foreign) and (listed := self.element_elsewhere(container, node)) is not None:
            return listed
        if isinstance(key, Const) and isinstance(key.value, int):
            path = self._path_at(node.value, container, key.value)
            if path is not None:
                return path
        if isinstance(key, Const):
            if isinstance(container, DictValue) and key.value in container.items:
                return container.items[key.value].value
            if isinstance(container, ListValue) and container.known and isinstance(key.value, int):
                items = container.items
                return items[key.value].value if -len(items) <= key.value < len(items) else UNKNOWN
        if self.is_unsure(container):
            return container
        special = self.special(container, "__getitem__")
        if special is not None:
            return self.handed_on(node, special, "__getitem__")
        if isinstance(container, (ListValue, DictValue, OneOf)):
            return self.element(container)
        return self.member_of_plain(constant(key)) if container == PLAIN else UNKNOWN

    def _path_at(self, node: cst.BaseExpression, container: Value, index: int) -> Value | None:
        """``sys.path[0]`` and ``path.parents[index]``."""
        if container == Foreign("sys.path") and index == 0:
            return paths.parents(paths.own_path(self.path), 0)
        if isinstance(node, cst.Attribute) and node.attr.value == "parents" and index >= 0:
            place = self.values.get(node.value)
            return paths.parents(place, index) if isinstance(place, paths.Located) else None
        return None

    def _slice(self, node: cst.Subscript, container: ListValue) -> ListValue:
        """``steps[1:]``; some of the elements when its bounds are not known."""
        written = node.slice[0].slice
        assert isinstance(written, cst.Slice)
        bounds = [None if one is None else self.values.get(one) for one in (written.lower, written.upper, written.step)]
        numbers = [one.value if isinstance(one, Const) else None for one in bounds]
        part = self.list_at(node)
        known = all(one is None or isinstance(number, int) for one, number in zip(bounds, numbers, strict=True))
        if not known or not container.known:
            for item in container.items:
                part.put(item.value, item.node, True)
            part.complete, part.mixed = False, True
            return part
        for item in container.items[slice(*numbers)]:
            part.put(item.value, item.node, False)
        return part

    def _conditional(self, node: cst.IfExp) -> Value:
        self.eval(node.test)
        found = self.eval(node.body), self.eval(node.orelse)
        self.else_expressions[node.orelse] = node
        for value, written, block in zip(found, (node.body, node.orelse), (node, node.orelse), strict=True):
            if isinstance(value, ListValue) and isinstance(written, (cst.List, cst.Tuple)):
                value.blocks = (*self.blocks, block)
        return join(*found)

    def _boolean(self, node: cst.BooleanOperation) -> Value:
        return join(self.eval(node.left), self.eval(node.right))

    def _comparison(self, node: cst.Comparison) -> Value:
        self.eval(node.left)
        for target in node.comparisons:
            value = self.eval(target.comparator)
            if isinstance(value, Container) and isinstance(target.operator, (cst.In, cst.NotIn)):
                self.note_subscript(node, target.comparator, value)
        return Unknown("bool")

    def _named(self, node: cst.NamedExpr) -> Value:
        value = self.eval(node.value)
        self.bind(node.target, value, node.value)
        return value

    def _yield(self, node: cst.Yield) -> Value:
        """What a generator gives is a list of which only the elements are known."""
        given = node.value.item if isinstance(node.value, cst.From) else node.value
        if given is None:
            return UNKNOWN
        value = self.eval(given)
        if self.function.yields_once:
            self.function.results += [value] if value != UNKNOWN else []
            return UNKNOWN
        one = self.element(value) if isinstance(node.value, cst.From) else value
        one = self.held_by_code(node, one, "yield")
        if one != UNKNOWN:
            found = self.list_at(node)
            found.put(one, given, True)
            found.complete, found.mixed = False, True
            self.function.results.append(found)
        return UNKNOWN

    def bind(self, target: cst.BaseExpression, value: Value, source: cst.BaseExpression | None = None) -> None:
        raise AssertionError("the interpreter binds names")

    def special(self, value: Value, name: str) -> Value | None:
        raise AssertionError("the interpreter follows special methods")

    # Comprehensions and functions without a name

    def element(self, value: Value) -> Value:
        """What a loop over the value yields."""
        if isinstance(value, ListValue):
            return join(*(item.value for item in value.items)) if value.items else UNKNOWN
        if isinstance(value, DictValue):
            return join(*(item.value for item in value.items.values())) if value.items else UNKNOWN
        if isinstance(value, Container) and value.kind != "dict":
            place = value.place or (value.call.node if value.call is not None else None)
            found = self.element_of(value, place)
            if isinstance(found, Obj) and isinstance(value.place, cst.Call):
                found.listed = value.place
            return self._pair(found, place) if value.kind == "items" and place is not None else found
        if isinstance(value, OneOf):
            return self._run_of(value)
        yielded = self.special(value, "__iter__")
        if isinstance(yielded, (ListValue, Container)):
            return self.element(yielded)
        return value if self.is_unsure(value) else UNKNOWN

    def _run_of(self, lists: OneOf) -> Value:
        """One of the runs in one of several lists; what else such lists hold is not followed."""
        return self.only_runs(join(*(self.element(one) for one in lists.values)))

    def only_runs(self, found: Value) -> Value:
        """The value when it is a run."""
        runs = [isinstance(one, Obj) and self.catalogue.is_subclass(one.symbol, _RUN) for one in alternatives(found)]
        return found if runs and all(runs) else UNKNOWN

    def only_core(self, found: Value) -> Value:
        """The value when it is of v1 and no part of a pipeline."""
        made = objects(found)
        plain = all(self.catalogue.is_subclass(obj.symbol, _RUN) or obj.symbol.startswith(_CORE) for obj in made)
        return found if made and plain and len(made) == len(alternatives(found)) else UNKNOWN

    def held_by_code(self, node: cst.CSTNode, value: Value, through: str) -> Value:
        """What code keeps or gives one by one: the value when it is of v1 and no part of a pipeline.

        Of what v2 has not in the same place only what it may be.
        """
        made = objects(value)
        if made and len(made) == len(alternatives(value)) and all(obj.symbol in _NOT_IN_PLACE for obj in made):
            return self.unsure(node, [value], through)
        return value if self.is_unsure(value) else self.only_core(value)

    def some_of(self, node: cst.CSTNode, key: object, value: Value) -> Value:
        """A dictionary of which only is known what it holds: ``{run.id: run for run in runs}``."""
        value = self.held_by_code(node, value, "the dictionary")
        if value == UNKNOWN:
            return UNKNOWN
        found = self.dict_at(node)
        found.items[key] = Item(value, cst.Name("_"), True)
        found.complete = False
        return found

    def variable_at(self, table: cst.BaseExpression, key: Value) -> Value | None:
        """``globals()["ws"]``; None for any other table."""
        function = table.func if isinstance(table, cst.Call) and not table.args else None
        name = function.value if isinstance(function, cst.Name) else ""
        if name not in ("globals", "locals", "vars") or self.function.lookup(name) is not None:
            return None
        scope = self.modules[self.path] if name == "globals" else self.function
        return scope.variables.get(str(constant(key)))

    def _pair(self, found: Value, place: cst.CSTNode) -> Value:
        """A name with the element of this name."""
        pair = self.list_at(place)
        pair.items = [Item(Unknown("str"), cst.Name("name")), Item(found, cst.Name("element"))]
        return pair

    def element_of(self, container: Container, key: object) -> Value:
        """An element of a collection that the SDK returned."""
        if container.of is not None:
            return self.as_value(container.of, key)
        value = self.result_of(container.symbol, None, key)
        if isinstance(value, Obj):
            value.source, value.keeper = container.call, container.keeper
        return value

    def each(self, node: cst.BaseExpression) -> Value:
        """What a loop over the expression yields."""
        value = self.eval(node)
        callee = self.values.get(node.func) if isinstance(node, cst.Call) else None
        called = callee.dotted.removeprefix("itertools.") if isinstance(callee, Foreign) else ""
        if not isinstance(node, cst.Call):
            return self.element(value)
        if called == "range":
            return Unknown("int")
        given = [one.value for one in node.args if one.keyword is None]
        whole = called != "product" or len(given) == len(node.args)
        if called in _ROWS and given and whole and not any(one.star for one in node.args):
            sources = {"enumerate": given[:1], "pairwise": given * 2}.get(called, given)
            return self._row(node, [*([Unknown("int")] if called == "enumerate" else []), *map(self._yielded, sources)])
        return self.element(value)

    def _yielded(self, node: cst.BaseExpression) -> Value:
        """An element of a list; of anything else nothing is known."""
        value = self.values.get(node)
        return self.element(value) if isinstance(value, (ListValue, Container)) else UNKNOWN

    def _row(self, node: cst.Call, values: list[Value]) -> Value:
        """What ``enumerate``, ``zip``, ``pairwise`` and ``product`` yield."""
        row = self.list_at((node, "row"))
        row.items = [Item(value, node) for value in values]
        return row

    def _comp_for(self, node: cst.CompFor) -> None:
        self.bind(node.target, self.each(node.iter))
        for condition in node.ifs:
            self.eval(condition.test)
        if node.inner_for_in is not None:
            self._comp_for(node.inner_for_in)

    def _comprehension(self, node: cst.ListComp | cst.GeneratorExp | cst.SetComp) -> Value:
        saved = dict(self.function.variables)
        value = self.list_at(node)
        self._comp_for(node.for_in)
        around, self.blocks = self.blocks, (*self.blocks, node.for_in)
        value.put(self.eval(node.elt), node.elt, True)
        self.blocks = around
        self.function.variables = saved
        return self._filtered(node) or value

    def _filtered(self, node: cst.ListComp | cst.GeneratorExp | cst.SetComp) -> ListValue | None:
        """``[step for step in steps if step is not None]``; None for a comprehension that does more."""
        loop = node.for_in
        source = self.values.get(loop.iter)
        if not isinstance(source, ListValue) or not source.known or loop.inner_for_in is not None:
            return None
        if not isinstance(loop.target, cst.Name) or not loop.target.deep_equals(node.elt):
            return None
        if not all(_asks_for(loop.target.value, one.test) for one in loop.ifs):
            return None
        if any(not isinstance(item.value, (Obj, ListValue)) and item.value != Const(None) for item in source.items):
            return None
        kept = self.list_at(loop)
        for item in source.items:
            if item.value != Const(None) or not loop.ifs:
                kept.put(item.value, item.node, False)
        return kept

    def _dict_comprehension(self, node: cst.DictComp) -> Value:
        saved = dict(self.function.variables)
        self._comp_for(node.for_in)
        around, self.blocks = self.blocks, (*self.blocks, node.for_in)
        self.eval(node.key)
        value = self.eval(node.value)
        self.blocks = around
        self.function.variables = saved
        return self.some_of(node, ANY_KEY, value)


def _asks_for(name: str, test: cst.BaseExpression) -> bool:
    """Whether the test is that the variable holds something: ``step`` or ``step is not None``."""
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        (target,) = test.comparisons
        nothing = isinstance(target.comparator, cst.Name) and target.comparator.value == "None"
        test = test.left if nothing and isinstance(target.operator, (cst.IsNot, cst.NotEqual)) else cst.Name("_")
    return isinstance(test, cst.Name) and test.value == name


def _result_type(operator: cst.BaseBinaryOp, types: set[str]) -> str:
    """The type of an operation on values of these types; empty when it is not certain."""
    if types <= {"bool", "int", "float"} and not isinstance(operator, cst.Power):
        if "float" in types or isinstance(operator, cst.Divide):
            return "float"
        bitwise = isinstance(operator, (cst.BitAnd, cst.BitOr, cst.BitXor))
        return "bool" if types == {"bool"} and bitwise else "int"
    return "str" if types == {"str"} else ""
