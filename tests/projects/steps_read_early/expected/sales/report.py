from azure.ai.ml import Input, command


class Report:
    def __init__(self, environment, model):
        self.environment = environment
        self.model = model

    def step(self):
        report_component = command(
            display_name="report",
            code="src",
            command="python report.py --model ${{inputs.model}}",
            inputs={"model": Input(type="uri_folder")},
            environment=self.environment,
        )
        report_step = report_component(model=self.model)
        report_step.name = "report"
        return report_step
