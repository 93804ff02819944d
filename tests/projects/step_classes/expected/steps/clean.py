from shlex import quote

from azure.ai.ml import Output, command

from steps.base import SalesStep


class CleanStep(SalesStep):
    def make(self, region):
        clean_component = command(
            display_name="clean",
            code="src",
            command=(
                f"python clean.py --region {quote(region)}"
                " --clean ${{outputs.clean}}"
            ),
            outputs={"clean": Output(type="uri_folder")},
            environment=self.environment,
            compute=self.compute,
        )
        step = clean_component()
        clean = step.outputs.clean
        return step, clean
