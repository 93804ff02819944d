"""What the expressions of a pipeline's code hold: steps, the data that they write, and lists of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import libcst as cst

from migrate.v1.data import ACCESS, INTERMEDIATE
from migrate.v1.kept_lists import attribute_of, own_name
from migrate.v1.made_steps import MadeSteps
from migrate.v1.makers import passed
from migrate.v1.nodes import bound_by, code_of, names_read, walk
from migrate.v1.scopes import FunctionScope
from migrate.v1.symbolic import Blocks, Handle, Instance, Several, Symbolic, handles, last_of
from migrate.v1.tracing import HARMLESS, Untraceable, is_free
from migrate.v1.values import Const, Obj


class FollowedExpressions(MadeSteps):
    """Follows steps through calls, lists, dictionaries and comprehensions."""

    def value(self, node: cst.BaseExpression) -> Symbolic:
        if isinstance(node, cst.Name):
            self.note(node)
            return self.variables.get(node.value) or self.instances.at(node, self.variables)
        kept = attribute_of(node, self.instance)
        if kept is not None and f".{kept}" in self.variables:
            return self.variables[f".{kept}"]
        if isinstance(node, cst.Call):
            return self._call(node)
        if isinstance(node, cst.Attribute) and isinstance(node.value, (cst.Name, cst.Attribute)):
            bundle = self.value(node.value)
            if isinstance(bundle, Instance):
                return self.instances.read(node, bundle, self.blocks)
            if isinstance(bundle, Several) and node.attr.value in bundle.keys:
                return bundle.keys[node.attr.value]
        if isinstance(node, (cst.List, cst.Tuple)):
            items: list[tuple[Symbolic, Blocks]] = []
            for element in node.elements:
                value = self.value(element.value)
                if isinstance(element, cst.StarredElement):
                    items += value.items if isinstance(value, Several) else [(None, self.blocks)]
                else:
                    items.append((value, self.blocks))
            return Several(items)
        if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
            left, right = self.value(node.left), self.value(node.right)
            if not isinstance(left, Several) and not isinstance(right, Several):
                return None
            both = [one if isinstance(one, Several) else Several([(None, self.blocks)]) for one in (left, right)]
            return Several([item for one in both for item in one.items])
        if isinstance(node, cst.ListComp):
            return self._comprehension(node)
        if isinstance(node, cst.Dict):
            return self._dictionary(node)
        if isinstance(node, cst.Subscript) and isinstance(held := self.value(node.value), Several):
            index = node.slice[0].slice if len(node.slice) == 1 else None
            key = self.interpreter.values.get(index.value) if isinstance(index, cst.Index) else None
            if isinstance(key, Const) and key.value in held.keys:
                return held.keys[key.value]
            if isinstance(index, cst.Index) and not held.keys and code_of(index.value) == "-1":
                return last_of(held, self.blocks)
        for inner in walk(node):
            if isinstance(inner, cst.Call) and self.makers.makes(inner):
                raise Untraceable(inner, "a step is made inside of another expression")
        self.note(node)
        self.instances.note(node)
        found = [handle for name in names_read(node) for handle in handles(self.variables.get(name.value))]
        if any(handle.data is not None and handle.site is None for handle in found):
            raise Untraceable(node, "data is used before the step that writes it is made")
        return None

    def _dictionary(self, node: cst.Dict) -> Symbolic:
        found = Several()
        for element in node.elements:
            value = self.value(element.value)
            found.items.append((value, self.blocks))
            key = self.interpreter.values.get(element.key) if isinstance(element, cst.DictElement) else None
            if isinstance(key, Const):
                found.keys[key.value] = value
        return found

    def _comprehension(self, node: cst.ListComp) -> Symbolic:
        saved = dict(self.variables)
        source = self.value(node.for_in.iter)
        self.bind(node.for_in.target, source if isinstance(source, Several) else None)
        outer = self.blocks
        self.blocks = (*outer, node.for_in)
        if node.for_in.ifs or node.for_in.inner_for_in is not None:
            makes = any(isinstance(inner, cst.Call) and self.makers.makes(inner) for inner in walk(node))
            if makes and node.for_in.inner_for_in is not None:
                raise Untraceable(node, "steps are made in a comprehension with two loops")
            if not makes:
                self.blocks, self.variables = outer, saved
                self.note(node)
                return None
            for condition in node.for_in.ifs:
                self.note(condition)
            self.blocks = (*self.blocks, *node.for_in.ifs)
        made = len(self.sites)
        value = self.value(node.elt)
        if any(site.call in set(walk(node)) for site in self.sites[made:]):
            raise Untraceable(node, "a comprehension makes steps without a function")
        result = Several([(value, self.blocks)])
        self.blocks, self.variables = outer, saved
        return result

    def _call(self, node: cst.Call) -> Symbolic:
        made = self.makers.made(node)
        if made is not None and made in self.steps:
            return self.step_at(node, self.steps[made])
        if made is not None and made.symbol in INTERMEDIATE:
            return Handle(None, made, self.blocks)
        helpers = self.makers.helpers_of(node)
        if helpers:
            return self.helped(node, helpers[0]) if len(helpers) == 1 else self._chosen(node, helpers)
        fields = self.makers.fields_of(node)
        if fields:
            return self._bundle(node, fields)
        if self.makers.constructs(node):
            for argument in node.args:
                self.born(self.value(argument.value), node)
            return self.constructed(node)
        use = self.interpreter.uses.calls.get(node)
        if use is not None and use.entry.name == "run_after" and isinstance(node.func, cst.Attribute):
            self.order(node, node.func.value)
            return None
        if use is not None and use.entry.name in ACCESS and isinstance(node.func, cst.Attribute):
            return self.value(node.func.value)
        if isinstance(node.func, cst.Attribute) and not is_free(node.func, self.interpreter):
            receiver = self.value(node.func.value)
            values = [self.value(argument.value) for argument in node.args]
            if node.func.attr.value in ("append", "extend") and len(values) == 1:
                if node.func.attr.value == "append":
                    self.born(values[0], node)
                self.put(receiver, values[0], node, node.func.attr.value == "append")
                return None
            if node.func.attr.value == "values" and not values and isinstance(receiver, Several):
                return Several(list(receiver.items))
            if node.func.attr.value not in HARMLESS and any(map(_holds_step, (receiver, *values))):
                text = code_of(node.func)
                raise Untraceable(node, f"its steps are given to `{text}`, which may do more")
        else:
            values = [self.value(argument.value) for argument in node.args]
            name = node.func.value if isinstance(node.func, cst.Name) else ""
            if name == "list" and not values:
                return Several()
            if name in ("list", "tuple") and len(values) == 1:
                return Several(list(values[0].items)) if isinstance(values[0], Several) else values[0]
            if not is_free(node.func, self.interpreter) and any(map(_holds_step, values)):
                raise Untraceable(node, f"its steps are given to `{name}`, which may do more")
        part = use is not None and isinstance(use.result, Obj) and use.result in self.parts
        if not part and any(handle.site is None for value in values for handle in handles(value)):
            raise Untraceable(node, "data is used before the step that writes it is made")
        return None

    def _bundle(self, node: cst.Call, fields: Sequence[str]) -> Symbolic:
        """An instance of a data class or a named tuple, which holds what it is given."""
        found, names = Several(), iter(fields)
        for argument in node.args:
            value = self.value(argument.value)
            name = argument.keyword.value if argument.keyword is not None else next(names, "")
            if argument.star and handles(value):
                raise Untraceable(argument, "which fields take its steps is not known")
            self.born(value, node)
            found.items.append((value, self.blocks))
            found.keys |= {name: value, fields.index(name): value} if name in fields else {}
        return found

    def note_instance(self, statement: cst.CSTNode) -> None:
        """``training = Training(prep)``, which stays before the pipeline function."""
        small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
        if isinstance(small, cst.Assign) and len(small.targets) == 1 and isinstance(small.value, cst.Call):
            target = small.targets[0].target
            if isinstance(target, cst.Name) and self.makers.methods_of(small.value, "__init__"):
                self.variables[target.value] = self.constructed(small.value)

    def own_instance(self, node: cst.Call, helper: FunctionScope) -> dict[str, Symbolic]:
        """What a method calls its instance, with the instance that it is called of."""
        name, around = own_name(helper), self.instance
        if name is not None and self.makers.methods_of(node, "__init__"):
            return {name: Instance()}
        if name is None or not isinstance(node.func, cst.Attribute):
            return {}
        above = code_of(node.func.value) == "super()" and around is not None
        held = self.variables.get(around or "") if above else self.value(node.func.value)
        return {name: held if isinstance(held, Instance) else Instance()}

    def constructed(self, node: cst.Call) -> Instance:
        """An instance of a class of the project, with what it is given and keeps."""
        made = Instance()
        for scope in self.makers.methods_of(node, "__init__"):
            self._keep(made, scope, dict(self._handed(node, scope, None)))
        return made

    def _handed(
        self, node: cst.Call, helper: FunctionScope, known: Mapping[str, Symbolic] | None
    ) -> Iterator[tuple[str, Symbolic]]:
        """By parameter what a call gives it that has a name.

        Args:
            known: what the variables hold where the call stands, when they are those of another function.
        """
        for argument, name in passed(node, helper):
            if known is not None:
                yield name, known.get(argument.value.value) if isinstance(argument.value, cst.Name) else None
            elif isinstance(argument.value, (cst.Name, cst.Attribute)):
                yield name, self.value(argument.value)

    def _keep(self, made: Instance, init: FunctionScope, given: Mapping[str, Symbolic]) -> None:
        """What ``self.model = model`` keeps, also where a class above does it."""
        assert isinstance(init.node, cst.FunctionDef)
        rebound = {name for node in walk(init.node.body) for name in bound_by(node)}
        lines = (line for line in init.node.body.body if isinstance(line, cst.SimpleStatementLine))
        for small in (small for line in lines for small in line.body):
            value = getattr(small, "value", None)
            if isinstance(small, cst.Assign) and isinstance(value, cst.Name) and value.value not in rebound:
                for target in small.targets:
                    kept = attribute_of(target.target, own_name(init))
                    if kept is not None:
                        made.keys[kept] = given.get(value.value)
                        self.instances.seen.add(target.target)
            elif isinstance(value, cst.Call):
                for above in self.makers.methods_of(value):
                    if above.name == "__init__":
                        self._keep(made, above, dict(self._handed(value, above, given)))

    def _chosen(self, node: cst.Call, helpers: Sequence[FunctionScope]) -> Symbolic:
        """Follow a call of one of several functions: what each makes is there when it is the one."""
        if any(self.makers.makes(one) for one in walk(node) if isinstance(one, cst.Call) and one is not node):
            raise Untraceable(node, "what is given to one of several functions makes steps itself")
        around = self.blocks
        found: list[Symbolic] = []
        for helper in helpers:
            assert helper.node is not None
            self.blocks = (*around, helper.node)
            found.append(self.helped(node, helper))
        self.blocks = around
        return Several([(one, around) for one in found])

    def helped(self, node: cst.Call, helper: FunctionScope) -> Symbolic:
        raise AssertionError("what follows statements follows functions")

    def bind(self, target: cst.BaseExpression, value: Symbolic) -> None:
        raise AssertionError("what follows statements binds names")


def _holds_step(value: Symbolic) -> bool:
    return any(handle.data is None for handle in handles(value))
