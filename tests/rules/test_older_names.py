"""Names that v1 kept for older code: they mean what the newer ones mean."""

from __future__ import annotations

from tests.conversion import convert

_BEFORE = """\
from azureml.core import Datastore, Experiment, Workspace
from azureml.data.datapath import DataPath, DataPathComputeBinding
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.core.pipeline_output_dataset import PipelineOutputFileDataset
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = Datastore.get(ws, "films")
default = DataPath(datastore=store, path_on_datastore="first")
film = (PipelineParameter(name="film", default_value=default), DataPathComputeBinding())
images = {images}
cut = PythonScriptStep(
    script_name="cut.py", arguments=["--film", film, "--to", images], inputs=[film], outputs=[images],
    compute_target="cpu", source_directory="src",
)
paint = PythonScriptStep(
    script_name="paint.py", arguments=["--from", images.as_mount()], inputs=[images.as_mount()],
    compute_target="cpu", source_directory="src",
)
pipeline = Pipeline(ws, steps=[paint])
run = Experiment(ws, "films").submit(pipeline, {keyword}={{"film": DataPath(store, "second")}})
"""


def test_the_parameters_of_a_submission() -> None:
    images = 'PipelineData("images").as_dataset()'
    newer = convert(_BEFORE.format(images=images, keyword="pipeline_parameters")).text
    assert convert(_BEFORE.format(images=images, keyword="pipeline_params")).text == newer
    assert "pipeline.inputs.film = Input(" in newer


def test_the_dataset_of_an_output() -> None:
    method = _BEFORE.format(images='PipelineData("images").as_dataset()', keyword="pipeline_parameters")
    made = _BEFORE.format(images='PipelineOutputFileDataset(PipelineData("images"))', keyword="pipeline_parameters")
    assert convert(made).text == convert(method).text
