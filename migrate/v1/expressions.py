"""What names, attributes and calls stand for; here v1 is met."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import libcst as cst

from migrate.v1 import command_line, paths
from migrate.v1.automl_variables import SET_VARIABLES, note_variables
from migrate.v1.catalogue import Catalogue
from migrate.v1.clients import workspaces_of_call
from migrate.v1.data import OUTPUT_CONFIG
from migrate.v1.elsewhere import ClassOf, Elsewhere, Gives
from migrate.v1.indirect import GETTERS
from migrate.v1.lists import may_change
from migrate.v1.nodes import code_of
from migrate.v1.other_modules import OtherModules
from migrate.v1.plain import ANY, PLAIN, adds, asked, given_by
from migrate.v1.source import Source
from migrate.v1.submitted import is_submission, result_class
from migrate.v1.texts import is_split
from migrate.v1.unbound import why_unbound
from migrate.v1.uses import ERRORS_OUTSIDE
from migrate.v1.values import (
    UNKNOWN,
    Argument,
    Call,
    Const,
    Container,
    DictValue,
    Foreign,
    Function,
    ListValue,
    LocalClass,
    LocalInstance,
    LocalLambda,
    LocalMethod,
    LocalPartial,
    Method,
    Obj,
    Parameter,
    Symbol,
    Unknown,
    Value,
    alternatives,
    constant,
    join,
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
_NAMESPACES = frozenset({"threading.local", "types.SimpleNamespace"})
_POST = "requests.post"
_TRIGGER = "azureml.pipeline.rest.submit"
_ADDRESSES = frozenset(f"azureml.pipeline.core.{name}.endpoint" for name in ("PublishedPipeline", "PipelineEndpoint"))
_BODY = frozenset({"ExperimentName", "ParameterAssignments", "RunSource", "DataPathAssignments"})
"""What the body of a request names that starts a published pipeline; two of them are no coincidence."""
REGISTER_ENVIRONMENT = "azureml.core.Environment.register"
_PIPELINE = "azureml.pipeline.core.Pipeline"
_READ_AT_ONCE = frozenset(
    f"azureml.pipeline.steps.{name}" for name in ("CommandStep", "PythonScriptStep", "RScriptStep", "SynapseSparkStep")
)
"""The steps that copy their lists when they are made, as azureml-pipeline-core 1.62 has them."""
_PARTIAL = "functools.partial"
_BY_NAME = frozenset({"getattr", "hasattr", "setattr"})
_SAME_ELEMENTS = frozenset(
    {"iter", "list", "reversed", "sorted", "tuple", "itertools.islice", "rich.progress.track"}
    | {f"tqdm.{name}" for name in ("tqdm", "auto.tqdm", "autonotebook.tqdm", "notebook.tqdm", "tqdm_notebook")}
)
"""What gives the elements of a collection one by one, or some of them."""


class Expressions(OtherModules):
    """Evaluates names, attributes and calls, and records the uses of v1 among them."""

    def __init__(self, source: Source, catalogue: Catalogue, elsewhere: Elsewhere | None = None) -> None:
        super().__init__(source, catalogue, elsewhere)
        self.evaluators |= {cst.Name: self._name, cst.Attribute: self._attribute, cst.Call: self._call}

    @cached_property
    def _command_line(self) -> dict[str, Unknown]:
        return command_line.types(self.source.modules.values())

    # Names and attributes

    def _name(self, node: cst.Name) -> Value:
        value = self.function.lookup(node.value)
        if value is None:
            if node.value in ("True", "False", "None"):
                return Const({"True": True, "False": False, "None": None}[node.value])
            if node.value == "__file__":
                return paths.own_path(self.path)
            unbound = why_unbound(self.source, node.value, self.path)
            return self.from_elsewhere(node.value) or Foreign(node.value, unbound=unbound)
        self.note_reference(node, value)
        if isinstance(value, (Symbol, Foreign)):
            self._note_symbol(node, value)
        return value

    def _note_symbol(self, node: cst.Name | cst.Attribute, value: Value) -> None:
        if isinstance(value, Symbol):
            if self.catalogue.is_module(value.name):
                return
            self.note_symbol(node, value.name)
        elif isinstance(value, Foreign) and value.dotted in ERRORS_OUTSIDE:
            self.note_error(node, value.dotted)

    def _attribute(self, node: cst.Attribute) -> Value:
        name = node.attr.value
        owners = self.having(alternatives(self.eval(node.value)), name)
        found = [self._member(node, one, name) for one in owners]
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
            found = self.imported(f"{owner.dotted}.{name}", node)
            if owner.unbound and isinstance(found, Foreign):
                found = replace(found, unbound=owner.unbound)
            self._note_symbol(node, found)
            self.note_of_module(node, found)
            return found
        if isinstance(owner, Obj):
            return self._object_member(node, owner, name)
        if isinstance(owner, Unknown) and owner.symbol:
            return owner if self.keeps_unsure(owner, name) else self.member_elsewhere(node, owner, name)
        if isinstance(owner, LocalInstance):
            found = self.member_of_instance(owner, name)
            others = alternatives(self.delegated(owner)) if found == UNKNOWN else ()
            return join(found, *(self._member(node, one, name) for one in others if one != Const(None)))
        if isinstance(owner, LocalClass):
            return self.member_of_class(owner, name)
        if isinstance(owner, (ListValue, DictValue, Container)):
            return Foreign(f"<collection>.{name}")
        if isinstance(owner, Function) and name == "__name__":
            return Const(owner.scope.name)
        if isinstance(owner, paths.Located):
            return paths.member(owner, name)
        if isinstance(owner, Parameter):
            self.note_member(owner, node)
            return self.member_of_passed(node, owner, name)
        if owner == PLAIN:
            found = self.member_of_plain(name)
            return self._command_line.get(name, found) if found == PLAIN else found
        if isinstance(node.value, cst.Attribute):
            for one in alternatives(self.values.get(node.value.value)):
                if isinstance(one, Parameter):
                    self.note_member(one, node, of=node.value.attr.value)
        return UNKNOWN

    def _object_member(self, node: cst.Attribute, owner: Obj, name: str) -> Value:
        entry = self.catalogue.member(owner.symbol, name)
        if entry is not None and entry.kind in ("method", "classmethod", "staticmethod"):
            method = Method(owner, entry)
            self.note_attribute(node, owner, entry, name, method)
            return method
        value = owner.parts.get(name)
        result: Value
        if value is not None:
            result = value
        elif name == "datastore" and (given := _given(owner, name)) is not None:
            result = given
        elif entry is not None and entry.returns:
            # Of a variable that holds one of several objects, each has a part of its own.
            result = self.result_of(entry.returns, None, (node, owner), owner)
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
        evaluated = self.evaluated(node, callee)
        for one in alternatives(callee):
            results.append(self._call_one(node, one, evaluated))
        place = self.values.get(node.func.value) if isinstance(node.func, cst.Attribute) else None
        if isinstance(place, paths.Located) and isinstance(node.func, cst.Attribute):
            return paths.asked(place, node.func.attr.value, [value for _, value in evaluated])
        if not results or results == [UNKNOWN]:
            results = [Unknown("list")] if is_split(node, self.values) else results
        call = self.uses.calls.get(node)
        if call is not None and call.receiver is not None:
            same = (one for one in alternatives(callee) if isinstance(one, Method) and one.entry is call.entry)
            call.receiver = join(*(one.receiver for one in same))
        return join(*results) if results else UNKNOWN

    def _call_one(self, node: cst.Call, callee: Value, arguments: list[tuple[cst.Arg, Value]]) -> Value:
        if isinstance(callee, Symbol):
            entry = self.catalogue.get(callee.name)
            if entry is None or entry.kind in ("module",):
                return UNKNOWN
            self.forget_symbol(node.func)
            return self._call_v1(node, entry.symbol, None, arguments)
        if isinstance(callee, Method):
            self.forget_attribute(node.func)
            return self._call_v1(node, callee.entry.symbol, callee.receiver, arguments)
        if isinstance(callee, Function):
            return self.call_function(node, callee.scope, arguments, 0)
        if isinstance(callee, LocalMethod):
            callee.scope.calls.append(node)
            return self.call_function(node, callee.scope, arguments, 1)
        if isinstance(callee, LocalLambda):
            return self.call_lambda(callee.node, arguments)
        if isinstance(callee, LocalClass):
            return self.instance_of(node, callee, arguments)
        if isinstance(callee, LocalInstance):
            called = self.member_of_instance(callee, "__call__")
            known = [self._call_one(node, one, arguments) for one in alternatives(called) if one != UNKNOWN]
            return self.handed_on(node, join(*known), "__call__")
        if isinstance(callee, LocalPartial):
            return self.partial(node, callee, arguments)
        if self.is_unsure(callee):
            return callee
        if isinstance(node.func, cst.Attribute) and node.func.attr.value == "__new__" and arguments:
            made = [one for one in alternatives(arguments[0][1]) if isinstance(one, LocalClass)]
            if made:
                return join(*map(LocalInstance, made))
        if isinstance(callee, Foreign):
            given = self._call_foreign(node, callee, arguments)
            return Unknown(origin=callee.unbound) if callee.unbound and given == UNKNOWN else given
        may_change(arguments)
        owner = self.values.get(node.func.value) if isinstance(node.func, cst.Attribute) else None
        if is_submission(node, arguments):
            self.note_submitted(owner)
        if adds(node, owner):
            self.mixed.add(ANY)
        started = self.started(node, arguments)
        if started is not None:
            return started
        found = asked(node, owner)
        return self.member_of_plain(constant(arguments[0][1])) if found == PLAIN and arguments else found or UNKNOWN

    def _is_address(self, url: cst.BaseExpression) -> bool:
        """Whether an expression is the address of a published pipeline, or a variable that holds one."""
        found = [use for use in self.uses.attributes.values() if use.symbol in _ADDRESSES]
        name = url.value if isinstance(url, cst.Name) else ""
        return any(use.node is url or (name and _holds(use.where.statement, name, use.node)) for use in found)

    def _call_foreign(self, node: cst.Call, callee: Foreign, arguments: list[tuple[cst.Arg, Value]]) -> Value:
        if callee.dotted == "super":
            return self.above() or UNKNOWN
        if callee.dotted == _POST and any(
            _starts_pipeline(value) or (_names_experiment(value) and self._is_address(arguments[0][0].value))
            for _, value in arguments
        ):
            return self._call_v1(node, _TRIGGER, None, arguments)
        if callee.dotted in _NAMESPACES and not any(argument.star for argument, _ in arguments):
            return self.namespace(node, arguments)
        if callee.dotted == _PARTIAL and arguments:
            function = arguments[0][1]
            of = (function.told or self.told(function.dotted)) if isinstance(function, Foreign) else None
            if isinstance(of, Gives) and of.place is not None:
                self.handed[node] = (of.place, arguments[1:])
            self.bound(function, arguments[1:])
            if isinstance(function, (Function, LocalLambda)):
                return LocalPartial(function)
        if callee.dotted.startswith(GETTERS):
            return self.got_by_name(node, callee.dotted, arguments)
        if callee.dotted in _BY_NAME and len(arguments) > 1:
            self.note_asked(node, arguments[0][1], arguments[1][1])
            if callee.dotted == "setattr":
                self.set_by_name(arguments)
            found = self.asked_by_name(arguments) if callee.dotted == "getattr" else None
            if found is not None:
                return found
        receiver = self.values.get(node.func.value) if isinstance(node.func, cst.Attribute) else None
        method = callee.dotted.rpartition(".")[2]
        results: list[Value] = []
        for one in alternatives(receiver):
            if isinstance(one, ListValue):
                results.append(self.call_list(node, one, method, arguments))
            elif isinstance(one, DictValue) and (gives := self.call_dict(node, one, method, arguments)) is not None:
                results.append(gives)
            elif isinstance(one, Container) and (one.kind == "dict" or one.of is not None):
                results.append(self.call_container(node, one, method))
        if results:
            return join(*results)
        built = self.built_in(node, callee.dotted, arguments)
        if built is not None:
            return built
        path = paths.called(callee.dotted, arguments)
        if path is not None:
            return path
        told = callee.told or self.told(callee.dotted)
        if adds(node, arguments[0][1] if arguments else None):
            self.mixed.add(ANY)
        plain = given_by(callee.dotted) if told is None else None
        if plain is not None:
            return plain
        if method == "get" and isinstance(receiver, Foreign):
            listed = self.element_elsewhere(receiver, node)
            if listed is not None:
                return listed
        if isinstance(told, ClassOf) or (isinstance(told, Gives) and told.changes):
            may_change(arguments)
        if isinstance(told, Gives) and told.place is not None:
            self.handed[node] = (told.place, arguments)
            self.note_client_at(node, arguments)
            if told.client:
                self.clients_wanted[node] = told.client
        if isinstance(told, Gives):
            if self.function.owner is not None and _is_init_above(node):
                self.keep_given(self.function.owner, arguments)
            given = self.as_value(told.result, node)
            return (self.given_on(node, callee.dotted, arguments) or given) if given == UNKNOWN else given
        if isinstance(told, ClassOf) and not told.instance:
            home, _, name = told.name.partition(":")
            self.handed[node] = ((home, f"{name}.__init__"), arguments)
            made = self.as_value(replace(told, instance=True), node)
            if isinstance(made, LocalInstance):
                self.keep_given(made.cls, arguments)
            return made
        picked = self.picked(callee.dotted, arguments)
        if picked is not None:
            return picked
        collection = arguments[0][1] if arguments else None
        if isinstance(collection, Container) and collection.kind == "list":
            if callee.dotted in _SAME_ELEMENTS:
                return collection
            if callee.dotted == "next":
                return self.element_of(collection, node)
        handed_on = self.given_on(node, callee.dotted, arguments)
        if handed_on is not None and handed_on != UNKNOWN:
            return handed_on
        return Unknown(_TYPED_FOREIGN.get(callee.dotted, ""))

    def _call_v1(
        self, node: cst.Call, symbol: str, receiver: Value | None, arguments: list[tuple[cst.Arg, Value]]
    ) -> Value:
        bound = self._bind_arguments(symbol, arguments)
        symbol = _SAME_AS.get(symbol, symbol)
        entry = self.catalogue.entries[symbol]
        call = self.uses.calls.get(node)
        if call is None or call.entry.symbol != symbol:
            call = Call(node, entry, self.where(node))
        call.receiver = receiver
        call.arguments = bound
        call.client = self.client(workspaces_of_call(call))
        self.uses.calls[node] = call
        if symbol == _PIPELINE and isinstance(steps := call.value("steps"), ListValue):
            # v1 builds the graph here: what is added to the list later is not in it.
            call.arguments["steps"].value = self.so_far(steps, node)
        for name in ("arguments", "inputs") if symbol in _READ_AT_ONCE else ():
            if isinstance(given := call.value(name), ListValue):
                call.arguments[name].value = self.so_far(given, node)
        if isinstance(receiver, Obj):
            receiver.calls[node] = call
        for argument in call.arguments.values():
            self.note_passed(argument.parameter, argument.value)
        if symbol == SET_VARIABLES:
            note_variables(call, self.values)
        returns = result_class(call) or (symbol if entry.kind == "class" else entry.returns)
        if returns == OUTPUT_CONFIG and isinstance(receiver, Obj):
            returns = receiver.symbol  # register_on_complete gives a copy of what it is called on
        if symbol == REGISTER_ENVIRONMENT and isinstance(receiver, Obj):
            call.result = receiver  # the same environment, under its name in the workspace
            return receiver
        call.result = self.result_of(returns, call, node) if returns else UNKNOWN
        return call.result

    def _bind_arguments(self, symbol: str, arguments: list[tuple[cst.Arg, Value]]) -> dict[str, Argument]:
        parameters = self.catalogue.parameters(symbol)
        positional = [parameter.name for parameter in parameters if parameter.kind == "positional"]
        rest = next((parameter.name for parameter in parameters if parameter.kind == "varargs"), "*")
        bound: dict[str, Argument] = {}
        position = 0
        for node, value in arguments:
            if node.keyword is not None:
                name = _NEWER.get((symbol, node.keyword.value), node.keyword.value)
            elif node.star:
                name = node.star
            else:
                name = positional[position] if position < len(positional) else f"{rest}{position}"
                position += 1
            bound[name] = Argument(name, node, value)
        return bound


_SAME_AS = {"azureml.train.hyperdrive.HyperDriveRunConfig": "azureml.train.hyperdrive.HyperDriveConfig"}
"""Older names of classes, whose parameters only come in another order."""
_NEWER = {("azureml.core.Experiment.submit", "pipeline_params"): "pipeline_parameters"}
"""Keywords that v1 still took under their older names (azureml-pipeline-core 1.61)."""


def _is_init_above(node: cst.Call) -> bool:
    """Whether it is ``super().__init__(...)``."""
    return isinstance(node.func, cst.Attribute) and code_of(node.func) == "super().__init__"


def _holds(statement: cst.CSTNode, name: str, value: cst.BaseExpression) -> bool:
    """Whether the statement is ``name = value``."""
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
    if not isinstance(small, cst.Assign) or small.value is not value or len(small.targets) != 1:
        return False
    target = small.targets[0].target
    return isinstance(target, cst.Name) and target.value == name


def _names_experiment(value: Value) -> bool:
    return isinstance(value, DictValue) and "ExperimentName" in value.items


def _starts_pipeline(value: Value) -> bool:
    return isinstance(value, DictValue) and (
        "ParameterAssignments" in value.items or len(_BODY & value.items.keys()) > 1
    )


def _given(owner: Obj, name: str) -> Value | None:
    """What the object was given when it was made."""
    return owner.call.value(name) if owner.call is not None and owner.call.entry.kind == "class" else None
