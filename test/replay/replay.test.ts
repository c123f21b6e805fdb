// Today's workflow code replays the recorded histories of each released version, so a running search survives an
// upgrade.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import * as workflows from '../../workflows/index.js';
import { projectRoot } from '../support/project.js';
import { workflowBundle, type WorkflowBundle } from '../support/temporal.js';

const folder = join(projectRoot, 'test/replay/histories');
const histories = readdirSync(folder).sort();
let bundle: WorkflowBundle;

before(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  bundle = await workflowBundle();
});

interface History {
  readonly events: readonly { readonly workflowExecutionStartedEventAttributes?: { readonly workflowId: string } }[];
}

/** The run's own id, because the ids of its children derive from it. */
const workflowIdOf = ({ events }: History): string => events[0]!.workflowExecutionStartedEventAttributes!.workflowId;

test('every workflow has a recorded history', () => {
  const named = new Set(histories.map((name) => name.split('-')[0]));
  const ours = Object.keys(workflows).filter((name) => name !== 'default'); // that one only refuses
  assert.deepEqual([...named].sort(), ours.sort());
});

for (const name of histories) {
  test(`${name} replays without a difference`, async () => {
    const history = JSON.parse(readFileSync(join(folder, name), 'utf8')) as History;
    await Worker.runReplayHistory({ workflowBundle: bundle }, history, workflowIdOf(history));
  });
}

test('the history of another workflow does not replay', async () => {
  const text = readFileSync(
    join(
      folder,
      histories.find((name) => name.startsWith('finalWorkflow'))!,
    ),
    'utf8',
  );
  const altered = JSON.parse(text.replaceAll('"exportWinner"', '"exportSomethingElse"')) as History;
  await assert.rejects(
    Worker.runReplayHistory({ workflowBundle: bundle }, altered, workflowIdOf(altered)),
    /[Nn]ondeterminism/,
  );
});
