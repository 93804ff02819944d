from azure.ai.ml import Input, Output, command

from steps.base import Step


class EvaluateStep(Step):
    def __init__(self, compute, environment, parameters):
        super().__init__(compute, environment)
        self.parameters = parameters

    def append_step(self, steps):
        evaluate_component = command(
            display_name="Evaluate",
            code="src",
            command=(
                "python evaluate.py --model-name '${{inputs.model_name}}'"
                " && echo done > ${{outputs.done}}/done.txt"
            ),
            inputs={
                "model_name": Input(type="string"),
                "after_train": Input(type="uri_folder"),
            },
            outputs={"done": Output(type="uri_folder")},
            environment=self.environment,
            compute=self.compute,
            is_deterministic=False,
        )
        evaluate_step = evaluate_component(model_name=self.parameters["model_name"])
        evaluate_step.name = "evaluate"
        evaluate_step.inputs.after_train = steps[-1].outputs.done
        steps.append(evaluate_step)
