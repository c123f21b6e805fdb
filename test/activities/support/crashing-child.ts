// A trainer child whose tasks are hashes. The evaluation of one individual ends by a real SIGSEGV each time it is
// tried.
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../../store/index.js';
import type { Step } from '../../../domain/steps/step.js';
import { serveTrainer } from '../../../trainer/serve.js';
import { taskHandlers } from '../../../trainer/tasks/index.js';
import type { TaskContext, TaskHandler, TaskResult } from '../../../trainer/types.js';
import { calculate, calculatedIdentity } from '../../support/calculated-trainer.js';

/** The slot in the first generation of the individual whose evaluation crashes. */
export const poisonedSlot = 2;

async function compute(step: Step, { store, circumstances, tick }: TaskContext): Promise<TaskResult> {
  await tick({ done: 0, total: 1, unit: 'images' });
  if (isPoisoned(step) && !circumstances.unjudged) {
    process.kill(process.pid, 'SIGSEGV');
    await new Promise(() => undefined);
  }
  // Long enough that it can be killed in the middle.
  if (step.kind === 'evaluate') await sleep(500);
  return calculate(step, store, circumstances);
}

function isPoisoned(step: Step): boolean {
  if (step.kind !== 'evaluate') return false;
  const { stage, generation, individual } = step.parameters;
  return stage === 'generator' && generation === 0 && individual.slot === poisonedSlot;
}

if (process.send)
  await serveTrainer(async () => ({
    identity: { ...calculatedIdentity, threads: Number(process.env.TF_NUM_INTRAOP_THREADS) },
    handlers: Object.fromEntries(
      Object.keys(taskHandlers).map((kind) => [kind, compute satisfies TaskHandler<'evaluate'>]),
    ),
    openStore,
    tensors: () => 0,
  }));
