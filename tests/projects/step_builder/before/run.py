from azureml.core import Workspace
from azureml.pipeline.core import PipelineData, PipelineParameter

from builder import PipelineBuilder


def main():
    ws = Workspace.from_config()
    builder = PipelineBuilder(ws, "cpu", environment="sales")
    rate = PipelineParameter("rate", 0.1)
    clean = PipelineData("clean")
    builder.add_step("clean", "clean.py", outputs=[clean], arguments=["--out", clean])
    builder.add_step(
        "train", "train.py", inputs=[clean], arguments=["--in", clean, "--rate", rate], allow_reuse=False
    )
    builder.run("train", wait=True)


if __name__ == "__main__":
    main()
