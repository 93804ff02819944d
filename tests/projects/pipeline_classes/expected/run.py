import argparse

from aml.scoring import ScoringPipeline
from aml.training import TrainingPipeline

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("pipeline", choices=["training", "scoring"])
    parser.add_argument("--publish", action="store_true")
    args = parser.parse_args()
    pipeline = TrainingPipeline() if args.pipeline == "training" else ScoringPipeline("model", cluster="small")
    if args.publish:
        pipeline.publish("1")
    else:
        pipeline.run()
