"""Small v1 pipelines, one for each kind of data, beside those that the rules show as examples."""

from __future__ import annotations

_HEAD = """\
from azureml.core import Dataset, Datastore, Workspace
from azureml.data import HDFSOutputDatasetConfig, OutputFileDatasetConfig
from azureml.data.data_reference import DataReference
from azureml.data.datapath import DataPath, DataPathComputeBinding
from azureml.data.dataset_consumption_config import DatasetConsumptionConfig
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = Datastore(ws, "sales")
default = ws.get_default_datastore()
"""


def _step(name: str, arguments: str, more: str = "") -> str:
    return f"""\
{name} = PythonScriptStep(
    script_name="{name}.py", arguments=[{arguments}], {more}compute_target="cpu", source_directory="src"
)
"""


def _pipeline(data: str, *steps: str) -> str:
    names = ", ".join(step.partition(" ")[0] for step in steps)
    return f"{_HEAD}{data}\n{''.join(steps)}pipeline = Pipeline(ws, steps=[{names}])\n"


KINDS = {
    "files_that_a_condition_mounts_or_downloads": _pipeline(
        "import os\n\nraw = Dataset.get_by_name(ws, 'raw').as_named_input('raw')\n"
        "data = raw.as_mount() if os.environ.get('LARGE') else raw.as_download()\n",
        _step("prep", '"--from", data'),
    ),
    "files_that_a_function_mounts_or_downloads": _pipeline(
        "def read(name, large=True):\n"
        "    named = Dataset.get_by_name(ws, name).as_named_input(name)\n"
        "    return named.as_mount() if large else named.as_download()\n\n\n"
        "raw = read('raw')\nmore = read('more', large=False)\n",
        _step("prep", '"--from", raw, more'),
    ),
    "output_without_a_name_or_place": _pipeline(
        "clean = OutputFileDatasetConfig()\n",
        _step("prep", '"--to", clean'),
        _step("train", '"--from", clean.as_input()'),
    ),
    "output_on_the_default_datastore": _pipeline(
        "clean = OutputFileDatasetConfig('clean', destination=(default, 'clean'))\n"
        "clean = clean.as_mount(disable_metadata_cache=True)\n",
        _step("prep", '"--to", clean'),
        _step("train", '"--from", clean.as_input("clean").as_download()'),
    ),
    "output_listed_and_read_without_as_input": _pipeline(
        "clean = OutputFileDatasetConfig('clean', (store, 'clean/{run-id}/{output-name}'))\n",
        _step("prep", '"--to", clean', "outputs=[clean], "),
        _step("train", '"--from", clean', "inputs=[clean], "),
    ),
    "output_registered_with_tags": _pipeline(
        "model = OutputFileDatasetConfig('model').as_upload(overwrite=True, source_globs=['*.pt'])\n"
        "model = model.register_on_complete('demand', 'a model', {'kind': 'demand'})\n",
        _step("train", '"--to", model'),
    ),
    "output_parsed_as_parquet": _pipeline(
        "clean = OutputFileDatasetConfig('clean').read_parquet_files().register_on_complete('clean')\n",
        _step("prep", '"--to", clean'),
        _step("train", '"--from", clean.as_input("clean")'),
    ),
    "output_for_spark": _pipeline(
        "clean = HDFSOutputDatasetConfig('clean', destination=(store, 'clean'))\n",
        _step("prep", '"--to", clean'),
    ),
    "dataset_without_a_variable": _pipeline(
        "",
        _step("train", '"--from", Dataset.get_by_name(ws, "raw").as_named_input("raw").as_mount("/data")'),
    ),
    "dataset_read_in_two_ways": _pipeline(
        "raw = Dataset.get_by_name(workspace=ws, name='raw', version='latest')\n",
        _step("prep", '"--from", raw.as_named_input("first").as_mount()'),
        _step("train", '"--from", raw.as_named_input("second").as_download()'),
    ),
    "dataset_as_pipeline_parameter": _pipeline(
        "raw = PipelineParameter(name='raw_data', default_value=Dataset.get_by_name(ws, 'raw'))\n"
        "raw_input = DatasetConsumptionConfig('raw', raw, mode='download')\n",
        _step("prep", '"--from", raw_input'),
        _step("train", "", "inputs=[raw_input], "),
    ),
    "pipeline_data_with_all_of_its_arguments": _pipeline(
        "clean = PipelineData('clean', store, output_name='cleaned', output_mode='upload', is_directory=True,\n"
        "    output_path_on_compute='/tmp/clean', output_overwrite=True, pipeline_output_name='clean_sales')\n"
        "features = clean.as_input('features')\n",
        _step("prep", '"--to", clean', "outputs=[clean], "),
        _step("train", '"--from", features', "inputs=[features], "),
    ),
    "pipeline_data_parsed": _pipeline(
        "clean = PipelineData('clean', store)\ntable = clean.as_dataset().parse_delimited_files(separator=';')\n",
        _step("prep", '"--to", clean', "outputs=[clean], "),
        _step("train", "", "inputs=[table.as_named_input('table')], "),
    ),
    "data_path_without_names": _pipeline(
        "raw = (PipelineParameter('raw', DataPath(store, 'raw')), DataPathComputeBinding('mount'))\n",
        _step("train", '"--from", raw', "inputs=[raw], "),
    ),
    "files_of_one_place": _pipeline(
        "one = Dataset.File.from_files(path=DataPath(store, 'one/file.csv'), validate=False)\n"
        "all = Dataset.File.from_files([(store, 'all/**')])\n",
        _step("train", '"--one", one.as_named_input("one").as_download(), "--all", all.as_mount()'),
    ),
    "files_of_several_places": _pipeline(
        "many = Dataset.File.from_files([(store, 'a'), (store, 'b/*.png')])\n",
        _step("train", '"--many", many.as_named_input("many").as_mount()'),
    ),
    "several_outputs_in_one_word": _pipeline(
        "raw = PipelineData('raw', default)\nrest = PipelineData('rest', default)\n",
        _step("prep", '"--to", raw, rest', "outputs=[raw, rest], "),
        _step("train", 'f"--from={raw}:{rest}/x.csv"', "inputs=[raw, rest], "),
    ),
    "files_that_are_listed_for_the_reader": _pipeline(
        "raw = Dataset.File.from_files((store, 'raw'))\nprint(raw.to_path())\n",
        _step("prep", '"--in", raw.as_named_input("raw").as_mount()'),
    ),
    "tables": _pipeline(
        "web = Dataset.Tabular.from_delimited_files('https://example.org/prices.csv', header=True)\n"
        "rows = Dataset.Tabular.from_parquet_files(path=(store, 'rows/**/*.parquet'), include_path=True)\n"
        "lines = Dataset.Tabular.from_json_lines_files((default, 'lines.jsonl'))\n",
        _step(
            "train",
            "",
            "inputs=[web.as_named_input('web'), rows.as_named_input('rows'), lines.as_named_input('lines')],\n    ",
        ),
    ),
    "a_dataset_that_is_registered": _pipeline(
        "raw = Dataset.File.from_files((store, 'raw'))\n"
        "raw = raw.register(workspace=ws, name='raw', description='all', tags={'year': '2026'})\n",
        _step("train", '"--raw", raw.as_named_input("raw").as_mount()'),
    ),
    "registered_files_in_mini_batches": _HEAD
    + """\
from azureml.core import Environment
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep

raw = Dataset.File.from_files((store, "raw"))
raw = raw.register(workspace=ws, name="raw")
settings = ParallelRunConfig(
    source_directory="src", entry_script="prep.py", mini_batch_size="5", error_threshold=10,
    output_action="append_row", environment=Environment.get(ws, "e", "1"), compute_target="cpu", node_count=2
)
step = ParallelRunStep(
    name="score", parallel_run_config=settings, inputs=[raw.as_named_input("raw")], output=PipelineData("scores")
)
pipeline = Pipeline(ws, steps=[step])
""",
    "table_partitioned_by_its_columns": _HEAD
    + """\
from azureml.core import Environment
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep

sales = Dataset.Tabular.from_delimited_files((store, "sales/*.csv"))
by_town = sales.partition_by(["town", "shop"], target=(default, "by-town"), name="sales-by-town")
settings = ParallelRunConfig(
    source_directory="src", entry_script="prep.py", partition_keys=["town", "shop"], error_threshold=10,
    output_action="append_row", environment=Environment.get(ws, "e", "1"), compute_target="cpu", node_count=2
)
step = ParallelRunStep(
    name="sum", parallel_run_config=settings, inputs=[by_town.as_named_input("sales")], output=PipelineData("sums")
)
pipeline = Pipeline(ws, steps=[step])
""",
}
