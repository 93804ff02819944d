"""What the variables of a document may hold of all that has no object of its own in v2."""

from __future__ import annotations

from typing import Final

import libcst as cst

from migrate.v1.data import PIPELINE_PARAMETER
from migrate.v1.nodes import bound_names, names_read, walk
from migrate.v1.pipelines import PIPELINE, STEP_SEQUENCE
from migrate.v1.run_configurations import RUN_CONFIGURATION
from migrate.v1.spelling.survey import Survey

_ENDING: Final = frozenset({PIPELINE, PIPELINE_PARAMETER, STEP_SEQUENCE, RUN_CONFIGURATION})
"""What has none, besides steps and their data."""


class Origins:
    """The calls that make steps, their data and their configurations, by the variables that may hold these."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._found: dict[str, list[cst.Call]] = {}
        bindings = [(one.target, one.iter) for one in survey.of(cst.For)]
        bindings += [(target.target, one.value) for one in survey.of(cst.Assign) for target in one.targets]
        again = True
        while again:
            again = False
            for target, value in bindings:
                calls = [one for one in self.of(value) if not survey.is_pipeline(one)]
                for name in bound_names(target) if calls else ():
                    again = again or name not in self._found
                    self._found.setdefault(name, calls)

    def of(self, node: cst.CSTNode) -> list[cst.Call]:
        """The calls that make what a statement or an expression makes or names."""
        calls = [one for one in walk(node) if isinstance(one, cst.Call)]
        own = [maker for one in calls for maker in ([one] if self._ends(one) else self._survey.makers(one))]
        return [*own, *(call for name in names_read(node) for call in self._found.get(name.value, ()))]

    def _ends(self, node: cst.Call) -> bool:
        return isinstance(node.func, cst.Name) and self._survey.imported.get(node.func.value) in _ENDING


__all__ = ["Origins"]
