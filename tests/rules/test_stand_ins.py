"""Steps that ran outside Azure ML: the pipeline around them is converted, they themselves fail until written."""

from __future__ import annotations

import pytest

from migrate.ledger import Kind, Outcome
from tests.conversion import convert

HEAD = """\
from azureml.core import Datastore, Workspace
from azureml.core.compute import DatabricksCompute
from azureml.data.data_reference import DataReference
from azureml.data.sql_data_reference import SqlDataReference
from azureml.pipeline.core import Module, Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import AdlaStep, AzureBatchStep, DatabricksStep, DataTransferStep, KustoStep, ModuleStep
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
raw = DataReference(store, data_reference_name="raw", path_on_datastore="sales")
out = PipelineData("out", datastore=store)
limit = PipelineParameter("limit", default_value=5)
"""
TAIL = """
later = PythonScriptStep(
    "train.py", source_directory="src", arguments=["--data", out], inputs=[out], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[later])
"""


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("DatabricksStep('S', inputs=[raw], outputs=[out], python_script_params={'--n', limit})", "DatabricksStep"),
        ("DatabricksStep('S', [raw], [out], jar_params=['--n', limit])", "DatabricksStep"),
        ("AzureBatchStep('S', executable='a.exe', arguments=[limit], inputs=[raw], outputs=[out])", "AzureBatchStep"),
        ("AdlaStep('a.usql', 'S', inputs=[raw], outputs=[out], params={'n': limit})", "AdlaStep"),
        (
            "ModuleStep(m, name='S', inputs_map={'a': raw}, outputs_map={'b': out}, arguments=[limit])",
            "ModuleStep",
        ),
    ],
)
def test_it_keeps_its_place(step: str, kind: str) -> None:
    found = convert(f"{HEAD}m = Module.get(ws, name='m')\nstep = {step}{TAIL}")
    assert f"echo 'v2 has no {kind}: write here what S did' >&2; exit 1" in found.text
    assert 'inputs={"raw": Input(type="uri_folder"), "limit": Input(type="integer")}' in found.text
    assert "later = later_component(out=step.outputs.out)" in found.text
    assert f"#     step = {kind}(" in found.text
    [use] = [use for use in found.ledger if use.symbol.endswith(kind) and use.kind is Kind.CALL]
    assert use.verdict is not None
    assert use.verdict.outcome is Outcome.MANUAL


def test_a_query_is_not_reused_unless_asked_for() -> None:
    text = convert(f"{HEAD}step = KustoStep('S', 'kusto', 'db', 'queries', out){TAIL}").text
    assert "is_deterministic=False" in text
    assert "step = s_component" not in text
    assert "step = step_component()" in text


def test_what_it_ran_on_may_stay_v1() -> None:
    """v2 attaches no Databricks: that is no reason to leave the pipeline."""
    text = convert(
        f"{HEAD}cluster = DatabricksCompute(ws, 'bricks')\n"
        f"step = DatabricksStep('S', outputs=[out], notebook_path='/n', compute_target=cluster){TAIL}"
    ).text
    assert "@dsl.pipeline" in text


def test_where_the_pipeline_has_no_compute_for_all_it_gets_one_that_every_workspace_has() -> None:
    step = "DatabricksStep('S', outputs=[out], notebook_path='/n', compute_target='bricks')"
    alone = convert(f"{HEAD}step = {step}\npipeline = Pipeline(ws, steps=[step])\n").text
    assert 'compute="serverless"' in alone
    assert "default_compute" not in alone
    assert "serverless" not in convert(f"{HEAD}step = {step}{TAIL}").text.replace("on serverless compute", "")


def test_orderings_around_it() -> None:
    text = convert(
        f"{HEAD}first = PythonScriptStep('a.py', compute_target='cpu')\n"
        "step = DatabricksStep('S', notebook_path='/n')\nstep.run_after(first)\n"
        "last = PythonScriptStep('b.py', compute_target='cpu')\nlast.run_after(step)\n"
        "pipeline = Pipeline(ws, steps=[last])\n"
    ).text
    assert "step = step_component(after_first=first.outputs.done)" in text
    assert "last = last_component(after_step=step.outputs.done)" in text


def test_secrets_do_not_reach_the_comment() -> None:
    text = convert(
        f"{HEAD}step = DatabricksStep('S', outputs=[out], notebook_path='/n', "
        "notebook_params={'password': 'Hidden42', 'url': 'https://x.net/y?sv=1&sig=Hidden43%3D'})"
        f"{TAIL}"
    ).text
    assert "Hidden" not in text
    assert "'password': '***'" in text


TRANSFER = "step = DataTransferStep('S', source_data_reference={}, destination_data_reference={}, compute_target='adf')"


@pytest.mark.parametrize(
    ("source", "target", "command"),
    [
        ("'sales'", "'copy'", "cp -r ${{inputs.source}}/. ${{outputs.target}}/"),
        ("'sales/a.csv'", "'copy'", "cp ${{inputs.source}} ${{outputs.target}}/"),
        ("'sales/a.csv'", "'copy/b.csv'", "cp ${{inputs.source}} ${{outputs.target}}"),
    ],
)
def test_a_copy_between_datastores_works(source: str, target: str, command: str) -> None:
    text = convert(
        f"{HEAD}source = DataReference(store, 'source', {source})\ntarget = DataReference(store, 'target', {target})\n"
        f"{TRANSFER.format('source', 'target')}\npipeline = Pipeline(ws, steps=[step])\n"
    ).text
    assert f'command="{command}"' in text
    assert "TODO" not in text


def test_a_query_cannot_be_copied() -> None:
    text = convert(
        f"{HEAD}query = SqlDataReference(Datastore.get(ws, 'sql'), 'query', sql_query='select 1')\n"
        f"{TRANSFER.format('query', 'raw')}\npipeline = Pipeline(ws, steps=[step])\n"
    ).text
    assert "echo 'v2 has no DataTransferStep: write here what S did' >&2; exit 1" in text


def test_what_the_code_does_not_tell_does_not_keep_the_pipeline() -> None:
    found = convert(
        f"{HEAD}from settings import target\n{TRANSFER.format('raw', 'target')}\n"
        "pipeline = Pipeline(ws, steps=[step])\n"
    )
    assert 'inputs={"raw": Input(type="uri_folder")}' in found.text
    assert "outputs=" not in found.text
    assert "echo 'v2 has no DataTransferStep: write here what S did' >&2; exit 1" in found.text
    fates = {
        use.name: use.verdict.outcome for use in found.ledger if use.verdict and use.symbol.endswith("TransferStep")
    }
    assert fates["source_data_reference"] is Outcome.CONVERTED
    assert fates["destination_data_reference"] is Outcome.MANUAL


def test_data_on_a_datastore_that_v2_does_not_have() -> None:
    text = convert(
        f"{HEAD}try:\n    dbfs = Datastore.get(ws, 'dbfs')\n"
        "except Exception:\n    dbfs = Datastore.register_dbfs(ws, 'dbfs')\n"
        "files = DataReference(dbfs, 'files', 'FileStore')\n"
        f"step = DatabricksStep('S', inputs=[files, raw], outputs=[out], notebook_path='/n'){TAIL}"
    ).text
    assert "@dsl.pipeline" in text
    assert 'inputs={"raw": Input(type="uri_folder")}' in text
    assert "files = DataReference(dbfs, 'files', 'FileStore')" in text


ATTACHED = """\
try:
    bricks = DatabricksCompute(ws, "bricks")
except Exception:
    config = DatabricksCompute.attach_configuration("data", "shared", access_token="dapi0123456789abcdef")
    bricks = ComputeTarget.attach(ws, "bricks", config)
{0}
step = DatabricksStep("S", outputs=[out], notebook_path="/n", compute_target=bricks)
"""
HEAD_OF_COMPUTE = HEAD.replace("import DatabricksCompute", "import AmlCompute, ComputeTarget, DatabricksCompute")


@pytest.mark.parametrize("between", ["", "print(bricks.provisioning_state, bricks.provisioning_errors)"])
def test_what_attaches_its_compute_goes(between: str) -> None:
    found = convert(HEAD_OF_COMPUTE + ATTACHED.format(between) + TAIL)
    assert "try:" not in found.text
    assert "print" not in found.text
    assert "from azureml.core" not in found.text
    assert '#     config = DatabricksCompute.attach_configuration("data", "shared", access_token="***")' in found.text
    uses = [use for use in found.ledger if use.symbol.startswith("azureml.core.compute.ComputeTarget.")]
    assert {use.verdict.outcome for use in uses if use.verdict} == {Outcome.DROPPED}


@pytest.mark.parametrize(
    "between",
    [
        "print(config)",
        "notify(bricks)",
        "name = bricks.name",
        "other = PythonScriptStep('a.py', compute_target=bricks)\nshow(other)",
        "def show():\n    print(bricks)",
    ],
)
def test_a_compute_that_more_is_done_with_stays(between: str) -> None:
    text = convert(HEAD_OF_COMPUTE + ATTACHED.format(between) + TAIL).text
    assert 'bricks = DatabricksCompute(ws, "bricks")' in text
    assert "TODO(azureml-migrate AML203)" in text


def test_a_block_that_does_more_stays() -> None:
    block = ATTACHED.format("").replace("except Exception:", "    started = True\nexcept Exception:")
    assert 'bricks = DatabricksCompute(ws, "bricks")' in convert(HEAD_OF_COMPUTE + block + TAIL).text
