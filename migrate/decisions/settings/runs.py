"""The run configurations of a file, with the environments that they hold."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.mentioned import is_uncalled
from migrate.decisions.misplaced import sees
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Edit, Manual
from migrate.decisions.settings.chosen import chosen_environment
from migrate.decisions.settings.environments import EnvironmentPlanner
from migrate.decisions.settings.escaping import MORE, escaping, has_compute, takes_all
from migrate.decisions.settings.folded import folded, places, set_aside, with_first
from migrate.decisions.settings.later import given_by_callers, later_edits
from migrate.decisions.settings.plans import EnvironmentPlan, RunPlan, Settings
from migrate.decisions.variables import variable_edits, variables_expr
from migrate.v1.environments import IGNORED, OF_CONTAINERS, OF_RUN
from migrate.v1.folding import LATE, TARGET, VARIABLES, WITHOUT_EFFECT, aside, events
from migrate.v1.notebook_step import NOTEBOOK_STEP
from migrate.v1.problems import Problem, origin
from migrate.v1.run_configurations import RunModel
from migrate.v1.steps import StepModel
from migrate.v1.values import Call, Obj, SetEvent, Unknown, objects
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import Code, Expr, Literal, User, dict_of
from migrate.v2.names import snake
from migrate.v2.statements import Assign, Statement


class _Same(Manual):
    """What keeps the environment of a run configuration in v1 keeps the run configuration there, too."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class RunPlanner:
    """Notes in ``settings`` what each run configuration becomes."""

    def __init__(self, context: Context, settings: Settings, environments: EnvironmentPlanner) -> None:
        self.context = context
        self.settings = settings
        self.environments = environments

    def run(self, obj: Obj) -> None:
        """Plan one run configuration, or note why that cannot be."""
        steps = [step for step in self.context.scripts if step.run is not None and step.run.obj is obj]
        if not steps:
            return
        try:
            if obj.call is None:
                self.settings.runs[obj] = self._from_outside(obj, steps)
                return
            self.settings.runs[obj] = self._plan(obj, obj.call, steps)
        except _Same as found:
            self.settings.problems[obj] = found.problem
        except Manual as refusal:
            self.settings.problems[obj] = Problem(obj.call.node if obj.call is not None else None, str(refusal))

    def _from_outside(self, obj: Obj, steps: Sequence[StepModel]) -> RunPlan:
        """One that a function is given which nothing in the project calls: callers give the dictionary in v2.

        Raises:
            Manual: the project has callers, or changes what they give.
        """
        (model, *_) = (step.run for step in steps if step.run is not None)
        argument = steps[0].argument("runconfig")
        if model.parameter is None or not is_uncalled(steps[0].call.where.function, self.context):
            raise Manual(f"where this run configuration comes from is not known{origin(argument)}")
        if obj.sets or obj.parts or not all(takes_all(step) for step in steps):
            raise Manual(MORE)
        given = User(model.parameter)
        environment = EnvironmentPlan(given, EnvironmentSpec(reference=given))
        return RunPlan(model, environment, is_dictionary=True, names_compute=True)

    def _plan(self, obj: Obj, made: Call, steps: list[StepModel]) -> RunPlan:
        # What runs a notebook is in the environment that the step asks for.
        model = next((step.run for step in steps if step.obj.symbol == NOTEBOOK_STEP), steps[0].run)
        assert model is not None
        for part in model.objects():
            if self.context.handed_on(part) is not None:
                raise Manual(f"`{part.name}` is handed on to code in another file, which may change it")
        moot = [event for event in aside(obj) if event.name in (*WITHOUT_EFFECT, TARGET)]
        if any(event.name == TARGET for event in moot) and not all(map(has_compute, steps)):
            raise Manual("`target` is set in a branch only")
        own = not model.environment.opaque and (model.environment.obj.owner is obj or _is_attached(model))
        statements: list[Statement] = []
        fetched: tuple[cst.CSTNode, Statement] | None = None
        chosen: tuple[Edit, ...] = ()
        given = given_by_callers(model, self.context)
        if given:
            environment = EnvironmentPlan(Literal(None), EnvironmentSpec())  # All callers give it one.
        elif model.chosen:
            environment, chosen = chosen_environment(model, self.environments, self.context)
        elif model.environment.opaque and not own:
            environment, fetched = self._given(obj, model)
        elif own:
            environment = self._own(obj, model, statements)
        else:
            environment = self._shared(obj, model, statements)
        said = variable_edits(model, steps, self.context, lambda: self._name(obj, "environment_variables"))
        value = variables_expr(model, self.context) if said is None else None
        variables: Expr | None = said[0] if said is not None else None
        if value is not None:
            variables = Code(self._name(obj, "environment_variables"))
            statements.append(Assign(variables.text, value))
        hidden = [step for step in steps if not sees(step.call.where, made.where)]
        keywords = escaping(model, hidden, variables, self.context) if hidden else {}
        later = later_edits(model, steps, environment.described, self.context)
        inline: Expr | None = None
        if keywords or later:
            if said is not None or len(hidden) != len(steps) or not obj.name:
                raise Manual(MORE)
            inline = dict_of({**({} if given else {"environment": environment.expr}), **keywords})
            if sole_value(made.where.statement) is made.node:
                statements.append(Assign(obj.name, inline))
                inline = None
        changes = places(obj, model.environment if own or model.environment.opaque else None)
        last = changes[-1]
        if any(change.function is not made.where.function for change in changes):
            raise Manual("its environment is changed in another function than the run configuration is made in")
        inside = [step for step in steps if step.call.where.statement is last.statement]
        others = [step for step in steps if step not in inside]
        if any(last.order > step.call.where.order and sees(step.call.where, made.where) for step in others):
            raise Manual("the run configuration is still changed after a step was made with it")
        edits = folded(changes, statements, self.context, within=bool(inside))
        if fetched is not None:
            edits = tuple(with_first(edit, fetched[1]) if edit.statement is fetched[0] else edit for edit in edits)
        edits += tuple(map(set_aside, moot)) + chosen
        edits += (*(said[1] if said is not None else ()), *later)
        is_dictionary, names_compute = bool(keywords or later), "compute" in keywords
        return RunPlan(model, environment, variables, value, edits, is_dictionary, names_compute, inline)

    def _given(self, obj: Obj, model: RunModel) -> tuple[EnvironmentPlan, tuple[cst.CSTNode, Statement] | None]:
        """An environment from elsewhere; with the statement that keeps it, and where it stands."""
        place = _placed(model)
        changed = {event.name for event in events(model.environment.obj)}
        if place is None or not changed <= IGNORED.union(VARIABLES, OF_CONTAINERS):
            raise Manual("an environment from elsewhere is changed here")
        if _is_asked_of_a_run(place.expression, self.context):
            raise Manual("which run has its environment is not known")
        given: Expr = User(place.expression)
        fetched: tuple[cst.CSTNode, Statement] | None = None
        if not isinstance(place.expression, cst.Name):
            given = Code(self._name(obj, "environment"))
            fetched = (place.where.statement, Assign(given.text, User(place.expression)))
        return EnvironmentPlan(given, EnvironmentSpec(reference=given)), fetched

    def _own(self, obj: Obj, model: RunModel, statements: list[Statement]) -> EnvironmentPlan:
        """The environment that only the run configuration has."""
        if model.is_spark and not model.environment.is_described:
            return EnvironmentPlan(Literal(None), EnvironmentSpec())  # The pool has its own.
        late = next((event.name for event in model.environment.aside if event.name in LATE), None)
        if late is not None:
            raise Manual(f"`{late}` is set in a branch only")
        described = self.environments.described(model.environment)
        statements += [Assign(variable, value) for variable, value in described.before]
        environment = EnvironmentPlan(described.expr, described)
        if described.reference is None:
            name = self._name(obj, "environment")
            environment = EnvironmentPlan(Code(name), described)
            statements.append(Assign(name, described.expr))
        if model.environment.obj.call is not None:
            self.settings.environments[model.environment.obj] = environment
        self.environments.note_parts(model.environment)
        return environment

    def _shared(self, obj: Obj, model: RunModel, statements: list[Statement]) -> EnvironmentPlan:
        """The environment that has a variable of its own."""
        place = _placed(model)
        several = objects(place.value) if place is not None else ()
        for one in (model.environment.obj, *several):
            if one not in self.settings.environments and one in self.settings.problems:
                raise _Same(self.settings.problems[one])
        environment = planned = self.settings.environments[model.environment.obj]
        if place is not None and len(several) > 1:
            # Only the variable knows which one it is.
            environment = planned = EnvironmentPlan(
                User(place.expression), EnvironmentSpec(reference=User(place.expression))
            )
        if planned.described.reference is None and not isinstance(planned.expr, Code):
            # Made where it is given to the run configuration, which several steps may share.
            name = self._name(obj, "environment")
            environment = EnvironmentPlan(Code(name), planned.described)
            statements.append(Assign(name, planned.described.expr))
        made = model.environment.obj.call
        if place is not None and made is not None and not sees(place.where, made.where):
            # A function makes it: its variable there is out of sight here.
            here: Expr = User(place.expression)
            if not isinstance(place.expression, cst.Name):
                here = Code(self._name(obj, "environment"))
                statements.append(Assign(here.text, User(place.expression)))
            environment = EnvironmentPlan(here, EnvironmentSpec(reference=here))
        return environment

    def _name(self, run: Obj, kind: str) -> str:
        """``environment``, or ``gpu_environment`` when the file has several run configurations."""
        base = snake(run.name).replace("run_config", "").replace("runconfig", "").replace("configuration", "")
        base = base.replace("__", "_").strip("_")
        wanted = f"{base}_{kind}" if base.isidentifier() else f"{kind}_{base}".rstrip("_")
        if len(self._runs()) < 2 or not run.name:
            wanted = kind
        return self.context.new_name(wanted, run.call.where if run.call is not None else None)

    def _runs(self) -> set[Obj]:
        return {step.run.obj for step in self.context.scripts if step.run is not None}


def _is_asked_of_a_run(node: cst.BaseExpression, context: Context) -> bool:
    """``run.get_environment()`` of something that is not known, which jobs of v2 do not have."""
    if not isinstance(node, cst.Call) or node.args or not isinstance(node.func, cst.Attribute):
        return False
    return node.func.attr.value == OF_RUN and isinstance(context.value(node.func.value), Unknown | None)


def _placed(model: RunModel) -> SetEvent | None:
    """Where the run configuration was given its environment."""
    later = [event for _, event in model.later]
    found = [event for event in model.obj.sets.values() if event.name == "environment" and event not in later]
    return max(found, key=lambda event: event.where.order) if found else None


def _is_attached(model: RunModel) -> bool:
    """``run_config.environment = Environment("x")``, changed through the run configuration alone."""
    environment = model.environment.obj
    changed = bool(events(environment) or environment.parts)
    return (
        changed
        and not environment.name
        and any(
            event.expression is (environment.call.node if environment.call else None)
            for event in model.obj.sets.values()
        )
    )
