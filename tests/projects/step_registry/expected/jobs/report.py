from shlex import quote

from azure.ai.ml import command


def report_steps(environment, compute, regions):
    steps = []
    for region in regions:
        report_component = command(
            display_name=f"report {region}",
            code="src",
            command=f"python report.py --region {quote(region)}",
            environment=environment,
            compute=compute,
            is_deterministic=False,
        )
        report_step = report_component()
        report_step.name = f"report_{region}"
        steps.append(
            report_step
        )
    return steps
