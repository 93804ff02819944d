"""``AutoMLPipelineBuilder.get_many_models_…_steps``: a node of the component that the registry ``azureml`` has for it.

What the components take is in their specifications (azureml-assets, training/forecasting_demand, version 0.0.12). The
settings that they read from a file may have the names of v1: azureml-train-automl-runtime 1.62 renames those of v2 to
them and passes all on to ``AutoMLConfig``.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from migrate.decisions.compute import compute_of
from migrate.decisions.context import single
from migrate.decisions.data import writes_to_default
from migrate.decisions.jobs import RUN
from migrate.decisions.moving import check_configuration, check_moved
from migrate.decisions.outputs import output_port
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Manual, changed, manual
from migrate.decisions.steps.base import StepBuilder
from migrate.decisions.steps.plan import ComponentPlan
from migrate.decisions.submission import submissions
from migrate.v1.automl_step import SUBMIT
from migrate.v1.data import PIPELINE_PARAMETER
from migrate.v1.many_models import DATA, HIERARCHICAL, PARAMETERS, TRAINING
from migrate.v1.nodes import code_of
from migrate.v1.pipelines import PipelineModel
from migrate.v1.values import Argument, Const, DictValue, ListValue, Obj, alternatives, constant, objects
from migrate.v2.expressions import SPREAD, V2, CallTo, Code, DictOf, Each, Expr, Literal, User, call, method
from migrate.v2.statements import Do, Param, Statement

_COMPONENTS = {
    (True, False): "automl_many_models_training",
    (True, True): "automl_hts_training",
    (False, False): "automl_many_models_inference",
    (False, True): "automl_hts_inference",
}
"""By whether it trains and whether it forecasts a hierarchy."""
_RAW = "raw_data"
RUN_OUTPUT = "run_output"
"""The output with all that the component gives; of a forecast ``automl_raw_prediction.csv`` (component 0.0.12)."""
PREDICTIONS = "predictions"
_QUANTILES = "--forecast_quantiles"
_FOLDER = "the component reads a folder with CSV or Parquet files, not a table: give it the folder of the files"


class ManyModelsBuilder(StepBuilder):
    """Plans the node."""

    def plan(self) -> ComponentPlan:
        step, context = self.step, self.context
        self.trains = step.call.symbol == TRAINING
        configuration = step.configuration
        self.hierarchy = configuration is not None and configuration.obj.symbol in HIERARCHICAL
        pipelines = context.pipelines_of(step)
        if self.waits(pipelines):
            raise Manual("this component of the registry waits for data only")
        if context.mover_of(step) is not None:
            raise Manual("steps of many models that a function makes, or a loop")
        self.check_places(pipelines)
        self.name_ports()
        component = _COMPONENTS[self.trains, self.hierarchy]
        base = component.removeprefix("automl_")
        variable = context.new_name(f"{base}_component", step.call.where)
        self.stem = f"{base}{variable.removeprefix(f'{base}_component')}"
        self.params: list[Param] = []
        keywords = dict(self.keywords(pipelines))
        registry = call(
            V2("azure.ai.ml", "MLClient"),
            call(V2("azure.identity", "DefaultAzureCredential")),
            registry_name=Literal("azureml"),
        )
        return ComponentPlan(
            variable=variable,
            node=self.stem,
            value=method(registry, "components.get", Literal(component), label=Literal("latest")),
            before=tuple(self.settings_file()),
            owns_statement=sole_value(step.call.where.statement) is step.call.node,
            marker=RUN_OUTPUT if self.is_awaited(pipelines) else None,
            waits={},
            inputs=self.inputs,
            outputs=self.outputs,
            parameters={},
            on_node=tuple(self.destination(pipelines)),
            in_yaml=True,  # it has no environment that would stand beside it
            fates=self.fates,
            params=tuple(self.params),
            named=self.named(),
            make=lambda called: CallTo(called.func, (*called.args, *keywords.items())),
        )

    def name_ports(self) -> None:
        for port in self.step.inputs:
            self.inputs[port.source] = _RAW
            if self.input_type(port) == "mltable":
                self.fates[DATA[self.step.call.symbol]] = manual(_FOLDER)
        for port in self.step.outputs:
            self.outputs[port.source] = RUN_OUTPUT

    def given(self, name: str) -> Argument | None:
        """What is said about something, by the parameters or the function itself."""
        configuration = self.step.configuration
        found = configuration.argument(name) if configuration is not None else None
        found = found or self.step.argument(name)
        if found is None or found.value == Const(None):
            return None
        if any(obj.symbol == PIPELINE_PARAMETER for obj in objects(found.value)):
            raise Manual(f"`{name}` of many models is not converted as a pipeline parameter yet")
        return found

    def check_places(self, pipelines: list[PipelineModel]) -> None:
        """Refuse expressions that may mean something else inside of the pipeline function."""
        step, configuration = self.step, self.step.configuration
        moved = [name for name in _MOVED if step.argument(name) is not None]
        for model in pipelines:
            if configuration is not None and not self.trains:
                check_configuration(configuration, model.call.where, self.context)
            for name in moved:
                argument = step.argument(name)
                assert argument is not None
                check_moved(argument.node.value, step.call.where, model.call.where, self.context)
                self.check_runs(argument.node.value)

    def check_runs(self, node: cst.BaseExpression) -> None:
        """Refuse what is asked of a run that stays one of v1."""
        attributes = self.context.interpreter.uses.attributes
        for inner in m.findall(node, m.Attribute()):
            use = attributes.get(inner) if isinstance(inner, cst.Attribute) else None
            for run in alternatives(use.receiver) if use is not None and use.symbol.startswith(f"{RUN}.") else ():
                submit = run.call if isinstance(run, Obj) else None
                pipeline = single(submit.value("config")) if submit is not None and submit.symbol == SUBMIT else None
                model = self.context.pipelines.get(pipeline) if pipeline is not None else None
                if model is not None and not model.convertible:
                    raise Manual("the pipeline that trains the models stays v1")

    def expression(self, name: str, default: object = None) -> Expr | None:
        """An argument as it is written, or what v1 takes when there is none."""
        found = self.given(name)
        if found is None:
            return None if default is None else Literal(default)
        return self.literal(found.node.value)

    # Training

    def settings_file(self) -> Iterator[Statement]:
        """The file with the settings, written where v1 wrote it."""
        if self.trains:
            text = method(V2("json"), "dumps", self.settings())
            yield Do(method(call(V2("pathlib", "Path"), Literal(self.file)), "write_text", text))

    @property
    def file(self) -> str:
        return f"{self.stem}_settings.json"

    def settings(self) -> Expr:
        name, _ = PARAMETERS[TRAINING]
        whole = self.step.argument(name)
        if self.step.configuration is not None and whole is not None:
            return User(whole.node.value)  # which has become a dictionary
        own, partitions = self.given("automl_settings"), self.given("partition_column_names")
        if own is None or partitions is None:
            raise Manual("without settings of AutoML or names of columns that part the data there are no many models")
        return with_items(own.node.value, {"partition_column_names": User(partitions.node.value)})

    # The node

    def keywords(self, pipelines: list[PipelineModel]) -> Iterator[tuple[str, Expr]]:
        """What the node is given beside its data."""
        if self.trains:
            settings = call(V2("azure.ai.ml", "Input"), type=Literal("uri_file"), path=Literal(self.file))
            yield "automl_config", settings
        compute = compute_of(self.step, self.context)
        if compute is None:
            raise Manual("the component needs the name of a compute cluster")
        yield "compute_name", compute
        found = {
            "max_nodes": self.expression("node_count"),
            "max_concurrency_per_node": self.expression("process_count_per_node", 2),
            "parallel_step_timeout_in_seconds": self.expression("run_invocation_timeout", 3700),
            **(self.of_training() if self.trains else self.of_inference(pipelines)),
        }
        yield from ((name, value) for name, value in found.items() if value is not None)
        self.note_arguments()

    def of_training(self) -> dict[str, Expr | None]:
        if not self.hierarchy:
            return {}
        return {"enable_engineered_explanation": self.expression("enable_engineered_explanations")}

    def of_inference(self, pipelines: list[PipelineModel]) -> dict[str, Expr | None]:
        experiment = "train_experiment_name" if self.hierarchy else "training_experiment_name"
        common: dict[str, Expr | None] = {
            "train_run_id": self.expression("train_run_id"),
            experiment: self.expression("train_experiment_name"),
        }
        forecast: dict[str, Expr | None] = {
            "forecast_mode": self.expression("forecast_mode"),
            "forecast_step": self.expression("step"),
            "forecast_quantiles": self.words("forecast_quantiles") or self.quantiles(),
        }
        if self.hierarchy:
            level = {
                "forecast_level": self.settable("hierarchy_forecast_level", pipelines),
                # the component has another default than azureml-train-automl-runtime 1.62
                "allocation_method": self.expression("allocation_method", "proportions_of_historical_average"),
            }
            return {**common, **level, **forecast}
        return {
            **common,
            "partition_column_names": self.words("partition_column_names"),
            "label_column_name": self.expression("target_column_name"),
            "inference_type": self.expression("inference_type"),
            **forecast,
        }

    def settable(self, name: str, pipelines: list[PipelineModel]) -> Expr | None:
        """A setting that v1 made a pipeline parameter of, which it is here when somebody sets it."""
        given = self.expression(name)
        calls = [one for model in pipelines for one in submissions(model.obj, self.context)]
        keys = [value.items for one in calls if isinstance(value := one.value("pipeline_parameters"), DictValue)]
        if given is None or not any(name in items for items in keys):
            return given
        self.params.append(Param(name, Code("str"), given))
        return Code(name)

    def named(self) -> dict[str, str]:
        """What v1 names in the pipeline: ``run.get_pipeline_output("forecasts")``."""
        if not self.hierarchy:
            return {} if self.trains else {PREDICTIONS: RUN_OUTPUT}
        return {"explanations" if self.trains else "forecasts": RUN_OUTPUT}

    def words(self, name: str) -> Expr | None:
        """A list as the component takes it: in one text, parted by spaces."""
        found = self.given(name)
        if found is None:
            return None
        known = _texts(found)
        if known is not None and isinstance(found.node.value, (cst.List, cst.Tuple)):
            return Literal(" ".join(known))
        if isinstance(constant(found.value), (str, float)):
            return Literal(str(constant(found.value)))
        each: Expr = User(found.node.value)
        if not isinstance(found.value, ListValue) or known is None or "quantiles" in name:
            each = Each(call(User(cst.Name("str")), User(cst.Name("one"))), f"one in {code_of(found.node.value)}")
        return method(Literal(" "), "join", each)

    def quantiles(self) -> Expr | None:
        """``arguments=["--forecast_quantiles", 0.1, 0.9]``, the only ones that v1 knows."""
        found = self.given("arguments")
        known = _texts(found) if found is not None else None
        if not known or known[0] != _QUANTILES or any(text.startswith("-") for text in known[1:]):
            return None
        self.fates["arguments"] = changed("forecast_quantiles", "the component takes them as an input of their own")
        return Literal(" ".join(known[1:]))

    def note_arguments(self) -> None:
        if self.given("arguments") is not None and "arguments" not in self.fates:
            self.fates["arguments"] = manual("the component of the registry takes no arguments for its scripts")

    def destination(self, pipelines: list[PipelineModel]) -> Iterator[tuple[str, Expr]]:
        """Where the predictions are written, and the name under which they are registered."""
        default = all(writes_to_default(model) for model in pipelines)
        for port in self.step.outputs:
            name = self.outputs[port.source]
            found = output_port(port, name, default, self.context)
            if found.path is not None or found.asset is not None:
                yield f"outputs.{name}", found.expr("Output")


_MOVED = (
    "compute_target", "node_count", "process_count_per_node", "run_invocation_timeout", "train_run_id",
    "train_experiment_name", "partition_column_names", "target_column_name", "arguments",
)  # fmt: skip
"""The arguments that the node is given."""


def with_items(settings: cst.BaseExpression, items: dict[str, Expr]) -> DictOf:
    """``{**settings, "name": value}``."""
    return DictOf(((SPREAD, User(settings)), *((Literal(name), value) for name, value in items.items())))


def _texts(argument: Argument) -> list[str] | None:
    """The elements of a list as text; None when they are not all known."""
    value = argument.value
    if not isinstance(value, ListValue) or not value.known:
        return None
    known = [constant(item.value) for item in value.items]
    return [str(one) for one in known] if all(isinstance(one, (str, int, float)) for one in known) else None
