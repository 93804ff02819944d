"""What is looked up in lists and dictionaries whose elements are known, written as the variable that holds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from migrate.v1.nodes import bound_names, code_of, walk
from migrate.v1.spelling import statements as write
from migrate.v1.spelling.attempt import Attempt
from migrate.v1.spelling.constants import label, literal
from migrate.v1.spelling.folded import picked
from migrate.v1.spelling.unrolling import comments, is_use, label_of, uses_around
from migrate.v1.spelling.writer import Lines, Short


class Resolver(Attempt):
    """Gives the elements of lists and dictionaries variables, and writes these for what is looked up."""

    def plan(self) -> None:
        self.makers = dict(self._makers())
        self.named = dict(self._displays())
        self.appended = dict(self._appended())
        self.values = dict(self._lookups()) if not self.named else {}
        self.unpacked = dict(self._unpacked()) if not self.named else {}
        self.spent = dict(self._spent())
        self.is_idle = not (self.named or self.appended or self.values or self.unpacked or self.spent)

    def _makers(self) -> Iterator[tuple[str, list[Short]]]:
        """By variable the uses of v1 in what it is bound to, for those that are wanted."""
        for _, small in self.survey.assignments:
            names = bound_names(small.targets[0].target)
            found = self._uses(small.value)
            if len(names) == 1 and self.survey.bound[names[0]] == 1 and found and self._is_wanted(names[0], found):
                yield names[0], found

    def _uses(self, node: cst.CSTNode) -> list[Short]:
        calls = [one for one in walk(node) if isinstance(one, cst.Call)]
        uses = [one for one in calls if is_use(one, self.survey)]
        made = [maker for one in calls if one not in uses for maker in self.survey.makers(one)]
        return [self.places[one] for one in (*uses, *made) if one in self.places]

    def _is_maker(self, node: cst.CSTNode) -> bool:
        return isinstance(node, cst.Name) and node.value in self.makers

    def _is_made(self, node: cst.CSTNode) -> bool:
        """Whether a call of v1 makes it, or of a function that makes steps."""
        return isinstance(node, cst.Call) and (is_use(node, self.survey) or bool(self.survey.makers(node)))

    def _is_wanted(self, name: str, uses: Sequence[Short]) -> bool:
        """Whether some of the uses does not become v2 without this, or what reads the variable does not."""
        reads = self.constants.reads(name)
        around = (use for read in reads for use in uses_around(read, self.constants))
        return not set(uses) <= self.done or any(self.places.get(use) not in self.done for use in around)

    # Displays

    def _displays(self) -> Iterator[tuple[cst.SimpleStatementLine, list[Short]]]:
        """The statements that make lists and dictionaries of uses of v1, of which some element is asked for."""
        for line, small in self.survey.assignments:
            target, value = small.targets[0].target, small.value
            if not isinstance(target, cst.Name) or not isinstance(value, (cst.List, cst.Tuple, cst.Dict)):
                continue
            if line not in self.places or self.places[line] in self.but or self.constants.made(target.value) is None:
                continue
            uses = [found for one in value.elements if self._is_made(one.value) for found in self._uses(one.value)]
            known = self.constants.entries(value) if isinstance(value, cst.Dict) else self.constants.elements(value)
            own = sum(len(comments(one.value)) for one in value.elements)
            if not uses or known is None or not self._is_wanted(target.value, uses) or len(comments(value)) != own:
                continue
            reads = self.constants.reads(target.value)
            if any(self._is_asked(one) for one in reads) and any(self.constants.display(one) for one in reads):
                yield line, uses

    def _appended(self) -> Iterator[tuple[cst.CSTNode, list[Short]]]:
        """The statements that append uses of v1 to lists of which some element is asked for."""
        for node in self.survey.of(cst.Expr):
            call = node.value
            if not isinstance(call, cst.Call) or len(call.args) != 1 or not isinstance(call.func, cst.Attribute):
                continue
            listed, line, made = call.func.value, self.constants.parents[node], call.args[0].value
            if call.func.attr.value != "append" or not isinstance(listed, cst.Name):
                continue
            if not self._is_made(made) or self.places.get(line) in self.but:
                continue
            uses, reads = self._uses(made), self.constants.reads(listed.value)
            asked = any(self._is_asked(one) and self.constants.display(one) for one in reads)
            if asked and self._is_wanted(listed.value, uses):
                yield line, uses

    def _is_asked(self, read: cst.Name) -> bool:
        """Whether single elements are taken there."""
        node: cst.CSTNode = self.constants.parents[read]
        if isinstance(node, cst.Subscript) or (isinstance(node, cst.Assign) and _unpacks(node)):
            return True
        while isinstance(node, (cst.Attribute, cst.Call, cst.Arg)):
            node = self.constants.parents[node]
        return isinstance(node, (cst.For, cst.CompFor)) or (isinstance(node, cst.Assign) and _unpacks(node))

    # Lookups

    def _lookups(self) -> Iterator[tuple[cst.CSTNode, cst.BaseExpression]]:
        """By lookup what it gives."""
        nodes: list[cst.Subscript | cst.Call] = [*self.survey.of(cst.Subscript), *self.survey.of(cst.Call)]
        for node in nodes:
            found = self._found(node)
            if found is not None:
                yield node, found
        for _, alias in self._aliases():
            yield from ((read, alias.value) for read in self.constants.reads(bound_names(alias.targets[0].target)[0]))

    def _aliases(self) -> Iterator[tuple[cst.SimpleStatementLine, cst.Assign]]:
        """``first = step_load``"""
        for line, small in self.survey.assignments:
            target, value = small.targets[0].target, small.value
            if not isinstance(target, cst.Name) or self.survey.bound[target.value] != 1 or comments(line):
                continue
            same = isinstance(value, cst.Name) and self.survey.scopes[line] is self.survey.scopes[value]
            if (
                same
                and self._is_maker(value)
                and not (self.survey.scopes[line] is None and self.is_taken(target.value))
            ):
                yield line, small

    def _found(self, node: cst.Subscript | cst.Call) -> cst.BaseExpression | None:
        if isinstance(node, cst.Subscript):
            index = node.slice[0].slice if len(node.slice) == 1 else None
            key = literal(index.value) if isinstance(index, cst.Index) else None
            loaded = not isinstance(self.constants.parents[node], (cst.AssignTarget, cst.Del, cst.AugAssign))
            held = self.constants.display(node.value) if isinstance(node.value, cst.Name) and loaded else None
            found = picked(held, key) if held is not None else None
            return found if isinstance(found, cst.Name) and found.value in self.makers else None
        merged = self._merged(node)
        if merged is not None:
            return merged
        if isinstance(node.func, cst.Attribute) and node.func.attr.value == "values":
            owner = node.func.value
        elif isinstance(node.func, cst.Name) and node.func.value in ("list", "tuple") and len(node.args) == 1:
            owner = node.args[0].value
        else:
            return None
        every = self.constants.elements(node) if isinstance(owner, (cst.Name, cst.Call)) else None
        if not every or not all(map(self._is_maker, every)):
            return None
        return cst.List([cst.Element(one) for one in every])

    def _merged(self, node: cst.Call) -> cst.BaseExpression | None:
        """``chain.from_iterable(lists)``, ``map(make_step, names)``; for a pipeline ``sorted(steps)``."""
        function, given = code_of(node.func), [one.value for one in node.args]
        if any(one.star for one in node.args) and function != "chain":
            return None
        if function.endswith("chain.from_iterable") or (function == "sum" and len(given) == 2):
            lists = self.constants.elements(given[0])
            once = lists is not None and all(not _calls(one) or one in walk(given[0]) for one in lists)
            ours = lists if lists and once and self._are_ours(lists) else None
            return cst.List([cst.StarredElement(one) for one in ours]) if ours else None
        if function == "map" and len(given) == 2 and self.survey.makers(given[0]):
            elements = self.constants.elements(given[1])
            if elements and all(map(self.constants.is_steady, elements)):
                return cst.List([cst.Element(cst.Call(given[0], [cst.Arg(one)])) for one in elements])
        if function == "sorted" and given and self._is_for_pipeline(node):
            return given[0]
        return None

    def _are_ours(self, nodes: Sequence[cst.BaseExpression]) -> bool:
        """Whether each is a list of steps."""
        return all(self.survey.makers(one) or isinstance(one, (cst.Name, cst.List)) for one in nodes)

    def _is_for_pipeline(self, node: cst.Call) -> bool:
        """Whether it is the list of steps that a pipeline is given, the order of which means nothing."""
        around = self.constants.parents[node]
        call = self.constants.parents[around]
        return isinstance(around, cst.Arg) and isinstance(call, cst.Call) and self.survey.is_pipeline(call)

    def _unpacked(self) -> Iterator[tuple[cst.CSTNode, list[cst.BaseStatement]]]:
        """``first, *rest = steps``, with what it says for each of its variables."""
        for line, small in self.survey.assignments:
            target = small.targets[0].target
            elements = self.constants.elements(small.value) if isinstance(target, (cst.Tuple, cst.List)) else None
            if not elements or not isinstance(small.value, (cst.Name, cst.List, cst.Tuple)) or comments(*line.body):
                continue
            assert isinstance(target, (cst.Tuple, cst.List))
            starred = [isinstance(one, cst.StarredElement) for one in target.elements]
            names = [one.value for one in target.elements if isinstance(one.value, cst.Name)]
            many = len(elements) - len(starred) + 1
            inside = set(walk(line))
            ours = all(self._is_maker(one) or (self._is_made(one) and one in inside) for one in elements)
            if starred.count(True) != 1 or len(names) < len(starred) or many < 0 or not ours:
                continue
            first = starred.index(True)
            rest = cst.List([cst.Element(one) for one in elements[first : first + many]])
            values = [*elements[:first], rest, *elements[first + many :]]
            yield line, [write.assign(name.value, value) for name, value in zip(names, values, strict=True)]

    def _spent(self) -> Iterator[tuple[cst.SimpleStatementLine, cst.Assign]]:
        """The statements whose lists and dictionaries only lookups read."""
        if self.named:
            return
        yield from self._aliases()
        inside = {inner for node in self.unpacked for inner in walk(node)}
        for node, found in self.values.items():
            left = {one.value for one in walk(found) if isinstance(one, cst.Name)}
            inside |= {one for one in walk(node) if isinstance(one, cst.Name) and one.value not in left}
        for line, small in self.survey.assignments:
            target = small.targets[0].target
            if not isinstance(target, cst.Name) or self.constants.made(target.value) is None:
                continue
            reads = self.constants.reads(target.value)
            elements = [one.value for one in small.value.elements] if hasattr(small.value, "elements") else []
            ours = bool(elements) and all(map(self._is_maker, elements))
            taken = self.survey.scopes[line] is None and self.is_taken(target.value)
            if ours and reads and set(reads) <= inside and not taken and not comments(line):
                yield line, small

    def leave_Subscript(self, original_node: cst.Subscript, updated_node: cst.Subscript) -> cst.BaseExpression:
        return self._looked_up(original_node, updated_node)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        return self._looked_up(original_node, updated_node)

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        given = [one.value for one in original_node.args]
        listed = isinstance(original_node.func, cst.Name) and original_node.func.value in ("list", "tuple")
        if listed and len(given) == 1 and given[0] in self.values and original_node not in self.values:
            return updated_node.args[0].value
        return self._looked_up(original_node, updated_node)

    def _looked_up(self, original: cst.BaseExpression, updated: cst.BaseExpression) -> cst.BaseExpression:
        found = self.values.get(original)
        if found is None or self.places.get(original) in self.but:
            return updated
        names = [one.value for one in walk(found) if isinstance(one, cst.Name)]
        uses = {use for name in names for use in self.makers.get(name, ())}
        uses |= {use for call in walk(found) if isinstance(call, cst.Call) for use in self._made_by(call)}
        uses = uses or {self.places[one] for one in uses_around(original, self.constants)}
        self.written = True
        self.made.setdefault(self.places[original], set()).update(uses)
        return found.deep_clone()

    def _made_by(self, call: cst.Call) -> list[Short]:
        return [self.places[one] for one in self.survey.makers(call) if one in self.places]

    # Statements

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom | cst.RemovalSentinel:
        """``from itertools import chain`` goes with the last use of it."""
        names = original_node.names
        if isinstance(names, cst.ImportStar) or [one.evaluated_name for one in names] != ["chain"]:
            return updated_node
        gone = {inner for node in self.values for inner in walk(node)}
        reads = [one for one in self.constants.reads("chain") if one not in set(walk(original_node))]
        return cst.RemoveFromParent() if reads and gone.issuperset(reads) else updated_node

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        if not updated_node.body:
            return cst.RemoveFromParent()
        if original_node in self.spent:
            self.written = True
            return cst.RemoveFromParent()
        if original_node in self.unpacked:
            lines = self.unpacked[original_node]
            names = [one.value for line in lines for one in walk(line) if isinstance(one, cst.Name)]
            made = {use for name in names for use in self.makers.get(name, ())}
            self.made.setdefault(self.places[original_node], set()).update(made)
            self.written = True
            lines[0] = lines[0].with_changes(leading_lines=updated_node.leading_lines)
            self.before |= dict.fromkeys(lines, original_node)
            return cst.FlattenSentinel(lines)
        if original_node in self.appended:
            self.made.setdefault(self.places[original_node], set()).update(self.appended[original_node])
            self.written = True
            return self._apart(original_node, updated_node)
        if original_node in self.named:
            self.made.setdefault(self.places[original_node], set()).update(self.named[original_node])
            self.written = True
            return self._named(original_node, updated_node)
        return updated_node

    def _named(self, original: cst.SimpleStatementLine, updated: cst.SimpleStatementLine) -> Lines:
        """A statement for each element that v1 makes, and the list or dictionary of their variables."""
        small = cst.ensure_type(updated.body[0], cst.Assign)
        before = cst.ensure_type(original.body[0], cst.Assign).value
        name, display = cst.ensure_type(small.targets[0].target, cst.Name).value, small.value
        assert isinstance(display, (cst.List, cst.Tuple, cst.Dict))
        assert isinstance(before, (cst.List, cst.Tuple, cst.Dict))
        one = "step" if name == "steps" else name.lower()
        lines: list[cst.BaseStatement] = []
        elements: list[cst.CSTNode] = []
        for number, (old, element) in enumerate(zip(before.elements, display.elements, strict=True), 1):
            if not self._is_made(old.value):
                elements.append(element)
                continue
            said = label(old.key) if isinstance(old, cst.DictElement) else label_of(old.value)
            variable = self.free(_variable(one, said, number))
            lines.append(write.assign(variable, write.on_one_line(element.value)))
            elements.append(element.with_changes(value=cst.Name(variable)))
        last = updated.with_changes(
            body=[small.with_changes(value=display.with_changes(elements=elements))], leading_lines=[]
        )
        lines[0] = lines[0].with_changes(leading_lines=updated.leading_lines)
        self.before |= dict.fromkeys((*lines, last), original)
        return cst.FlattenSentinel([*lines, last])

    def _apart(self, original: cst.SimpleStatementLine, updated: cst.SimpleStatementLine) -> Lines:
        """``step = PythonScriptStep(…)`` and ``steps.append(step)``."""
        call = cst.ensure_type(cst.ensure_type(updated.body[0], cst.Expr).value, cst.Call)
        name = cst.ensure_type(cst.ensure_type(call.func, cst.Attribute).value, cst.Name).value
        made = call.args[0].value
        said = label_of(made)
        variable = self.free(_variable("step" if name == "steps" else name.lower(), said, 1))
        line = write.assign(variable, write.on_one_line(made)).with_changes(leading_lines=updated.leading_lines)
        last = updated.with_changes(body=write.append(name, cst.Name(variable)).body, leading_lines=[])
        self.before |= {line: original, last: original}
        return cst.FlattenSentinel([line, last])


def _variable(name: str, said: str, number: int) -> str:
    """What to call an element of a list: ``scores_north``, ``check_1`` rather than ``checks_check_1``."""
    own = bool(said) and said.startswith(name.removesuffix("s")) and said.isidentifier()
    return said if own else f"{name}_{said or number}"


def _calls(node: cst.CSTNode) -> bool:
    return any(isinstance(one, cst.Call) for one in walk(node))


def _unpacks(node: cst.Assign) -> bool:
    return any(isinstance(one.target, (cst.Tuple, cst.List)) for one in node.targets)


__all__ = ["Resolver"]
