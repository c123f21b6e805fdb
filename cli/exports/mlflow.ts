// `eagan export RUN… --mlflow URL`: pushes runs to an MLflow server. Nothing else sends anything anywhere.
import type { ExportKind } from './kind.js';

export const mlflowKind: ExportKind = {
  value: '<url>',
  description: 'push one or several runs to an MLflow server; pushed again, they are updated there',
  takesSeveral: true,
  async write({ store, runs, asked, experiment = 'eagan', context }) {
    const { readTrackedRun } = await import('../../control/report/tracking/read-tracked-run.js');
    const { readingRun } = await import('../../store/index.js');
    const { MlflowClient } = await import('../../trackers/mlflow/client.js');
    const { pushRun } = await import('../../trackers/mlflow/push.js');
    const { mlflowText } = await import('../text/tracker-text.js');
    const client = new MlflowClient(asked, { credentials: context.environment });
    const pushed = [];
    const missing = [];
    for (const run of runs) {
      const tracked = await readingRun(run.frozen.run, () => readTrackedRun(store, run));
      pushed.push(await pushRun(client, tracked, experiment));
      missing.push(...tracked.missing.map((what) => ({ run: run.frozen.run, what })));
    }
    const told = { server: client.address, pushed, missing };
    return { result: told, text: () => mlflowText(told), isWhole: missing.length === 0 };
  },
};
