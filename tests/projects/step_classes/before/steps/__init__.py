from steps.clean import CleanStep
from steps.report import ReportStep
from steps.train import TrainStep

__all__ = ["CleanStep", "ReportStep", "TrainStep"]
