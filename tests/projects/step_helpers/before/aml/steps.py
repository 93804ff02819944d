from azureml.pipeline.steps import PythonScriptStep

from .settings import SOURCE


def make_step(name, script, compute, run_config, inputs=None, outputs=None, arguments=None, allow_reuse=True):
    """A step that runs one of our scripts."""
    return PythonScriptStep(
        name=name,
        script_name=script,
        source_directory=SOURCE,
        compute_target=compute,
        runconfig=run_config,
        inputs=inputs or [],
        outputs=outputs or [],
        arguments=arguments or [],
        allow_reuse=allow_reuse,
    )
