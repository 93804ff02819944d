"""The arguments, inputs and outputs of a step that may run often, with other data each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from migrate.v1.argument_lists import is_plain
from migrate.v1.asked import opposite
from migrate.v1.data import (
    ACCESS,
    DATASET,
    DATASETS,
    INTERMEDIATE,
    KINDS_OF_DATASET,
    MODES_OF_FILES,
    OUTPUT_CONFIGS,
    OUTSIDE,
    PIPELINE_DATA,
    PIPELINE_PARAMETER,
    Port,
    as_listed,
    in_messages,
    is_data,
    is_uncertain,
    port_of,
)
from migrate.v1.interpreter import Interpreter
from migrate.v1.kinds import READERS, kind_of
from migrate.v1.made_steps import ARGUMENTS, WRITTEN
from migrate.v1.nodes import code_of, walk
from migrate.v1.own_lists import own_list
from migrate.v1.problems import Problem
from migrate.v1.purity import is_pure
from migrate.v1.statement_names import assigned
from migrate.v1.steps import Repeat, StepModel, When, Word, check_named, unclear, when_of
from migrate.v1.symbolic import LOOPS
from migrate.v1.texts import pieces
from migrate.v1.tracing import Untraceable
from migrate.v1.values import UNKNOWN, Const, Item, ListValue, Obj, Value, alternatives, constant, objects

_SINGLE = frozenset({"output", "metrics_output"})
"""The arguments that are data rather than lists of it."""


def read_traced(step: StepModel, interpreter: Interpreter) -> dict[Obj, cst.BaseExpression]:
    """Fill in the step anew; by input and parameter the expression that stands for it where the step is made.

    Raises:
        Untraceable: what one of the lists holds is only known when the code runs.
    """
    return _Reader(step, interpreter).read()


class _Reader:
    def __init__(self, step: StepModel, interpreter: Interpreter) -> None:
        self.step = step
        self.interpreter = interpreter
        self.sources: dict[str, Obj] = {}
        """By the text of an expression the data that it stands for."""
        self.values: dict[Obj, cst.BaseExpression] = {}
        self.repeats: dict[cst.BaseExpression, Repeat] = {}
        """What stands among the arguments for each element of a list of data."""

    def read(self) -> dict[Obj, cst.BaseExpression]:
        step = self.step
        if step.obj.unread:
            raise Untraceable(step.call.node, step.obj.unread)
        fresh = StepModel(step.obj, step.call, known=step.known, branches=step.branches, reading=self)
        vars(step).update(vars(fresh))
        READERS[kind_of(step.obj)](step)
        step.reading = None
        for port in step.outputs:
            made = port.source.call
            if made is None or made.where.function is not step.call.where.function:
                raise Untraceable(
                    step.call.node, f"{in_messages(port.source)} is made in another function than its step"
                )
        if step.problems:
            raise Untraceable(step.call.node, step.problems[0].message)
        for obj in step.bound.values():
            self.values.setdefault(obj, self._named(obj))
        return self.values

    def _named(self, parameter: Obj) -> cst.BaseExpression:
        """The expression that stands for a pipeline parameter which is a setting."""
        calls = [self.step.call, *(part.call for part in self.step.parts if part.call is not None)]
        for call in calls:
            here = call.where.function is self.step.call.where.function
            for node in walk(call.node) if here else ():
                if isinstance(node, cst.BaseExpression) and self.interpreter.values.get(node) is parameter:
                    return node
        raise Untraceable(self.step.call.node, "a setting of it is a pipeline parameter that is not known there")

    # What the reader of its kind asks for

    def items(self, name: str) -> list[Item]:
        found = []
        for one in self._parts(name):
            if isinstance(one, Repeat):
                place = cst.Name(one.variable or one.source)
                self.repeats[place] = one
                found.append(Item(UNKNOWN, place))
            else:
                found.append(one)
        return found

    def ports(self, name: str) -> list[Port]:
        argument = self.step.argument(name)
        if argument is None or argument.value == Const(None):
            return []
        if name in _SINGLE:
            return [self._port(Item(argument.value, argument.node.value))]
        if name in WRITTEN:
            return [self._port(item) for item in self._items(name)]
        found = []
        for item in self._parts(name):
            if isinstance(item, Item):
                found.append(self._port(item))
                if item.conditional:
                    self._note_sometimes(found, when_of(self.step, item))
        return found

    def _note_sometimes(self, ports: list[Port], when: When) -> None:
        source = ports[-1].source
        if any(one.source is source for one in ports[:-1]):
            raise Untraceable(self.step.call.node, f"`{source.name}` is an input in several branches")
        self.step.sometimes[source] = when

    def fill(self, inputs: list[Port], outputs: list[Port], arguments: list[Item]) -> None:
        step = self.step
        for item in arguments:
            repeat = self.repeats.get(item.node)
            word = self._text(item, inputs, outputs) if repeat is None else self._repeat(repeat)
            step.words.append(replace(word, when=when_of(step, item)) if item.conditional else word)
        places = list(step.places)
        used = [*inputs, *outputs, *(word.port for word in places if word.port is not None)]
        step.uses += [one for port in used for one in (port, *port.parts)]
        given = [as_listed(word.port, inputs) for word in places if word.port is not None and not word.output]
        taken = [word.port for word in places if word.port is not None and word.output]
        step.inputs = _once([*given, *inputs])
        step.outputs = _once([*taken, *outputs])
        step.parameters = list(dict.fromkeys(word.parameter for word in places if word.parameter is not None))
        check_named(step, inputs, outputs)

    def _items(self, name: str) -> list[Item]:
        argument = self.step.argument(name)
        if argument is None or argument.value == Const(None):
            return []
        value = argument.value
        if isinstance(value, ListValue) and value.known and not any(item.conditional for item in value.flat()):
            return list(value.flat())
        raise Untraceable(argument.node, f"what `{name}` holds is only known when the code runs")

    def _parts(self, name: str) -> Iterator[Item | Repeat]:
        """The elements of a list argument, and the lists of data, and of words for them, that are part of it."""
        argument = self.step.argument(name)
        if argument is not None and argument.value != Const(None):
            yield from self._segment(argument.node.value, name)

    def _segment(self, node: cst.BaseExpression, parameter: str) -> Iterator[Item | Repeat]:
        if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
            yield from self._segment(node.left, parameter)
            yield from self._segment(node.right, parameter)
        elif isinstance(node, (cst.List, cst.Tuple)):
            for element in node.elements:
                if isinstance(element, cst.StarredElement):
                    yield from self._segment(element.value, parameter)
                else:
                    yield Item(self.interpreter.values.get(element.value, UNKNOWN), element.value)
        elif isinstance(node, cst.Name):
            yield from self._list(node, parameter)
        elif isinstance(node, cst.IfExp) and _is_empty(node.body) and not _is_empty(node.orelse):
            yield from self._segment(cst.IfExp(opposite(node.test), node.orelse, node.body), parameter)
        elif isinstance(node, cst.IfExp) and _is_empty(node.orelse) and is_pure(node.test):
            blocks = (*self.step.call.where.blocks, node)
            for item in self._segment(node.body, parameter):
                if not isinstance(item, Item) or item.conditional or item.many:
                    raise Untraceable(node, f"what `{parameter}` holds is only known when the code runs")
                yield replace(item, conditional=True, blocks=blocks)
        else:
            yield self._rest(node, parameter)

    def _rest(self, node: cst.BaseExpression, parameter: str) -> Item:
        """A list of arguments of which nothing is known but that no data is in it."""
        if parameter not in ARGUMENTS or not is_plain(node, self.interpreter.values):
            raise Untraceable(node, f"what `{parameter}` holds is only known when the code runs")
        return Item(UNKNOWN, node, many=True)

    def _list(self, node: cst.Name, parameter: str) -> Iterator[Item | Repeat]:
        found = alternatives(self.interpreter.values.get(node))
        value = found[0] if len(found) == 1 else None
        items = own_list(node, value, self.step, self.interpreter) if isinstance(value, ListValue) else None
        if items is not None:
            yield from items
        elif isinstance(value, ListValue) and value.items and all(_is_written(item.value) for item in value.items):
            self._group(node.value)
            if parameter in ARGUMENTS:
                yield Repeat(node.value, (None,))
        elif isinstance(value, ListValue) and parameter in ARGUMENTS and not is_plain(node, self.interpreter.values):
            yield self._built(node, value)
        else:
            yield self._rest(node, parameter)

    def _group(self, source: str) -> None:
        if source not in self.step.groups:
            self.step.groups.append(source)

    def _built(self, node: cst.Name, value: ListValue) -> Repeat:
        """``for score in scores: arguments += ["--score", score]``."""
        refused = Untraceable(node, "what `arguments` holds is only known when the code runs")
        statements = list(value.statements)
        loops = {block for item in value.items for block in item.blocks or () if isinstance(block, cst.For)}
        first = statements[0] if statements else None
        small = first.body[0] if isinstance(first, cst.SimpleStatementLine) else None
        empty = isinstance(small, cst.Assign) and isinstance(small.value, cst.List) and not small.value.elements
        if len(statements) != 2 or len(loops) != 1 or not empty or any(item.blocks is None for item in value.items):
            raise refused
        (loop,) = loops
        alone = isinstance(loop.body, cst.IndentedBlock) and list(loop.body.body) == statements[1:]
        if not alone or not isinstance(loop.target, cst.Name) or not isinstance(loop.iter, cst.Name):
            raise refused
        inside = {one for statement in (*statements, self.step.call.node) for one in walk(statement)}
        references = self.interpreter.references
        if any(value in alternatives(known) and name not in inside for name, known in references.items()):
            raise refused
        words: list[str | None] = []
        for item in value.items:
            known = constant(item.value)
            if isinstance(item.node, cst.Name) and item.node.value == loop.target.value:
                words.append(None)
            elif isinstance(item.node, cst.SimpleString) and isinstance(known, str):
                words.append(known)
            else:
                raise refused
        source = alternatives(self.interpreter.values.get(loop.iter))
        if len(source) != 1 or not isinstance(source[0], ListValue):
            raise refused
        if not source[0].items or not all(_is_written(item.value) for item in source[0].items):
            raise refused
        self._group(loop.iter.value)
        return Repeat(loop.iter.value, tuple(words), node.value, (statements[0], loop))

    def _repeat(self, repeat: Repeat) -> Word:
        if not repeat.variable:
            repeat = replace(repeat, variable=f"{repeat.source.removesuffix('s')}_paths")
        return Word(cst.Name(repeat.variable), UNKNOWN, repeat=repeat)

    def _root(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """What is accessed: ``clean`` in ``clean.as_download()``."""
        while isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            use = self.interpreter.uses.calls.get(node)
            if use is None or use.entry.name not in ACCESS:
                break
            node = node.func.value
        return node

    def _port(self, item: Item) -> Port:
        port = self._known(item)
        if port is None:
            raise Untraceable(item.node, "what a step reads or writes is only known when the code runs")
        return port

    def _known(self, item: Item) -> Port | None:
        """The data that an element stands for; None when it is none."""
        root = self._root(item.node)
        value = self.interpreter.values.get(root)
        found = objects(value)
        if not any(is_data(obj) for obj in found):
            return None
        if is_uncertain(value) and any(obj.symbol in OUTSIDE for obj in found):
            raise Untraceable(item.node, "what a step reads is only known when the code runs")
        via = objects(self.interpreter.values.get(item.node))
        port = port_of(via[0]) if via else None
        if port is None or not all(map(is_data, found)):
            raise Untraceable(item.node, "what a step reads or writes is only known when the code runs")
        parts = [known for one in via if (known := port_of(one)) is not None]
        if any(one.intermediate for one in parts) and not all(one.intermediate for one in parts):
            return self._either(root, parts)
        modes = {one.mode or "mount" for one in parts}
        if len(modes) > 1 and (parts[0].intermediate or not modes <= MODES_OF_FILES):
            raise Untraceable(item.node, "how a step reads its data is only known when the code runs")
        here = self.step.call.where.function
        given = all(obj.call is not None and obj.call.where.function is not here for obj in found)
        given = given or all(obj.symbol in INTERMEDIATE for obj in found)
        # What another function finds or makes is one of several for each call of it.
        if port.source not in found and not (given and set(port.source.one_of) == set(found)):
            if all(one.intermediate and one.source.bound_to for one in parts):
                return self._either(root, parts)
            found = self._read_as(item.node, found)
        text = code_of(root)
        if text not in self.sources:
            self.sources[text] = self._source(root, found, said=len(modes) > 1)
        source = self.sources[text]
        self.values.setdefault(source, root)
        if len(modes) > 1:
            # The variable holds an ``Input``, which says itself how it is read.
            return Port(source, source, None, (), port.name, port.consumed, tuple(parts))
        return replace(port, source=source, via=source) if source is not port.source else port

    def _either(self, root: cst.BaseExpression, parts: list[Port]) -> Port:
        """What a variable says how to read: data from outside, or what another step writes.

        ``data = raw.as_mount()`` before a loop, ``data = clean.as_input()`` in it: in v2 the variable holds an
        ``Input``, which says itself how it is read, or an output.

        Raises:
            Untraceable: no variable holds it, or steps read it in several ways.
        """
        modes = {one.mode or "mount" for one in parts if one.intermediate}
        outside = [one for one in parts if not one.intermediate]
        named = isinstance(root, (cst.Name, cst.Attribute))
        if not named or len(modes) > 1 or not {one.source.symbol for one in outside} <= OUTSIDE:
            raise Untraceable(root, "what a step reads is only known when the code runs")
        mode = modes.pop()
        if mode != "mount" and any(one.mode != mode for one in outside):
            raise Untraceable(root, "how a step reads its data is only known when the code runs")
        text = code_of(root)
        if text not in self.sources:
            sources = tuple(dict.fromkeys(one.source for one in parts))
            name = text.rpartition(".")[2]
            self.sources[text] = Obj(PIPELINE_DATA, None, bound_to={root: name}, one_of=sources)
        source = self.sources[text]
        self.values.setdefault(source, root)
        return Port(source, source, None if mode == "mount" else mode, consumed=True, parts=tuple(parts))

    def _read_as(self, node: cst.BaseExpression, found: tuple[Obj, ...]) -> tuple[Obj, ...]:
        """The data behind variables that say how it is read, too: they hold the v2 input.

        Raises:
            Untraceable: the data has a variable of its own, or is read as a table or as files.
        """
        ports = [port for one in found if (port := port_of(one)) is not None]
        sources = tuple(dict.fromkeys(port.source for port in ports))
        alone = all(one.symbol in {*OUTSIDE, *INTERMEDIATE} and not one.bound_to for one in sources)
        modes = {port.mode for port in ports}
        if len(ports) < len(found) or not alone or (len(modes) > 1 and not modes <= MODES_OF_FILES):
            raise Untraceable(node, "how a step reads its data is said elsewhere")
        return sources

    def _source(self, root: cst.BaseExpression, found: tuple[Obj, ...], said: bool) -> Obj:
        """The data itself, or something that stands for all that it may be.

        Args:
            said: whether a variable says how it is read, and each branch another way.
        """
        own = (
            not said
            and len(found) == 1
            and found[0] not in self.sources.values()
            and not self._comes_back(root, found[0])
        )
        if own and (found[0].symbol not in INTERMEDIATE or self._names_itself(found[0])):
            return found[0]
        symbols = {obj.symbol for obj in found}
        name = root.attr.value if isinstance(root, cst.Attribute) else root.value if isinstance(root, cst.Name) else ""
        alike = len(symbols) == 1 or (symbols <= DATASETS and not symbols >= KINDS_OF_DATASET)
        if name and alike and symbols <= OUTSIDE:
            # Each call gives other data; what the pipeline reads is said where it is called.
            symbol = next(iter(symbols - {DATASET}), DATASET)
            return Obj(symbol, None, bound_to={root: name}, one_of=found)
        if not symbols <= INTERMEDIATE or not name:
            raise Untraceable(root, "what a step reads is only known when the code runs")
        symbol = symbols.pop() if len(symbols) == 1 else PIPELINE_DATA
        return Obj(symbol, None, bound_to={root: name}, one_of=found)

    def _comes_back(self, root: cst.BaseExpression, data: Obj) -> bool:
        """Whether it is what another call of the function made, or an earlier round of the loop."""
        scope = self.step.call.where.function
        made_here = data.call is not None and data.call.where.function is scope
        params = scope.node.params if isinstance(scope.node, cst.FunctionDef) else cst.Parameters()
        names = {one.name.value for one in (*params.posonly_params, *params.params, *params.kwonly_params)}
        if not made_here or not isinstance(root, cst.Name) or data.call is None:
            return False
        around = any(isinstance(block, LOOPS) for block in data.call.where.blocks)
        return root.value in names or (around and root.value not in assigned(data.call.where.statement))

    def _names_itself(self, data: Obj) -> bool:
        """Whether the data has a name of its own, or has one in the function that makes the step."""
        here = data.call is not None and data.call.where.function is self.step.call.where.function
        name = data.argument("name")
        return here or (name is not None and isinstance(name.value, Const))

    def _text(self, item: Item, inputs: list[Port], outputs: list[Port]) -> Word:
        """A word, in parts when it is a text that names data."""
        if item.many:
            return Word(item.node, item.value, many=True)
        found = list(pieces(item.node, item.value, self.interpreter.values))
        if objects(item.value) or all(self._known(part) is None for part in found):
            return self._word(item, inputs, outputs)
        parts = tuple(self._word(part, inputs, outputs) for part in found)
        return parts[0] if len(parts) == 1 else Word(item.node, item.value, parts=parts)

    def _word(self, item: Item, inputs: list[Port], outputs: list[Port]) -> Word:
        port = self._known(item)
        if port is not None:
            produced = {one.source for one in outputs}
            written = port.source.symbol in OUTPUT_CONFIGS and port.source not in {one.source for one in inputs}
            local = port.source.call is not None and port.source.call.where.function is self.step.call.where.function
            output = not port.consumed and ((written and local) or port.source in produced)
            return Word(item.node, item.value, port=port, output=output)
        for inner in walk(item.node):
            for value in alternatives(self.interpreter.values.get(inner)):
                if isinstance(value, ListValue) and any(map(_is_v1, (one.value for one in value.flat()))):
                    raise Untraceable(item.node, "text is made of a list of data")
        found = objects(self.interpreter.values.get(item.node))
        if found and all(obj.symbol == PIPELINE_PARAMETER for obj in found):
            if len(found) > 1:
                raise Untraceable(item.node, "which pipeline parameter this is, is only known when the code runs")
            if len(alternatives(self.interpreter.values.get(item.node))) > 1:
                raise Untraceable(item.node, "whether this is a pipeline parameter is only known when the code runs")
            self.values[found[0]] = item.node
            return Word(item.node, item.value, parameter=found[0])
        for obj in found:
            if obj.symbol.startswith(("azureml.data", "azureml.pipeline")):
                self.step.problems.append(Problem(item.node, unclear(obj, item.value)))
        return Word(item.node, item.value)


def _is_empty(node: cst.BaseExpression) -> bool:
    """``None``, ``[]`` or ``()``"""
    if isinstance(node, cst.Name):
        return node.value == "None"
    return isinstance(node, (cst.List, cst.Tuple)) and not node.elements


def _is_written(value: Value) -> bool:
    """Whether it is data that a step writes."""
    found = alternatives(value)
    return bool(found) and all(isinstance(one, Obj) and one.symbol in INTERMEDIATE for one in found)


def _is_v1(value: Value) -> bool:
    return any(one.symbol.startswith(("azureml.data", "azureml.pipeline")) for one in objects(value))


def _once(ports: list[Port]) -> list[Port]:
    found: dict[Obj, Port] = {}
    for port in ports:
        known = found.get(port.source)
        found[port.source] = port if known is None or known.mode is None else known
    return list(found.values())


__all__ = ["Problem", "read_traced"]
