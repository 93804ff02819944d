from azureml.core import Experiment, ScriptRunConfig
from mlops.core import Settings, connect
from mlops.core.workspace import Cluster, environment, run_configuration

if __name__ == "__main__":
    ws = connect(use_sp=True)
    settings = Settings()
    src = ScriptRunConfig("scripts", script="train.py", run_config=run_configuration(ws, settings), arguments=["--alpha", 0.3])
    run = Experiment(ws, "adhoc").submit(src)
    run.wait_for_completion()
