import argparse
from azureml.core import Run
parser = argparse.ArgumentParser()
parser.add_argument("--prepared"); parser.add_argument("--model"); parser.add_argument("--rate", type=float); parser.add_argument("--register")
args = parser.parse_args()
run = Run.get_context()
run.log("rate", args.rate)
