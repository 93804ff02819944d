"""Convert Azure Machine Learning SDK v1 code to SDK v2, and prove the result."""

__version__ = "0.1.0"
