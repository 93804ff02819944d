def submit(definition, rounds):
    experiment = definition.experiment
    pipeline_job = definition.build()
    pipeline_job.inputs.rounds = rounds
    return definition.workspace.jobs.create_or_update(
        pipeline_job,
        experiment_name=experiment,
    )
