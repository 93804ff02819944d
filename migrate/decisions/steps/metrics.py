"""The metrics of all trials that another step reads: a component after the job, whose body a person has to write.

Which job had the trials, no code inside of a pipeline is told for certain: a job that is reused had them in another
run. So nothing is written that would read them.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace

import libcst as cst

from migrate.decisions.compute import same_compute
from migrate.decisions.context import Context
from migrate.decisions.data import writes_to_default
from migrate.decisions.environments import DEFAULT_IMAGE, constant_of
from migrate.decisions.naming import base_name, distinct_name
from migrate.decisions.outputs import output_port
from migrate.decisions.rule import Manual, manual
from migrate.decisions.settings import EnvironmentPlan
from migrate.decisions.steps.files import as_yaml, beside_yaml
from migrate.decisions.steps.plan import Beside
from migrate.v1.data import Port, in_messages, origins, port_of, v1_name
from migrate.v1.steps import StepModel
from migrate.v1.values import Obj
from migrate.v2 import components, names
from migrate.v2.components import ComponentSpec, builder, component_yaml
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import Expr, Literal, Text, User

_TOLD = (
    "metrics of {what} are no output in v2: write the command of `{component}`, which has to find that job among the "
    "children of its pipeline's job, to read the trials from MLflow (mlflow.search_runs by tags.mlflow.parentRunId), "
    'and to write them as v1 did, as JSON: {{"<run>": {{"<metric>": [<values>]}}}}'
)


def read_metrics(step: StepModel, context: Context) -> list[Obj]:
    """The metrics of the trials that other steps read."""
    read = {
        one
        for other in context.converted_steps
        for port in other.inputs
        for one in (port.source, *origins(port.source))
    }
    return [data for data in step.lost if data in read]


@dataclass(frozen=True)
class Trained:
    """A job with trials.

    Args:
        what: what v2 calls it.
        output: what it writes that the component waits for, and of which type that is.
    """

    step: StepModel
    what: str
    output: components.Port


def metrics_node(job: Trained, context: Context) -> Beside | None:
    """The component that stands for the metrics; None when no step reads them.

    Raises:
        Manual: another place makes the output.
    """
    step, read = job.step, read_metrics(job.step, context)
    if not read:
        return None
    base = context.component_name(f"{distinct_name(step, context)}_metrics", step.call.where)
    waiting = components.Port(f"after_{base_name(step)}", job.output.type)
    spec = _spec(base, job, waiting, tuple(_outputs(read, job, context)), context)
    variable = context.new_name(f"{base}_component", step.call.where)
    value = as_yaml(step, spec, _environment(context), context, component_yaml)
    return Beside(
        variable=variable,
        value=value or builder(spec),
        node=names.snake(base),
        input=waiting.name,
        bound=job.output.name,
        outputs={data: port.name for data, port in zip(read, spec.outputs, strict=True)},
        on_node=tuple(beside_yaml(spec)) if value is not None else (),
        fates={_argument(data, step): manual(_TOLD.format(what=job.what, component=variable)) for data in read},
    )


def _argument(data: Obj, step: StepModel) -> str:
    """The argument of the step that says where the metrics go."""
    given = step.argument("metrics_output")
    port = port_of(given.value) if given is not None else None
    return "metrics_output" if port is not None and port.source is data else "outputs"


def _spec(
    base: str, job: Trained, waiting: components.Port, outputs: tuple[components.Port, ...], context: Context
) -> ComponentSpec:
    title = job.step.title
    text = f"v2 has no metrics of {job.what} as an output: write here what reads those of {title}"
    shared = all(same_compute(model, context) is not None for model in context.pipelines_of(job.step))
    environment = _environment(context)
    return ComponentSpec(
        name=base,
        display_name=_display_name(job.step),
        code=None,
        command=Text((f"echo {shlex.quote(text)} >&2; exit 1",)),
        inputs=(waiting,),
        outputs=outputs,
        environment=environment.expr,
        described=environment.described,
        compute=None if shared else Literal("serverless"),
    )


def _display_name(step: StepModel) -> Expr:
    argument = step.argument("name")
    if argument is not None and isinstance(argument.node.value, cst.Name):
        return Text(("metrics of ", User(argument.node.value)))
    return Literal(f"metrics of {step.title}")


def _environment(context: Context) -> EnvironmentPlan:
    entry = context.catalogue.get(DEFAULT_IMAGE)
    described = EnvironmentSpec(image=Literal(constant_of(entry.value) if entry is not None else ""))
    return EnvironmentPlan(described.expr, described)


def _outputs(read: list[Obj], job: Trained, context: Context) -> Iterator[components.Port]:
    default = all(writes_to_default(model) for model in context.pipelines_of(job.step))
    taken: set[str] = set()
    for data in read:
        name = names.unique(names.port(v1_name(data) or "metrics"), taken)
        port = output_port(Port(data, data), name, default, context)
        if port.held is not None:
            raise Manual(f"{in_messages(data)} is made in another function than the step that writes it")
        yield replace(port, type="uri_file")
