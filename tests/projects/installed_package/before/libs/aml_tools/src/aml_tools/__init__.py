from aml_tools.workspace import Connection

__all__ = ["Connection"]
