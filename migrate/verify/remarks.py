"""Names of what the sides tell beside the common vocabulary; the comparison asks for them."""

MARKER = "marker"
"""Kind of an output that only says that a node has ended, which is how v2 keeps an order that no data implies."""

NOT_COMPARABLE = "command.generated"
"""Setting of a node whose command line mldesigner made: its words are not those that the function's author wrote.
Its value says why it was not shown to be the function of v1's script."""

SHELL = "command.shell"
"""Setting with what a shell acts on instead of passing it on; a v1 step with a list of arguments has no shell."""

UNQUOTED = "command.split"
"""Begins the settings with a value of a parameter of which the shell does not make one word."""

IMPORTS_AZUREML = "source.imports_azureml"
"""Setting of a node in whose code folder a file imports the v1 SDK."""

UNREACHED = "source.unreached"
"""Setting with the Python files of the code folder that the script does not lead to."""

NOT_READ = "submitted without being a pipeline, and not read: "
"""Begins the note of a job by itself that the tracer does not understand."""

OF_RUN = "environment-of-a-run"
"""Name of the environment that v1 says a run has, and the only package of the conda file that such a run has kept."""

CONDA_OF_RUN = "conda_env_v_1_0_0.yml"
"""What a trial of AutoML calls that file, among its outputs."""

OFFLINE_IMAGE = "offline/"
"""Begins the image of every environment that a script gets from the offline client, ``offline/name:version``: its true
image is known to the service."""

PACKAGES_OF_REGISTERED = {
    "channels": ["conda-forge"],
    "dependencies": ["python=3.10", {"pip": ["packages-of-the-registered-environment"]}],
}
"""The conda dependencies of every environment that a script gets by name: only the service knows the true ones."""


def image_of(name: str) -> str:
    """What stands for the image of a registered environment where a script makes another environment of it."""
    return f"<image of {name}>"
