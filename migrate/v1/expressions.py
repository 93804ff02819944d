"""What an expression stands for: the half of the interpreter that evaluates."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from migrate.v1.catalogue import Catalogue
from migrate.v1.recorder import Recorder
from migrate.v1.scopes import FunctionScope, Variables
from migrate.v1.source import Source
from migrate.v1.values import (
    UNKNOWN,
    Argument,
    Call,
    Const,
    Container,
    DictValue,
    Foreign,
    Function,
    Item,
    ListValue,
    LocalClass,
    LocalInstance,
    LocalMethod,
    Method,
    Obj,
    Parameter,
    Symbol,
    Unknown,
    Value,
    alternatives,
    join,
    type_name,
)

_TYPED_FOREIGN = {
    "os.getenv": "str",
    "os.environ.get": "str",
    "os.path.join": "str",
    "str": "str",
    "int": "int",
    "float": "float",
    "bool": "bool",
    "len": "int",
}
"""Calls outside the SDK whose result type is certain enough to choose a component input's type."""


class Expressions(Recorder):
    """Evaluates expressions and records the uses in them."""

    def __init__(self, source: Source, catalogue: Catalogue) -> None:
        super().__init__(source, catalogue)
        self._evaluators: dict[type, Callable[..., Value]] = {
            cst.Name: self._name,
            cst.Attribute: self._attribute,
            cst.Call: self._call,
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
            cst.Lambda: self._lambda,
            cst.Await: lambda node: self.eval(node.expression),
        }

    def eval(self, node: cst.BaseExpression) -> Value:
        evaluator = self._evaluators.get(type(node))
        value = evaluator(node) if evaluator else self._other(node)
        known = self.values.get(node)
        self.values[node] = value if known is None else join(known, value)
        return value

    def _other(self, node: cst.CSTNode) -> Value:
        for child in node.children:
            if isinstance(child, cst.BaseExpression):
                self.eval(child)
            else:
                self._other(child)
        return UNKNOWN

    # Names and attributes

    def _name(self, node: cst.Name) -> Value:
        value = self.function.lookup(node.value)
        if value is None:
            if node.value in ("True", "False", "None"):
                return Const({"True": True, "False": False, "None": None}[node.value])
            return Foreign(node.value)
        self.note_reference(node, value)
        if isinstance(value, (Symbol, Foreign)):
            self._note_symbol(node, value)
        return value

    def _note_symbol(self, node: cst.Name | cst.Attribute, value: Value) -> None:
        if isinstance(value, Symbol):
            if self.catalogue.is_module(value.name):
                return
            self.note_symbol(node, value.name)

    def _attribute(self, node: cst.Attribute) -> Value:
        owner = self.eval(node.value)
        name = node.attr.value
        found = [self._member(node, one, name) for one in alternatives(owner)]
        return join(*found) if found else UNKNOWN

    def _member(self, node: cst.Attribute, owner: Value, name: str) -> Value:
        if isinstance(owner, Symbol):
            self.forget_symbol(node.value)
            dotted = f"{owner.name}.{name}"
            symbol = self.catalogue.canonical(dotted)
            if symbol is None:
                inherited = self.catalogue.member(owner.name, name)
                symbol = inherited.symbol if inherited else dotted
            value = Symbol(symbol)
            self._note_symbol(node, value)
            return value
        if isinstance(owner, Foreign):
            return Foreign(f"{owner.dotted}.{name}")
        if isinstance(owner, Obj):
            return self._object_member(node, owner, name)
        if isinstance(owner, LocalInstance):
            scope = dict(owner.cls.methods).get(name)
            if scope is not None:
                return LocalMethod(owner, scope)
            return owner.cls.attributes.get(name, UNKNOWN)
        if isinstance(owner, LocalClass):
            return owner.attributes.get(name, UNKNOWN)
        if isinstance(owner, (ListValue, DictValue, Container)):
            return Foreign(f"<collection>.{name}")
        return UNKNOWN

    def _object_member(self, node: cst.Attribute, owner: Obj, name: str) -> Value:
        entry = self.catalogue.member(owner.symbol, name)
        if entry is not None and entry.kind in ("method", "classmethod", "staticmethod"):
            return Method(owner, entry)
        value = owner.parts.get(name)
        result: Value
        if value is not None:
            result = value
        elif entry is not None and entry.returns:
            result = self.result_of(entry.returns, None, node)
            if isinstance(result, Obj):
                result.owner, result.attribute, result.call = owner, name, None
                owner.parts[name] = result
        else:
            last = owner.last_set(name)
            result = last.value if last else Unknown()
        self.note_attribute(node, owner, entry, name, result)
        return result

    # Calls

    def _call(self, node: cst.Call) -> Value:
        callee = self.eval(node.func)
        results: list[Value] = []
        evaluated = [(argument, self.eval(argument.value)) for argument in node.args]
        for one in alternatives(callee):
            results.append(self._call_one(node, one, evaluated))
        return join(*results) if results else UNKNOWN

    def _call_one(self, node: cst.Call, callee: Value, arguments: list[tuple[cst.Arg, Value]]) -> Value:
        if isinstance(callee, Symbol):
            entry = self.catalogue.get(callee.name)
            if entry is None or entry.kind in ("module",):
                return UNKNOWN
            self.forget_symbol(node.func)
            return self._call_v1(node, entry.symbol, None, arguments)
        if isinstance(callee, Method):
            return self._call_v1(node, callee.entry.symbol, callee.receiver, arguments)
        if isinstance(callee, Function):
            return self._call_function(node, callee.scope, arguments, 0)
        if isinstance(callee, LocalMethod):
            callee.scope.calls.append(node)
            return self._call_function(node, callee.scope, arguments, 1)
        if isinstance(callee, LocalClass):
            init = dict(callee.methods).get("__init__")
            if init is not None:
                self._call_function(node, init, arguments, 1)
            return LocalInstance(callee)
        if isinstance(callee, Foreign):
            return self._call_foreign(node, callee, arguments)
        return UNKNOWN

    def _call_foreign(self, node: cst.Call, callee: Foreign, arguments: list[tuple[cst.Arg, Value]]) -> Value:
        receiver = self.values.get(node.func.value) if isinstance(node.func, cst.Attribute) else None
        method = callee.dotted.rpartition(".")[2]
        if isinstance(receiver, ListValue):
            return self._call_list(receiver, method, arguments)
        if callee.dotted in ("list", "tuple", "sorted") and len(arguments) == 1:
            return arguments[0][1]
        return Unknown(_TYPED_FOREIGN.get(callee.dotted, ""))

    def _call_list(self, receiver: ListValue, method: str, arguments: list[tuple[cst.Arg, Value]]) -> Value:
        conditional = self.blocks != receiver.blocks
        receiver.statements[self.statement] = None
        if method in ("append", "insert") and arguments:
            argument, value = arguments[-1]
            receiver.put(value, argument.value, conditional)
            receiver.complete = receiver.complete and method == "append"
        elif method == "extend" and arguments:
            self.extend(receiver, arguments[0][1], arguments[0][0].value)
        elif method not in ("copy", "index", "count"):
            receiver.complete = False
        return receiver if method == "copy" else UNKNOWN

    def extend(self, receiver: ListValue, added: Value, node: cst.BaseExpression) -> None:
        """``receiver += added``."""
        conditional = self.blocks != receiver.blocks
        if isinstance(added, ListValue):
            for item in list(added.items):
                receiver.put(item.value, item.node, item.conditional or conditional)
            receiver.complete = receiver.complete and added.complete
        else:
            receiver.complete = False

    def _call_v1(
        self, node: cst.Call, symbol: str, receiver: Value | None, arguments: list[tuple[cst.Arg, Value]]
    ) -> Value:
        entry = self.catalogue.entries[symbol]
        call = self.uses.calls.get(node)
        if call is None or call.entry.symbol != symbol:
            call = Call(node, entry, self.where(node))
        call.receiver = receiver
        call.arguments = self._bind_arguments(symbol, arguments)
        call.client = self.client()
        self.uses.calls[node] = call
        if isinstance(receiver, Obj):
            receiver.calls[node] = call
        for argument in call.arguments.values():
            self.note_passed(argument.parameter, argument.value)
        returns = symbol if entry.kind == "class" else entry.returns
        call.result = self.result_of(returns, call, node) if returns else UNKNOWN
        return call.result

    def _bind_arguments(self, symbol: str, arguments: list[tuple[cst.Arg, Value]]) -> dict[str, Argument]:
        parameters = self.catalogue.parameters(symbol)
        positional = [parameter.name for parameter in parameters if parameter.kind == "positional"]
        bound: dict[str, Argument] = {}
        position = 0
        for node, value in arguments:
            if node.keyword is not None:
                name = node.keyword.value
            elif node.star:
                name = node.star
            else:
                name = positional[position] if position < len(positional) else f"*{position}"
                position += 1
            bound[name] = Argument(name, node, value)
        return bound

    def _call_function(
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
            variables[name] = passed if passed is not None else self.typed_parameter(scope, param)
            self.note_binding(param.name, variables[name])
        for star in (params.star_arg, params.star_kwarg):
            if isinstance(star, cst.Param):
                variables[star.name.value] = UNKNOWN
        return variables

    # Literals and operators

    def _string(self, node: cst.SimpleString | cst.ConcatenatedString) -> Value:
        if isinstance(node, cst.ConcatenatedString):
            left, right = self.eval(node.left), self.eval(node.right)
            if isinstance(left, Const) and isinstance(right, Const) and type(left.value) is type(right.value):
                return Const(left.value + right.value)  # type: ignore[operator]
            return Unknown("str")
        return Const(node.evaluated_value)

    def _formatted(self, node: cst.FormattedString) -> Value:
        for part in node.parts:
            if isinstance(part, cst.FormattedStringExpression):
                self.eval(part.expression)
        return Unknown("str")

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
        left, right = self.eval(node.left), self.eval(node.right)
        if isinstance(node.operator, cst.Add):
            if isinstance(left, Const) and isinstance(right, Const) and isinstance(left.value, str):
                return Const(left.value + right.value) if isinstance(right.value, str) else UNKNOWN
            if isinstance(left, ListValue) or isinstance(right, ListValue):
                joined = self.list_at(node)
                self.extend(joined, left, node.left)
                self.extend(joined, right, node.right)
                return joined
        types = {type_name(left), type_name(right)}
        return Unknown(types.pop()) if len(types) == 1 else UNKNOWN

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
            value.complete = False
        return value

    def _subscript(self, node: cst.Subscript) -> Value:
        container = self.eval(node.value)
        keys = []
        for element in node.slice:
            if isinstance(element.slice, cst.Index):
                keys.append(self.eval(element.slice.value))
            else:
                self._other(element.slice)
        key = keys[0] if len(keys) == 1 else UNKNOWN
        if isinstance(container, Container):
            self.note_subscript(node, node.value, container)
            return self.result_of(container.symbol, None, node)
        if isinstance(container, Foreign) and container.dotted == "os.environ":
            return Unknown("str")
        if isinstance(key, Const):
            if isinstance(container, DictValue) and key.value in container.items:
                return container.items[key.value].value
            if isinstance(container, ListValue) and container.known and isinstance(key.value, int):
                items = container.items
                return items[key.value].value if -len(items) <= key.value < len(items) else UNKNOWN
        if isinstance(container, (ListValue, DictValue)):
            return self.element(container)
        return UNKNOWN

    def _conditional(self, node: cst.IfExp) -> Value:
        self.eval(node.test)
        return join(self.eval(node.body), self.eval(node.orelse))

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

    def bind(self, target: cst.BaseExpression, value: Value, source: cst.BaseExpression | None = None) -> None:
        raise AssertionError("the interpreter binds names")

    # Comprehensions and functions without a name

    def element(self, value: Value) -> Value:
        """What a loop over the value yields."""
        if isinstance(value, ListValue):
            return join(*(item.value for item in value.items)) if value.items else UNKNOWN
        if isinstance(value, DictValue):
            return join(*(item.value for item in value.items.values())) if value.items else UNKNOWN
        if isinstance(value, Container) and value.kind == "list":
            return self.result_of(value.symbol, None, None)
        return UNKNOWN

    def _comp_for(self, node: cst.CompFor) -> None:
        self.bind(node.target, self.element(self.eval(node.iter)))
        for condition in node.ifs:
            self.eval(condition.test)
        if node.inner_for_in is not None:
            self._comp_for(node.inner_for_in)

    def _comprehension(self, node: cst.ListComp | cst.GeneratorExp | cst.SetComp) -> Value:
        saved = dict(self.function.variables)
        self._comp_for(node.for_in)
        value = self.list_at(node)
        value.put(self.eval(node.elt), node.elt, True)
        self.function.variables = saved
        return value

    def _dict_comprehension(self, node: cst.DictComp) -> Value:
        saved = dict(self.function.variables)
        self._comp_for(node.for_in)
        self.eval(node.key)
        self.eval(node.value)
        self.function.variables = saved
        return UNKNOWN

    def _lambda(self, node: cst.Lambda) -> Value:
        saved = dict(self.function.variables)
        for param in (*node.params.posonly_params, *node.params.params, *node.params.kwonly_params):
            if param.default is not None:
                self.eval(param.default)
            self.function.variables[param.name.value] = Parameter(self.function, param.name.value)
        self.eval(node.body)
        self.function.variables = saved
        return UNKNOWN
