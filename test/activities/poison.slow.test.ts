// A real trainer child dies by SIGSEGV whenever one individual is evaluated. The run completes without that individual,
// whatever the order of crashes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SelectionArtifact } from '../../domain/steps/artifacts.js';
import { getJson } from '../../domain/steps/objects.js';
import { closingLine } from '../../control/progress/progress-text.js';
import { runRecords, type Store } from '../../store/index.js';
import type { StepRecord } from '../../domain/steps/step.js';
import { createPool } from '../../trainer/pool.js';
import { childrenOf } from '../support/processes.js';
import { withServer } from '../support/runs.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { poisonedSlot } from './support/crashing-child.js';
import { emptyStore } from '../support/quick-store.js';

const stage = withServer();
const place = `generator/gen-000/evaluate/0${poisonedSlot}`;

/** Runs a pipeline whose trainers crash to its end. `disturb` is called for each task that has begun. */
async function poisonedRun(slots: number, disturb: (place: string, time: number) => void): Promise<PoisonedEnd> {
  const entry = join(import.meta.dirname, 'support', 'crashing-child.js');
  const pool = createPool({ slots, logFolder: temporaryFolder(), entry });
  const begun = new Map<string, number>();
  const watched: typeof pool.run = (task, options) => {
    const { place: asked } = task.step;
    begun.set(asked, (begun.get(asked) ?? 0) + 1);
    let told = false;
    return pool.run(task, {
      ...options,
      onProgress(progress) {
        if (!told) disturb(asked, begun.get(asked)!);
        told = true;
        options.onProgress(progress);
      },
    });
  };
  const store = await emptyStore();
  try {
    const trainer = { run: watched, identity: pool.identity.bind(pool) };
    return await stage().withRun('poisoned', store, trainer, async (scene) => {
      assert.equal((await scene.toEnd())?.status, 'completed');
      const { result, frozen } = await scene.now();
      const records = await runRecords(store, frozen.run);
      return { store, records, resultDigest: result!.resultDigest };
    });
  } finally {
    await pool.close(1_000);
  }
}

interface PoisonedEnd {
  readonly store: Store;
  readonly records: readonly StepRecord[];
  readonly resultDigest: string;
}

async function selectionOf({ store, records }: PoisonedEnd): Promise<SelectionArtifact> {
  const { outputs } = records.find(({ step }) => step.place === 'generator/gen-000/select')!;
  return getJson<SelectionArtifact>(store.objects, outputs.selection!);
}

test('the individual is recorded as failed with the cause and ranked last, and two orders of crashes and kills give the same survivors', async () => {
  const calm = await poisonedRun(2, () => undefined);
  const failed = calm.records.find(({ step }) => step.place === place)!;
  assert.equal(failed.status, 'failed');
  assert.match(failed.circumstances.reason!, /3 of them alone in a new process\. Last error: .*SIGSEGV/);
  assert.match(closingLine(failed)!, /failed, ranked last/);
  assert.deepEqual(
    failed.circumstances.attempts!.map(({ code }) => code),
    Array.from({ length: 4 }, () => 'EAGAN_TRAINER_CRASHED'),
  );
  const selection = await selectionOf(calm);
  assert.deepEqual([selection.ranking.at(-1)!.slot, selection.ranking.at(-1)!.status], [poisonedSlot, 'failed']);

  // One slot; when a neighbour is evaluated for the first time, every child that exists then is killed.
  const disturbed = await poisonedRun(1, (asked, time) => {
    if (time > 1 || !/evaluate\/0[13]$/.test(asked)) return;
    for (const pid of childrenOf(process.pid).filter(isTrainer)) process.kill(pid, 'SIGKILL');
  });
  assert.deepEqual((await selectionOf(disturbed)).survivors, selection.survivors);
  assert.equal(disturbed.resultDigest, calm.resultDigest);
  const killed = disturbed.records.find(({ step }) => step.place === 'generator/gen-000/evaluate/01')!;
  assert.deepEqual([killed.status, killed.circumstances.attempts?.[0]?.code], ['ok', 'EAGAN_TRAINER_KILLED']);
});

/** The Temporal server is also a child of this process. */
function isTrainer(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('crashing-child');
}
