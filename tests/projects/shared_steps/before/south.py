from azureml.core import Experiment, Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline

from jobs.making import scored


def main():
    ws = Workspace.from_config()
    sales = DataReference(ws.get_default_datastore(), "sales", "sales/south", mode="mount")
    score = scored(sales, "south")
    pipeline = Pipeline(ws, steps=[score])
    Experiment(ws, "south").submit(pipeline, pipeline_parameters={"rounds": 5})


if __name__ == "__main__":
    main()
