# Reads the runs of an experiment by MLflow's own client: python3 read_mlflow.py ADDRESS EXPERIMENT; prints JSON.
import json
import sys

from mlflow.tracking import MlflowClient

client = MlflowClient(tracking_uri=sys.argv[1])
experiment = client.get_experiment_by_name(sys.argv[2])


def history(run, key):
    points = client.get_metric_history(run.info.run_id, key)
    return sorted([point.step, point.timestamp, point.value] for point in points)


print(
    json.dumps(
        [
            {
                "status": run.info.status,
                "start": run.info.start_time,
                "parameters": run.data.params,
                "tags": run.data.tags,
                "series": {key: history(run, key) for key in run.data.metrics},
                "files": {file.path: file.file_size for file in client.list_artifacts(run.info.run_id)},
            }
            for run in client.search_runs([experiment.experiment_id])
        ]
    )
)
