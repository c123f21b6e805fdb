// Records a history of each workflow for the replay tests: `npm run record-histories`, after a release or a stated
// break. `-- NAME` records between releases, where inputs changed: `<workflow>-<version>-NAME.json`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Client } from '@temporalio/client';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { calculatedTrainer } from '../support/calculated-trainer.js';
import { pipelineOf } from '../support/pipelines.js';
import { projectRoot } from '../support/project.js';
import { startTestServer, workflowBundle } from '../support/temporal.js';
import { withRunWorkflow } from '../support/run-workflow.js';
import { emptyStore } from '../support/quick-store.js';

/** What follows the id of the run's own workflow. */
const recorded = {
  runWorkflow: '',
  stageWorkflow: '/e1/discriminator',
  generationWorkflow: '/e1/generator/gen-000',
  finalWorkflow: '/e1/final',
} as const;

// Unsealed, so that replaying needs no keys.
const environment = await startTestServer(undefined, {});
try {
  const store = await emptyStore();
  const request = { store, trainer: calculatedTrainer(store), run: 'recorded', pipeline: pipelineOf('tiny.yaml') };
  const unsealed = { ...request, sealing: {} };
  await withRunWorkflow({ environment, bundle: await workflowBundle() }, unsealed, (handle) => handle.result());
  const workflowId = runWorkflowId('recorded', store.id);
  for (const [name, rest] of Object.entries(recorded)) await write(environment.client, name, workflowId + rest);
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
