from azureml.pipeline.steps import PythonScriptStep


class ReportStep:
    @staticmethod
    def execute(model, run_config):
        return PythonScriptStep(
            name="report",
            script_name="report.py",
            source_directory="src",
            arguments=["--model", model],
            inputs=[model],
            compute_target="cpu",
            runconfig=run_config,
        )
