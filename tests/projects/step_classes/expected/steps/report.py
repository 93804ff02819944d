from azure.ai.ml import Input, command


class ReportStep:
    @staticmethod
    def execute(model, environment):
        report_component = command(
            display_name="report",
            code="src",
            command="python report.py --model ${{inputs.model}}",
            inputs={"model": Input(type="uri_folder")},
            environment=environment,
            compute="cpu",
        )
        return report_component(model=model)
