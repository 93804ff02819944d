"""Steps that a lambda makes or picks, in a comprehension: ``map(lambda name: PythonScriptStep(name), names)``."""

from __future__ import annotations

from collections.abc import Mapping, Set

import libcst as cst

from migrate.v1.nodes import walk
from migrate.v1.spelling.origins import Origins
from migrate.v1.spelling.survey import Survey
from migrate.v1.spelling.writer import Short, SurveyWriter


class Mapped(SurveyWriter):
    """Writes ``map`` and ``filter`` as what they are short for."""

    def __init__(self, survey: Survey, places: Mapping[cst.CSTNode, Short], but: Set[Short]) -> None:
        super().__init__(survey, places, but)
        self.unasked = True
        found = [one for one in survey.of(cst.Call) if places.get(one) not in but and self._taken(one) is not None]
        origins = Origins(survey) if found else None
        self.mapped = {one: calls for one in found if origins is not None and (calls := origins.of(one))}
        self.is_idle = not self.mapped

    def _taken(self, node: cst.Call) -> cst.Param | None:
        """What the function is given of each element."""
        name = node.func.value if isinstance(node.func, cst.Name) else ""
        if name not in ("map", "filter") or self.survey.bound[name] or len(node.args) != 2:
            return None
        function, elements = node.args
        if not isinstance(function.value, cst.Lambda) or elements.star or elements.keyword is not None:
            return None
        given = [one for one in walk(function.value.params) if isinstance(one, cst.Param)]
        return given[0] if len(given) == 1 and given[0].default is None and not given[0].star else None

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        taken = self._taken(updated_node) if original_node in self.mapped else None
        if taken is None:
            return updated_node
        self.written = True
        makers = self.mapped[original_node]
        self.made.setdefault(self.places[original_node], set()).update(self.places[one] for one in makers)
        function, elements = updated_node.args
        body = cst.ensure_type(function.value, cst.Lambda).body
        name = cst.Name(taken.name.value)
        if cst.ensure_type(updated_node.func, cst.Name).value == "map":
            return cst.GeneratorExp(body, cst.CompFor(name, elements.value))
        return cst.GeneratorExp(cst.Name(name.value), cst.CompFor(name, elements.value, [cst.CompIf(body)]))


__all__ = ["Mapped"]
