"""The environments of a file that stand for themselves."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.conda import is_sdk_package
from migrate.decisions.context import Context
from migrate.decisions.environments import describe, lookup
from migrate.decisions.places import named
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Edit, Manual
from migrate.decisions.settings.callers import check_given
from migrate.decisions.settings.folded import folded, places, set_aside
from migrate.decisions.settings.late import check_late, late_edits
from migrate.decisions.settings.later import environment_edits
from migrate.decisions.settings.needed import needed_at
from migrate.decisions.settings.plans import DefaultEnvironment, EnvironmentPlan, Settings
from migrate.decisions.tries import may_fail
from migrate.v1.conda import DEFAULT_PIP, Conda, Package
from migrate.v1.configurations import SCRIPT_RUN_CONFIG
from migrate.v1.environments import ENVIRONMENT, IGNORED, OF_CONTAINERS, EnvironmentModel, fold_environment
from migrate.v1.folding import BASE_IMAGE, LATE, VARIABLES, conda_mutations, events
from migrate.v1.parallel_step import PARALLEL_RUN_STEP
from migrate.v1.problems import Problem
from migrate.v1.run_configurations import RUN_CONFIGURATION
from migrate.v1.steps import StepModel
from migrate.v1.values import Const, Obj, SetEvent, constant, objects
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import Code, Expr
from migrate.v2.statements import Assign

_OF_REGISTERED = IGNORED.union(VARIABLES, (BASE_IMAGE, "base_dockerfile", "build_context", "interpreter_path"))
_OF_REGISTERED |= {"user_managed_dependencies", "conda_dependencies", "conda_dependencies_file", *OF_CONTAINERS}
"""What may be changed of a registered environment."""


class EnvironmentPlanner:
    """Notes in ``settings`` what each environment becomes."""

    def __init__(self, context: Context, settings: Settings) -> None:
        self.context = context
        self.settings = settings
        self._models: dict[Obj, EnvironmentModel] = {}

    def environment(self, obj: Obj) -> None:
        model = fold_environment(obj)
        problems = [*model.problems, *self._unremovable(obj, model)]
        in_branch = any(event.name in LATE for event in model.aside)
        changed = in_branch or any(one.name not in _OF_REGISTERED for one in events(obj)) or _has_dockerfile(obj, model)
        if model.is_asked_for and (changed or (model.run is not None and (events(obj) or _installs_more(obj)))):
            known = "a registered environment" if model.run is None else "the environment of a run"
            problems.append(Problem(obj.call.node if obj.call else None, f"{known} is changed here"))
        if problems:
            self.settings.problems[obj] = problems[0]
            return
        try:
            described = self.described(model)
        except Manual as refusal:
            self.settings.problems[obj] = Problem(obj.call.node if obj.call else None, str(refusal))
            return
        expr: Expr = Code(obj.name) if obj.name else described.expr
        self.note_parts(model)
        found = places(obj, model)
        edits: tuple[Edit, ...] = ()
        try:
            at = needed_at(obj, found, described.expr, self.context)
            if obj.call is not None and len(found) > 1:
                edits = folded(found, [Assign(obj.name, described.expr)], self.context, at=at)
            late = [event for event in model.aside if event.name in LATE]
            check_late(obj, late, self.context)
            if any(event.name in VARIABLES for event in model.aside) and not self._is_run_in(obj):
                raise Manual("its environment variables are set in a branch, where no run configuration has them")
            besides = tuple(set_aside(event) for event in model.aside if event not in late + model.variables)
            besides += tuple(late_edits(late, self.context))
            steps = [step for step in self.context.scripts if runs_in(step, obj)]
            besides += tuple(environment_edits(model, steps, described, self.context))
            if described.before and obj.call is not None:
                assigned = tuple(Assign(name, value) for name, value in described.before)
                besides += (Edit(obj.call.where.statement, before=assigned),)
        except Manual as refusal:
            self.settings.problems[obj] = Problem(obj.call.node if obj.call else None, str(refusal))
            return
        found_by_name = model.reference is not None and described.reference is not None
        entity = lookup(model.reference) if model.reference and found_by_name and self._is_needed(obj) else None
        if late:
            # Only the variable knows what it is: no component may repeat what was described.
            entity, described = described.expr, EnvironmentSpec(reference=expr, files=described.files)
        self.settings.environments[obj] = EnvironmentPlan(expr, described, edits, besides, entity, at is not None)

    def _is_run_in(self, environment: Obj) -> bool:
        """Whether a run configuration has the environment, and so its variables."""
        runs = (step.run for step in self.context.scripts)
        return any(run is not None and run.environment.obj is environment for run in runs)

    def keep_together(self) -> None:
        """What is set on a variable that holds one of several environments needs all of them in v2."""
        planned = self.settings.environments
        while True:
            alone = {
                obj: event
                for obj in planned
                for event in events(obj)
                if event.shared and any(one not in planned for one in self._holders(event))
            }
            if not alone:
                return
            for obj, event in alone.items():
                del planned[obj]
                message = f"`{event.name}` is set on what may also be an environment that stays v1"
                self.settings.problems[obj] = Problem(event.node, message)

    def _holders(self, event: SetEvent) -> Iterator[Obj]:
        """The environments or run configurations of any of which it may be set."""
        node = event.node.value
        if isinstance(event.node, cst.Subscript) and isinstance(node, cst.Attribute):
            node = node.value
        for obj in objects(self.context.value(node)):
            while obj.owner is not None and obj.call is None:
                obj = obj.owner
            yield obj

    def _is_needed(self, obj: Obj) -> bool:
        """Whether the code reads something of the environment, or its absence, so that a name is not enough."""
        if obj.call is not None and may_fail(obj.call.where, self.context):
            return True
        read = (use.receiver for use in self.context.interpreter.uses.attributes.values())
        asked = bool(obj.calls) or any(receiver is obj for receiver in read)
        return asked or self.context.handed_on(obj) is not None

    def describe(self, model: EnvironmentModel) -> EnvironmentSpec:
        """The v2 environment.

        Raises:
            Manual: what only running the code could tell.
        """
        described = self.described(model)
        if described.before:
            raise Manual("give the environment a variable of its own")
        return described

    def described(self, model: EnvironmentModel) -> EnvironmentSpec:
        """The v2 environment, which may need variables before it."""
        conda = model.conda
        keeps_sdk = conda is None or conda.obj is None or self._keeps_sdk(model.obj)
        if conda is not None and not keeps_sdk and _names_sdk(conda):
            self.settings.without_sdk.add(conda.obj)
        for one in conda.given if conda is not None else ():
            check_given(one, model.obj, self.context)
        return describe(model, self.context, keeps_sdk)

    def _keeps_sdk(self, environment: Obj) -> bool:
        """Whether a script that runs in the environment imports azureml, or might."""
        scripts = [step for step in self.context.scripts if runs_in(step, environment)]
        return not scripts or any(uses_v1(step, self.context) for step in scripts)

    def note_parts(self, model: EnvironmentModel) -> None:
        self._models[model.obj] = model

    def finish(self) -> None:
        """Note the parts of those that are converted, now that it is known which these are.

        Those stay v1 that are set on run configurations alone, or given to ScriptRunConfigs alone, and these stay v1.
        """
        jobs = {job.obj for job in self.context.script_jobs}
        events = [one for one in self.context.interpreter.uses.sets.values() if one[0].owner not in jobs]
        settled = jobs | {part for step in self.context.scripts for part in step.parts}
        for obj in list(self.settings.environments):
            if obj.call is None or any(step.environment is obj for step in self.context.scripts):
                continue
            holders = {one for one, event in events if obj in objects(event.value) and one.symbol == RUN_CONFIGURATION}
            given = set() if obj.calls else self._given_to(obj)
            if (holders or given) and holders.isdisjoint(self.settings.runs) and given.isdisjoint(settled):
                del self.settings.environments[obj]
                kind = "run configuration" if holders else "ScriptRunConfig"
                advice = f"the {kind} that holds this environment could not be converted"
                self.settings.problems[obj] = Problem(obj.call.node, advice)
        used = {run.model.environment.obj for run in self.settings.runs.values()}
        for obj, model in self._models.items():
            if obj in used or obj in self.settings.environments:
                self.settings.sections.update(model.sections)
                if model.conda is not None and model.conda.obj is not None:
                    self.settings.conda_users.add(model.conda.obj)
                self.settings.conda_dictionaries.update(model.conda.given if model.conda is not None else ())

    def _given_to(self, environment: Obj) -> set[Obj]:
        """The ScriptRunConfigs that are made with it."""
        calls = self.context.interpreter.uses.calls.values()
        made = (call for call in calls if call.symbol == SCRIPT_RUN_CONFIG)
        return {
            call.result
            for call in made
            if isinstance(call.result, Obj) and environment in objects(call.value("environment"))
        }

    def _unremovable(self, obj: Obj, model: EnvironmentModel) -> list[Problem]:
        if obj.call is None or len(events(obj)) == len(model.later):
            return []
        statement = obj.call.where.statement
        if sole_value(statement) is not obj.call.node or not obj.name:
            return [Problem(obj.call.node, "this environment is changed after it was made inside another expression")]
        return []

    def default_environment(self, packages: tuple[str, ...]) -> DefaultEnvironment:
        """What v1 gives a step without run configuration: its default image and conda dependencies."""
        pip = [Package(name) for name in (DEFAULT_PIP, *packages)]
        model = EnvironmentModel(Obj(ENVIRONMENT, None), conda=Conda(None, pip=pip))
        others = any(step.environment is not None for step in self.context.scripts)
        name = "notebook_environment" if packages else "default_environment" if others else "environment"
        return DefaultEnvironment(Code(self.context.new_name(name)), self.describe(model))


def _has_dockerfile(environment: Obj, model: EnvironmentModel) -> bool:
    """Whether it seems to be registered with a Dockerfile, since no image is said instead of none."""
    said = (model.image, model.dockerfile, model.build_context)
    unsaid = any(event.name == BASE_IMAGE and event.value == Const(None) for event in events(environment))
    return unsaid and all(one is None for one in said)


def _installs_more(environment: Obj) -> bool:
    """Whether packages are added to what the environment has, or taken away."""
    python = environment.parts.get("python")
    conda = python.parts.get("conda_dependencies") if python is not None else None
    return conda is not None and bool(conda_mutations(conda))


def _names_sdk(conda: Conda) -> bool:
    return any(one.text is not None and is_sdk_package(one.text) for one in conda.pip)


def runs_in(step: StepModel, environment: Obj) -> bool:
    """Whether the step runs in an environment, or may, when callers of a function give it to its run configuration."""
    return step.environment is environment or (step.run is not None and environment in step.run.given_later())


def uses_v1(step: StepModel, context: Context) -> bool:
    """Whether the step's script mentions azureml; also when the script cannot be found.

    What drives the script of a parallel job imports packages of v1 by itself (azureml-examples: jobs/parallel).
    """
    if step.obj.symbol == PARALLEL_RUN_STEP:
        return True
    data = script_data(step, context)
    return data is None or b"azureml" in data


def script_data(step: StepModel, context: Context) -> bytes | None:
    """The step's script; None when it cannot be found."""
    folder, script = step.argument("source_directory"), step.argument("script_name")
    name = constant(script.value) if script else None
    base = named(folder.value, context) if folder else "."
    path = context.find_script(base, name) if isinstance(name, str) else None
    return context.data_of(path) if path is not None else None
