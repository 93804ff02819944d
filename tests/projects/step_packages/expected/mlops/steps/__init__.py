from .prepare import Prepare
from .train import Train

__all__ = ["Prepare", "Train"]
