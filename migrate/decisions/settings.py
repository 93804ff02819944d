"""What the environments and run configurations of a file become, worked out once for all rules that ask.

A v1 run configuration is spread: its environment becomes an ``Environment``, its variables a dictionary, its target
the compute. Each is written where the last statement that changed it stood; the statements before it go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import libcst as cst

from migrate.decisions.conda import is_sdk_package
from migrate.decisions.context import Context, sees
from migrate.decisions.environments import describe, lookup
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Edit, Manual
from migrate.decisions.variables import variables_expr
from migrate.v1.conda import DEFAULT_PIP, Conda, Package
from migrate.v1.environments import ENVIRONMENT, ENVIRONMENT_CLASSES, VARIABLES, EnvironmentModel, fold_environment
from migrate.v1.folding import BASE_IMAGE, WITHOUT_EFFECT, aside, events, mutations
from migrate.v1.notebook_step import NOTEBOOK_STEP
from migrate.v1.parallel_step import PARALLEL_RUN_STEP
from migrate.v1.problems import Problem
from migrate.v1.run_configurations import RUN_CONFIGURATION, RunModel
from migrate.v1.steps import StepModel
from migrate.v1.values import Obj, SetEvent, Where, constant
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import Code, Expr, User
from migrate.v2.names import snake
from migrate.v2.statements import Assign, Statement

_WITHOUT_EFFECT = WITHOUT_EFFECT | {"user_managed_dependencies"}
"""Settings of v1 that v2 has nothing for."""


@dataclass(frozen=True)
class EnvironmentPlan:
    """``expr`` is how a component names the environment; ``described`` what it is."""

    expr: Expr
    described: EnvironmentSpec
    edits: tuple[Edit, ...] = ()
    aside: tuple[Edit, ...] = ()
    """What stays where it stood, in branches."""
    entity: Expr | None = None
    """What stands for the call when the code needs the registered environment itself, not only its name."""


@dataclass(frozen=True)
class DefaultEnvironment(EnvironmentPlan):
    """What v1 gives a step that was given no environment, under a variable of its own."""

    expr: Code


@dataclass(frozen=True)
class RunPlan:
    """What a run configuration becomes for the steps that use it."""

    model: RunModel
    environment: EnvironmentPlan
    variables: Expr | None = None
    variables_value: Expr | None = None
    edits: tuple[Edit, ...] = ()


@dataclass
class Settings:
    """The plans of one file."""

    environments: dict[Obj, EnvironmentPlan] = field(default_factory=dict)
    runs: dict[Obj, RunPlan] = field(default_factory=dict)
    problems: dict[Obj, Problem] = field(default_factory=dict)
    conda_users: set[Obj] = field(default_factory=set)
    """The conda dependencies that a planned environment holds."""
    sections: set[Obj] = field(default_factory=set)
    """The registries and build contexts that a planned environment holds."""
    without_sdk: set[Obj | None] = field(default_factory=set)
    """Those among them from which the packages of the v1 SDK are left out."""
    default: DefaultEnvironment | None = None
    """The environment of the steps that were given none."""


def settings(context: Context) -> Settings:
    """The plans of the file at hand."""
    key = ("settings", None)
    if key not in context.plans:
        context.plans[key] = _Planner(context).plan()
    found = context.plans[key]
    assert isinstance(found, Settings)
    return found


class _Planner:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.settings = Settings()

    def plan(self) -> Settings:
        objects = [call.result for call in self.context.interpreter.uses.calls.values()]
        found = sorted(
            {obj for obj in objects if isinstance(obj, Obj) and obj.call is not None},
            key=lambda obj: obj.call.where.order if obj.call else (0, 0, 0),
        )
        for obj in found:
            if obj.symbol in ENVIRONMENT_CLASSES:
                self._environment(obj)
        for obj in found:
            if obj.symbol == RUN_CONFIGURATION:
                self._run(obj)
        return self.settings

    # Environments that stand for themselves

    def _environment(self, obj: Obj) -> None:
        model = fold_environment(obj)
        problems = [*model.problems, *self._unremovable(obj, model)]
        if model.reference is not None and any(event.name not in VARIABLES for event in events(obj)):
            problems.append(Problem(obj.call.node if obj.call else None, "a registered environment is changed here"))
        if problems:
            self.settings.problems[obj] = problems[0]
            return
        try:
            described = self.describe(model)
        except Manual as refusal:
            self.settings.problems[obj] = Problem(obj.call.node if obj.call else None, str(refusal))
            return
        expr: Expr = Code(obj.name) if obj.name else described.expr
        self._note_parts(model)
        places = self._places(obj, model)
        edits: tuple[Edit, ...] = ()
        if obj.call is not None and len(places) > 1:
            edits = self._folded(places, [Assign(obj.name, described.expr)])
        try:
            besides = tuple(_set_aside(event) for event in model.aside)
            late = [event for event in model.aside if event.name == BASE_IMAGE]
            self._check_late(obj, late)
        except Manual as refusal:
            self.settings.problems[obj] = Problem(obj.call.node if obj.call else None, str(refusal))
            return
        entity = lookup(model.reference) if model.reference is not None and self._is_asked(obj) else None
        if late:
            # Only the variable knows the image: no component may repeat what was described.
            entity, described = described.expr, EnvironmentSpec(reference=expr, files=described.files)
        self.settings.environments[obj] = EnvironmentPlan(expr, described, edits, besides, entity)

    def _check_late(self, obj: Obj, late: list[SetEvent]) -> None:
        """Whether an image that is set in a branch is there before the environment is used.

        Raises:
            Manual: it is not, or it is not set on the environment's own variable.
        """
        for event in late:
            if not obj.name or _root(event) not in obj.bound_to.values():
                raise Manual(f"`{event.name}` is set in a branch only, on what is no variable of its own")
            for step in self.context.converted_steps:
                if step.environment is obj and step.call.where.order < event.where.order:
                    raise Manual(f"`{event.name}` is set in a branch after a step was made with the environment")

    def _is_asked(self, obj: Obj) -> bool:
        """Whether the code reads something of the environment, so that a name is not enough."""
        read = (use.receiver for use in self.context.interpreter.uses.attributes.values())
        return bool(obj.calls) or any(receiver is obj for receiver in read)

    def describe(self, model: EnvironmentModel) -> EnvironmentSpec:
        """The v2 environment.

        Raises:
            Manual: what only running the code could tell.
        """
        conda = model.conda
        keeps_sdk = conda is None or conda.obj is None or self._keeps_sdk(model.obj)
        if conda is not None and not keeps_sdk and _names_sdk(conda):
            self.settings.without_sdk.add(conda.obj)
        return describe(model, self.context, keeps_sdk)

    def _keeps_sdk(self, environment: Obj) -> bool:
        """Whether a script that runs in the environment imports azureml, or might."""
        scripts = [step for step in self.context.converted_steps if step.environment is environment]
        return not scripts or any(uses_v1(step, self.context) for step in scripts)

    def _note_parts(self, model: EnvironmentModel) -> None:
        if model.conda is not None and model.conda.obj is not None:
            self.settings.conda_users.add(model.conda.obj)
        self.settings.sections.update(model.sections)

    # Run configurations

    def _run(self, obj: Obj) -> None:
        steps = [step for step in self.context.converted_steps if step.run is not None and step.run.obj is obj]
        if not steps or obj.call is None:
            return
        # What runs a notebook is in the environment that the step asks for.
        model = next((step.run for step in steps if step.obj.symbol == NOTEBOOK_STEP), steps[0].run)
        assert model is not None
        for part in model.objects():
            if self.context.handed_on(part) is not None:
                advice = f"`{part.name}` is handed on to code in another file, which may change it"
                self.settings.problems[obj] = Problem(obj.call.node, advice)
                return
        own = model.environment.obj.owner is obj or _is_attached(model)
        edits: list[Statement] = []
        fetched: tuple[cst.CSTNode, Statement] | None = None
        if model.environment.opaque and not own:
            place = _placed(model)
            if place is None or any(event.name not in VARIABLES for event in events(model.environment.obj)):
                self.settings.problems[obj] = Problem(obj.call.node, "an environment from elsewhere is changed here")
                return
            given: Expr = User(place.expression)
            if not isinstance(place.expression, cst.Name):
                given = Code(self._name(obj, "environment"))
                fetched = (place.where.statement, Assign(given.text, User(place.expression)))
            environment = EnvironmentPlan(given, EnvironmentSpec(reference=given))
        elif own:
            try:
                if any(event.name == BASE_IMAGE for event in model.environment.aside):
                    raise Manual(f"`{BASE_IMAGE}` is set in a branch only")
                described = self.describe(model.environment)
            except Manual as refusal:
                self.settings.problems[obj] = Problem(obj.call.node, str(refusal))
                return
            environment = EnvironmentPlan(described.expr, described)
            if described.reference is None:
                name = self._name(obj, "environment")
                environment = EnvironmentPlan(Code(name), described)
                edits.append(Assign(name, described.expr))
            if model.environment.obj.call is not None:
                self.settings.environments[model.environment.obj] = environment
            self._note_parts(model.environment)
        else:
            planned = self.settings.environments.get(model.environment.obj)
            if planned is None:
                self.settings.problems[obj] = self.settings.problems[model.environment.obj]
                return
            environment = planned
            if planned.described.reference is None and not isinstance(planned.expr, Code):
                # Made where it is given to the run configuration, which several steps may share.
                name = self._name(obj, "environment")
                environment = EnvironmentPlan(Code(name), planned.described)
                edits.append(Assign(name, planned.described.expr))
            place = _placed(model)
            made = model.environment.obj.call
            if place is not None and made is not None and not sees(place.where, made.where):
                # A function makes it: its variable there is out of sight here.
                here: Expr = User(place.expression)
                if not isinstance(place.expression, cst.Name):
                    here = Code(self._name(obj, "environment"))
                    edits.append(Assign(here.text, User(place.expression)))
                environment = EnvironmentPlan(here, EnvironmentSpec(reference=here))
        try:
            value = variables_expr(model, self.context)
        except Manual as refusal:
            self.settings.problems[obj] = Problem(obj.call.node, str(refusal))
            return
        variables: Expr | None = None
        if value is not None:
            variables = Code(self._name(obj, "environment_variables"))
            edits.append(Assign(variables.text, value))
        places = self._places(obj, model.environment if own or model.environment.opaque else None)
        last = places[-1]
        inside = [step for step in steps if step.call.where.statement is last.statement]
        if any(
            last.order > step.call.where.order and sees(step.call.where, obj.call.where)
            for step in steps
            if step not in inside
        ):
            advice = "the run configuration is still changed after a step was made with it"
            self.settings.problems[obj] = Problem(obj.call.node, advice)
            return
        folded = self._folded(places, edits, within=bool(inside))
        if fetched is not None:
            folded = tuple(_with(edit, fetched[1]) if edit.statement is fetched[0] else edit for edit in folded)
        try:
            folded += tuple(_set_aside(event) for event in aside(obj))
        except Manual as refusal:
            self.settings.problems[obj] = Problem(obj.call.node, str(refusal))
            return
        self.settings.runs[obj] = RunPlan(model, environment, variables, value, folded)

    def _name(self, run: Obj, kind: str) -> str:
        """``environment``, or ``gpu_environment`` when the file has several run configurations."""
        base = snake(run.name).replace("run_config", "").replace("runconfig", "").replace("configuration", "")
        base = base.replace("__", "_").strip("_")
        wanted = f"{base}_{kind}" if base.isidentifier() else f"{kind}_{base}".rstrip("_")
        if len(self._runs()) < 2 or not run.name:
            wanted = kind
        return self.context.new_name(wanted)

    def _runs(self) -> set[Obj]:
        return {step.run.obj for step in self.context.converted_steps if step.run is not None}

    # Statements

    def _places(self, obj: Obj, environment: EnvironmentModel | None) -> list[Where]:
        places = mutations(obj)
        if environment is not None:
            besides = [event.where for event in aside(obj)]
            places += [where for where in mutations(environment.obj) if where not in (*places, *besides)]
        if environment is not None and environment.conda is not None and environment.conda.obj is not None:
            conda = environment.conda.obj
            places += [call.where for call in conda.calls.values()]
        return sorted(places, key=lambda where: where.order)

    def _folded(self, places: Iterable[Where], statements: list[Statement], within: bool = False) -> tuple[Edit, ...]:
        """Everything at the last place, nothing at the others.

        Args:
            within: whether the statement at the last place makes something else of it.
        """
        ordered = list(dict.fromkeys(where.statement for where in places))
        last = ordered[-1]
        removed = tuple(Edit(statement, instead=(), keep_comments=self._tells(statement)) for statement in ordered[:-1])
        if within or sole_value(last) is None:
            return (*removed, Edit(last, before=tuple(statements)))
        return (*removed, Edit(last, instead=tuple(statements), keep_comments=True))

    def _tells(self, statement: cst.CSTNode) -> bool:
        """Whether the comment above a folded statement is worth keeping: not when v2 has nothing for the statement."""
        events = (event for _, event in self.context.interpreter.uses.sets.values())
        return all(event.name not in _WITHOUT_EFFECT for event in events if event.where.statement is statement)

    def _unremovable(self, obj: Obj, model: EnvironmentModel) -> list[Problem]:
        if obj.call is None or not events(obj):
            return []
        statement = obj.call.where.statement
        if sole_value(statement) is not obj.call.node or not obj.name:
            return [Problem(obj.call.node, "this environment is changed after it was made inside another expression")]
        return []

    def default_environment(self) -> DefaultEnvironment:
        """What v1 gives a step without run configuration: its default image and conda dependencies."""
        model = EnvironmentModel(Obj(ENVIRONMENT, None), conda=Conda(None, pip=[Package(DEFAULT_PIP)]))
        others = any(step.environment is not None for step in self.context.converted_steps)
        name = "default_environment" if others else "environment"
        return DefaultEnvironment(Code(self.context.new_name(name)), self.describe(model))


def default_environment(context: Context) -> DefaultEnvironment:
    """The environment of the steps that were given none; the same for all of them."""
    found = settings(context)
    if found.default is None:
        found.default = _Planner(context).default_environment()
    return found.default


def _with(edit: Edit, statement: Statement) -> Edit:
    """The edit with one more statement, at its beginning."""
    if edit.instead is None:
        return replace(edit, before=(statement, *edit.before))
    return replace(edit, instead=(statement, *edit.instead), keep_comments=True)


def _set_aside(event: SetEvent) -> Edit:
    """What becomes of a setting in a branch.

    Raises:
        Manual: it shares its statement with something else.
    """
    if sole_value(event.where.statement) is not event.expression:
        raise Manual(f"`{event.name}` is set together with something else")
    if event.name in WITHOUT_EFFECT:
        return Edit(event.where.statement, instead=())
    variable = _root(event)
    if variable is None:
        raise Manual(f"`{event.name}` is set in a branch only, on what is no variable")
    return Edit(event.where.statement, instead=(Assign(f"{variable}.image", User(event.expression)),))


def _root(event: SetEvent) -> str | None:
    """The variable in front of what is set."""
    variable: cst.BaseExpression = event.node
    while isinstance(variable, cst.Attribute):
        variable = variable.value
    return variable.value if isinstance(variable, cst.Name) else None


def _placed(model: RunModel) -> SetEvent | None:
    """Where the run configuration was given its environment."""
    found = [event for event in model.obj.sets.values() if event.name == "environment"]
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


def _names_sdk(conda: Conda) -> bool:
    return any(one.text is not None and is_sdk_package(one.text) for one in conda.pip)


def uses_v1(step: StepModel, context: Context) -> bool:
    """Whether the step's script mentions azureml; also when the script cannot be found.

    What drives the script of a parallel job imports packages of v1 by itself (azureml-examples: jobs/parallel).
    """
    if step.obj.symbol == PARALLEL_RUN_STEP:
        return True
    folder, script = step.argument("source_directory"), step.argument("script_name")
    name = constant(script.value) if script else None
    base = constant(folder.value) if folder else "."
    if not isinstance(name, str):
        return True
    path = context.find_script(base if isinstance(base, str) else None, name)
    data = context.data_of(path) if path is not None else None
    return data is None or b"azureml" in data
