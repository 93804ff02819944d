from azureml.core import Workspace

from pipelines.sales import SalesPipeline
from submit import submit

if __name__ == "__main__":
    ws = Workspace.from_config()
    run = submit(SalesPipeline(ws), 10)
    run.wait_for_completion(show_output=True)
