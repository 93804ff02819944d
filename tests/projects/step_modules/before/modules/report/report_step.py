import os

from azureml.pipeline.core import PipelineData
from azureml.pipeline.steps import PythonScriptStep


def report_step(model, held_back, compute_target):
    report = PipelineData(name="report", pipeline_output_name="report", datastore=held_back.datastore)
    outputs = [report]
    outputs_map = {"report": report}
    step = PythonScriptStep(
        script_name="report.py",
        arguments=["--model", model, "--held-back", held_back, "--report", report],
        inputs=[model, held_back],
        outputs=outputs,
        compute_target=compute_target,
        source_directory=os.path.dirname(os.path.abspath(__file__)),
        allow_reuse=False,
    )
    return step, outputs_map
