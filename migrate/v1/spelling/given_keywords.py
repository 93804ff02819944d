"""Keywords that a function gives: ``PythonScriptStep("train.py", **self.settings())``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

import libcst as cst

from migrate.v1.nodes import locals_of, names_read, walk
from migrate.v1.spelling.bodies import expression
from migrate.v1.spelling.keywords import Common, dictionary, spelled
from migrate.v1.spelling.survey import FUNCTIONS, Survey
from migrate.v1.spelling.writer import Short, SurveyWriter

_LATE = (cst.Lambda, cst.Await, cst.Yield, cst.NamedExpr)


class GivenKeywords(SurveyWriter):
    """Writes out what a function returns that does nothing but return a dictionary.

    Args:
        is_taken: whether another document takes a name of this one.
    """

    def __init__(
        self,
        survey: Survey,
        places: Mapping[cst.CSTNode, Short],
        but: Set[Short],
        is_taken: Callable[[str], bool],
    ) -> None:
        super().__init__(survey, places, but)
        self._is_taken = is_taken
        self._given: dict[cst.Call, Common] = {}
        by_function: dict[cst.FunctionDef, int] = {}
        for call in survey.of(cst.Call):
            spread = [one.value for one in call.args if one.star == "**"]
            found = self._common(call, spread[0]) if len(spread) == 1 and survey.is_maker(call) else None
            if found is not None and places[call] not in but and spelled(call, call, found[1]) is not None:
                self._given[call] = found[1]
                by_function[found[0]] = by_function.get(found[0], 0) + 1
        self._gone = {one for one, times in by_function.items() if self._is_needed_only_here(one, times)}
        self.is_idle = not self._given

    def _common(self, call: cst.Call, value: cst.BaseExpression) -> tuple[cst.FunctionDef, Common] | None:
        function = self._function(value) if isinstance(value, cst.Call) and not value.args else None
        returned = expression(function) if function is not None else None
        entries = dictionary(returned, {}) if returned is not None else None
        if function is None or not entries or not all(name.isidentifier() for name in entries):
            return None
        if any(isinstance(node, _LATE) for one in entries.values() for node in walk(one)):
            return None
        own = {one.name.value for one in function.params.params}
        read = {name.value for one in entries.values() for name in names_read(one)} - own
        around = self.survey.scopes[call]
        while around is not None:
            if isinstance(around, FUNCTIONS) and not read.isdisjoint(locals_of(around)):
                return None
            around = self.survey.scopes[around]
        return function, Common("", call, value, entries, calls=[call])

    def _function(self, call: cst.Call) -> cst.FunctionDef | None:
        """The function that surely is called."""
        if isinstance(call.func, cst.Name):
            found = self.survey.functions.get(call.func.value)
            return found if self._is_plain(found, 0) else None
        scope = self.survey.scopes[call]
        if not isinstance(call.func, cst.Attribute) or not isinstance(scope, cst.FunctionDef):
            return None
        owner, name = self.survey.methods.get(scope), call.func.attr.value
        known = [one for one, cls in self.survey.methods.items() if cls is owner and one.name.value == name]
        if owner is None or len(known) != 1 or not self._is_plain(known[0], 1) or scope.decorators:
            return None
        own = [*(one.name.value for one in scope.params.params[:1]), known[0].params.params[0].name.value]
        same = isinstance(call.func.value, cst.Name) and own == [call.func.value.value] * 2
        changed = name in self.survey.changed or self._is_taken(f"{owner.name.value}.{name}")
        return known[0] if same and not changed else None

    def _is_plain(self, function: cst.FunctionDef | None, takes: int) -> bool:
        """Whether it is the only one of its name, and takes nothing else."""
        if function is None or function.decorators or function.asynchronous is not None:
            return False
        params = function.params
        more = (*params.posonly_params, *params.kwonly_params, *([params.star_kwarg] if params.star_kwarg else []))
        alone = self.survey.bound[function.name.value] == 1 and function.name.value not in self.survey.declared
        return alone and len(params.params) == takes and not more and not isinstance(params.star_arg, cst.Param)

    def _is_needed_only_here(self, function: cst.FunctionDef, times: int) -> bool:
        """Whether nothing else mentions it."""
        name = function.name.value
        owner = self.survey.methods.get(function)
        asked = sum(one.attr.value == name for one in self.survey.of(cst.Attribute))
        texts = any(name in one.value for one in self.survey.of(cst.SimpleString))
        if owner is not None:
            return asked == times and not texts
        reads = [one for one in self.survey.reads(name) if one is not function.name]
        return len(reads) == times and not asked and not texts and not self._is_taken(name)

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        common = self._given.get(original_node)
        written = spelled(original_node, updated_node, common) if common is not None else None
        if common is None or written is None:
            return updated_node
        own = set(updated_node.args)
        by_name = {one.keyword.value: one.value for one in written.args if one.keyword and one not in own}
        self.before |= {by_name[name]: value for name, value in common.keywords.items() if name in by_name}
        self.before[written] = original_node
        self.written = True
        place = self.places[original_node]
        self.made.setdefault(place, set()).add(place)
        return written

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.RemovalSentinel:
        return cst.RemoveFromParent() if original_node in self._gone else updated_node
