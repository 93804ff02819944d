"""``ModuleStep(module_version=version)`` → ``command(...)`` with the script that the version was published with"""

from __future__ import annotations

from migrate.decisions.context import Context, elements
from migrate.decisions.parts import part_made
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.steps import stand_in_decision, step_decision
from migrate.decisions.steps.stand_in import TOLD
from migrate.v1.catalogue import catalogue
from migrate.v1.module_step import MODULE, MODULE_STEP, PUBLISH_SCRIPT
from migrate.v1.values import Call, Obj

_PORTS = tuple(f"azureml.pipeline.core.graph.{name}" for name in ("InputPortDef", "OutputPortDef"))
_SHARE = "the component of the step has its script; ml_client.components.create_or_update(component) shares it"
_ADVICE = (
    "v2 does not read v1 modules: register the module as a component and load that "
    "(load_component, ml_client.components.get) in place of this one"
)


def _step(use: Call, context: Context) -> Decision:
    obj = use.result
    step = context.step(obj) if isinstance(obj, Obj) else None
    if step is None or not step.stand_in:
        return step_decision(use, context, "command(...)")
    found = stand_in_decision(use, context, _ADVICE)
    left = {name: TOLD for name in use.arguments if name not in _PLACE}
    return Decision(found.fate, found.expr, found.edits, {**left, **found.arguments}, found.stands)


def _part(use: Call, context: Context) -> Decision:
    made = part_made(use, context, "command(...)")
    return Decision(changed("command(...)", _SHARE), made.expr, made.edits)


def _port(use: Call, context: Context) -> Decision:
    """A port of a module: the step says what is bound to it, and with that all that v2 has to know."""
    port = use.result
    calls = [one for one in context.interpreter.uses.calls.values() if one.symbol == PUBLISH_SCRIPT]
    given = [one for one in calls for name in ("inputs", "outputs") if port in elements(one.value(name))]
    if not isinstance(port, Obj) or not given or any(context.decide(one).stays_v1 for one in given):
        raise Manual(f"{use.entry.v2}: {use.entry.note}")
    if port.bound_to:
        context.vanished[port] = f"`{port.name}` has become part of command(...)"
    edit = removal(use.where.statement, use.node)
    fate = converted("command(inputs=…)" if use.symbol == _PORTS[0] else "command(outputs=…)")
    return Decision(fate, edits=(edit,) if edit is not None else ())


_PLACE: dict[str, Fate] = {
    "name": converted("display_name"),
    "inputs_map": converted("inputs"),
    "outputs_map": converted("outputs"),
    "compute_target": converted("compute"),
}
_VERSION: dict[str, Fate] = {
    "script_name": converted("command"),
    "source_directory": converted("code"),
    "inputs": converted("inputs"),
    "outputs": converted("outputs"),
    "params": changed("environment_variables", "the script reads AML_PARAMETER_<name>, as in v1"),
    "arguments": dropped("the step has the arguments"),
    "runconfig": converted("environment, environment_variables"),
    "description": dropped("only a registered component has a description of its own"),
    "version": dropped("only a registered component has a version"),
    "is_default": dropped("only a registered component has versions"),
    "create_sequencing_ports": dropped("v2 orders nodes by data"),
    "hash_paths": dropped("v1 had already stopped using it: the whole code folder counts"),
    "category": dropped("v2 has no categories"),
}
_CREATED = {
    "workspace": dropped("only a registered component belongs to a workspace"),
    "name": converted("display_name"),
    "description": dropped("only a registered component has a description of its own"),
    "_workflow_provider": dropped("v2 has no such argument"),
}

RULE = Rule(
    code="AML519",
    name="module-step",
    summary="A ModuleStep becomes a command component with the script of its module, where that is known.",
    url=learn("how-to-migrate-from-v1"),
    calls={
        MODULE_STEP: _step,
        f"{MODULE}.create": _part,
        PUBLISH_SCRIPT: _part,
        **dict.fromkeys(_PORTS, _port),
    },
    stand_ins=frozenset({MODULE_STEP}),
    parameters={
        MODULE_STEP: {
            **_PLACE,
            "module": changed("command(...)", _SHARE),
            "module_version": changed("command(...)", _SHARE),
            "version": dropped("only a registered component has a version"),
            "runconfig": converted("environment, environment_variables"),
            "runconfig_pipeline_params": converted("node.resources, node.distribution"),
            "arguments": converted("command"),
            "params": converted("environment_variables"),
            "_workflow_provider": dropped("v2 has no such argument"),
        },
        f"{MODULE}.create": _CREATED,
        PUBLISH_SCRIPT: _VERSION,
        **{
            symbol: {parameter.name: dropped("the step says it") for parameter in catalogue().parameters(symbol)}
            for symbol in _PORTS
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import RunConfiguration, Workspace
from azureml.pipeline.core import Module, Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.core.graph import InputPortDef, OutputPortDef
from azureml.pipeline.steps import ModuleStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
module = Module.create(ws, name="Clean", description="Cleans the sales")
clean_out = OutputPortDef(name="clean", default_datastore_name=store.name, default_datastore_mode="mount")
first = module.publish_python_script(
    "clean.py",
    "first",
    inputs=[],
    outputs=[clean_out],
    params={"season": "winter", "rows": 5},
    version="1",
    source_directory="src",
)
raw_in = InputPortDef(name="raw", default_datastore_mode="mount", default_data_reference_name=store.name)
module.publish_python_script(
    "clean.py", "again", inputs=[raw_in], outputs=[clean_out], version="2", is_default=True, source_directory="src"
)

rows = PipelineParameter("rows", default_value=10)
clean = PipelineData("clean", datastore=store)
cleaner = PipelineData("cleaner", datastore=store)
first_step = ModuleStep(
    module_version=first,
    inputs_map={},
    outputs_map={"clean": clean},
    runconfig=RunConfiguration(),
    compute_target="cpu",
    arguments=["--to", clean, "--rows", rows],
)
second_step = ModuleStep(
    module=module,
    inputs_map={"raw": clean},
    outputs_map={"clean": cleaner},
    runconfig=RunConfiguration(),
    compute_target="cpu",
    arguments=["--from", clean, "--to", cleaner],
)
pipeline = Pipeline(ws, steps=[second_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
first_component = command(
    display_name="Clean",
    code="src",
    command="python clean.py --to ${{outputs.clean}} --rows ${{inputs.rows}}",
    inputs={"rows": Input(type="integer")},
    outputs={"clean": Output(type="uri_folder")},
    environment=environment,
    environment_variables={"AML_PARAMETER_season": "winter"},
)
environment_2 = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
second_component = command(
    display_name="Clean",
    code="src",
    command="python clean.py --from ${{inputs.clean}} --to ${{outputs.cleaner}}",
    inputs={"clean": Input(type="uri_folder")},
    outputs={"cleaner": Output(type="uri_folder")},
    environment=environment_2,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(rows: int = 10):
    first_step = first_component(rows=rows)
    first_step.environment_variables["AML_PARAMETER_rows"] = rows
    second_step = second_component(clean=first_step.outputs.clean)


pipeline = pipeline_definition()
""",
        ),
    ),
)
