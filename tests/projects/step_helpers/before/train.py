"""Train the model of all regions."""

from azureml.pipeline.core import PipelineData

from aml import get_run_config, get_workspace, make_step, submit

ws = get_workspace()
run_config = get_run_config(ws, "sales")

# The steps hand on what they write.
clean = PipelineData("clean")
model = PipelineData("model")
clean_step = make_step("clean", "clean.py", "cpu", run_config, outputs=[clean], arguments=["--out", clean])
train_step = make_step(
    "train", "train.py", "gpu", run_config, [clean], [model], ["--in", clean, "--model", model], allow_reuse=False
)
submit(ws, [train_step], "train", wait=True)
