// Summaries, details and answers to queries are sealed: whoever reaches the Temporal port reads nothing of them, and
// what he writes himself is marked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { openPayload } from '../../worker/sealing/sealed-payload.js';
import { shownPayload } from '../../worker/sealing/payload-codec.js';
import { calculatedTrainer } from '../support/calculated-trainer.js';
import { pipelineOf } from '../support/pipelines.js';
import { emptyStore } from '../support/quick-store.js';
import { withRunWorkflow } from '../support/run-workflow.js';
import { testKeys, testServer } from '../support/temporal.js';

const server = testServer();
/** Words of summaries, details and current details that are in no id, type or name of a queue. */
const words = /read the images|train the winner|evaluate g00|select and breed|objectives|opponent|best g00|front of/;

const withoutKeys = (): Client => new Client({ connection: server().environment.connection });
const isSealed = (payload: Payload | null | undefined): boolean => {
  const opened = payload ? openPayload(payload, testKeys, String(payload.metadata!.for)) : null;
  return opened !== null && 'payload' in opened;
};

test('a stranger reads no summary, no details and no answer to a query, and ours are bound to their place', async () => {
  const store = await emptyStore();
  const request = { store, trainer: calculatedTrainer(store), run: 'sealed', pipeline: pipelineOf('tiny.yaml') };
  await withRunWorkflow(server(), request, async (handle) => {
    await handle.result();
    for (const rest of ['', '/e1/generator', '/e1/generator/gen-001', '/e1/final']) {
      const workflow = withoutKeys().workflow.getHandle(`${runWorkflowId('sealed', store.id)}${rest}`);
      const history = await workflow.fetchHistory();
      const text = Buffer.from(JSON.stringify(historyToJSON(history)), 'utf8').toString();
      assert.doesNotMatch(text, words);
      const metadata = history.events!.flatMap(({ userMetadata }) => (userMetadata ? [userMetadata] : []));
      assert.ok(metadata.length > 0);
      for (const { summary, details } of metadata) {
        assert.ok(isSealed(summary));
        assert.ok(!details || isSealed(details));
        assert.match(String(Buffer.from(summary!.metadata!.for!)), /"workflowId":"sealed@/);
      }
      const { raw } = await workflow.describe();
      assert.ok(isSealed(raw.executionConfig?.userMetadata?.summary));
      for (const query of ['progress', '__temporal_workflow_metadata'])
        await assert.rejects(workflow.query(query), /eagan-sealed/);
    }
  });
});

test('the summary that a stranger gives a workflow is marked', async () => {
  const options = { workflowId: 'sealed@00000000', taskQueue: 'nobody', staticSummary: 'generator: generation 1 of 1' };
  const handle = await withoutKeys().workflow.start('runWorkflow', options);
  const { raw } = await handle.describe();
  const shown = shownPayload(raw.executionConfig!.userMetadata!.summary!, testKeys);
  assert.equal(defaultPayloadConverter.fromPayload(shown), 'NOT SEALED BY EAGAN: generator: generation 1 of 1');
  await handle.terminate();
});
