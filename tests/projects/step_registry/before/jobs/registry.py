"""The steps by name."""

from jobs.prep import CheckStep, make_prep_step
from jobs.train import make_train_step

STEPS = {
    "prep": make_prep_step,
    "train": make_train_step,
}
CHECKS = [CheckStep]
