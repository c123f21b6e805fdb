// Records a history of each workflow for the replay tests: `npm run record-histories`, after a release or a stated
// break. `-- NAME` records between releases, where inputs changed: `<workflow>-<version>-NAME.json`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Client } from '@temporalio/client';
import { createActivities } from '../../activities/index.js';
import type { TaskQueues } from '../../domain/runs/queues.js';
import { openStore } from '../../store/index.js';
import type { RunInput } from '../../workflows/types.js';
import { calculatedTrainer } from '../support/calculated-trainer.js';
import { freezeRun } from '../support/freeze-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { projectRoot } from '../support/project.js';
import { startTestServer, withWorkers, workflowBundle } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const recorded = {
  runWorkflow: 'recorded',
  stageWorkflow: 'recorded/e1/discriminator',
  generationWorkflow: 'recorded/e1/generator/gen-000',
  finalWorkflow: 'recorded/e1/final',
} as const;

// Unsealed, so that replaying needs no keys.
const environment = await startTestServer(undefined, {});
try {
  const store = await openStore(temporaryFolder());
  const pipeline = pipelineOf('tiny.yaml');
  await freezeRun(store, 'recorded', pipeline);
  const activities = createActivities({ store, pool: calculatedTrainer(store), host: 'recorder' });
  const recording = async (queues: TaskQueues): Promise<void> => {
    const input: RunInput = {
      schemaVersion: 1,
      run: 'recorded',
      epoch: 1,
      pipeline,
      contents: null,
      decoder: null,
      queues,
      fresh: false,
    };
    const { workflow } = environment.client;
    await workflow.execute('runWorkflow', { workflowId: 'recorded', taskQueue: queues.control, args: [input] });
  };
  await withWorkers(environment, await workflowBundle(), activities, recording, {});
  for (const [name, id] of Object.entries(recorded)) await write(environment.client, name, id);
} finally {
  await environment.teardown();
}

async function write(client: Client, name: string, workflowId: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
  const target = join(projectRoot, 'test/replay/histories');
  mkdirSync(target, { recursive: true });
  const label = [name, version, ...process.argv.slice(2)].join('-');
  writeFileSync(join(target, `${label}.json`), `${historyToJSON(history)}\n`);
}
