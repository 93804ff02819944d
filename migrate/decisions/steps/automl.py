"""``AutoMLStep``: a node that no component makes, ``automl.classification(…)``, with methods called on it."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.decisions.automl import automl_plan
from migrate.decisions.compute import compute_of, same_compute
from migrate.decisions.naming import base_name
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Manual, changed
from migrate.decisions.steps.base import MODEL, StepBuilder
from migrate.decisions.steps.metrics import Trained, metrics_node
from migrate.decisions.steps.plan import ComponentPlan
from migrate.v1.automl_step import DATA
from migrate.v1.configurations import Configuration
from migrate.v1.data import port_of
from migrate.v1.pipelines import PipelineModel
from migrate.v1.values import Const, Obj
from migrate.v2 import names
from migrate.v2.components import Port
from migrate.v2.expressions import V2, CallTo, Code, Expr, Literal, call, dict_of
from migrate.v2.statements import Assign, DefineClass

BEST_MODEL = "best_model"
"""The name that the service gives to the output."""


_COLUMN_NAMES = (
    "Names of columns that an AutoML job in a pipeline gets one by one.",
    "azure-ai-ml 1.35.2 sends any list that can be written as a text as one name.",
)


class AutoMLBuilder(StepBuilder):
    """Plans a step that looks for the best model."""

    @property
    def configuration(self) -> Configuration:
        assert self.step.configuration is not None
        return self.step.configuration

    def name_ports(self) -> None:
        self.data: dict[str, Obj] = {}
        for name in DATA:
            argument = self.configuration.argument(name)
            port = port_of(argument.value) if argument is not None else None
            if port is not None:
                self.data[name] = port.source
                self.inputs.setdefault(port.source, name)
        self.outputs = {port.source: BEST_MODEL for port in self.step.outputs}

    def plan(self) -> ComponentPlan:
        step, context = self.step, self.context
        self.name_ports()
        pipelines = context.pipelines_of(step)
        if self.waits(pipelines):
            raise Manual("an AutoML job of v2 waits for data only: let the step before it write its table")
        self.job = automl_plan(self.configuration, [model.call.where for model in pipelines], context, step.call.where)
        self.called = self.keywords(pipelines)
        reuse = step.argument("allow_reuse")
        if reuse is not None and reuse.value not in (Const(None), Const(True)):
            message = "an AutoML job of v2 has no such setting: submit with force_rerun to run everything again"
            self.fates["allow_reuse"] = changed("", message)
        trained = Trained(step, "an AutoML job", Port(BEST_MODEL, MODEL))
        beside = metrics_node(trained, context)
        self.fates |= beside.fates if beside is not None else {}
        return ComponentPlan(
            variable="",
            node=names.snake(step.variable) if step.variable else f"{base_name(step)}_step",
            value=None,
            before=(),
            owns_statement=sole_value(step.call.where.statement) is step.call.node,
            marker=BEST_MODEL if self.is_awaited(pipelines) else None,
            waits={},
            inputs=self.inputs,
            outputs=self.outputs,
            parameters={},
            on_node=(),
            in_yaml=True,  # it has no environment that would stand beside it
            fates=self.fates,
            make=self.made,
            calls=tuple((name, keywords) for name, keywords in self.job.calls.items()),
            part_fates=self.job.fates,
            beside=beside,
            needs=(_column_names(self.job.lists),) if self.job.lists else (),
        )

    def keywords(self, pipelines: list[PipelineModel]) -> Mapping[str, Expr | None]:
        """The keywords of the function, without its data."""
        shared = all(same_compute(model, self.context) is not None for model in pipelines)
        output = call(V2("azure.ai.ml", "Output"), type=Literal("mlflow_model"))
        return {
            **self.job.keywords,
            "compute": None if shared else compute_of(self.step, self.context),
            "outputs": dict_of({BEST_MODEL: output}),
        }

    def made(self, called: CallTo) -> Expr:
        """``automl.classification(display_name=…, training_data=…, …)``."""
        given = dict(called.args)
        data = {name: given.get(self.inputs[source]) for name, source in self.data.items()}
        return call(self.job.function, display_name=self.display_name(), **data, **self.called)


def _column_names(name: str) -> DefineClass:
    """``UnionField`` of the SDK tries ``str()`` first, and takes the list where that fails with a ``TypeError``."""
    return DefineClass(name, Code("list"), _COLUMN_NAMES, (Assign("__str__", Literal(None)),))
