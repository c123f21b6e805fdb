// A trainer child whose tasks do real native work in ways that matter to a pool: in steps, endless, failing, out of
// memory.
import { writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { EaganError } from '../../../domain/errors.js';
import type { Step } from '../../../domain/steps/kinds.js';
import { tf } from '../../../models/backend.js';
import { loadProgram } from '../../../trainer/program.js';
import { serveTrainer } from '../../../trainer/serve.js';
import type { TaskContext, TaskResult } from '../../../trainer/types.js';

export interface WorkParameters {
  readonly work: 'steps' | 'block' | 'fail' | 'exit' | 'outOfMemory' | 'outOfHeap';
  readonly steps?: number;
  /** The file that is written when the task is interrupted. */
  readonly recoveryFile?: string;
}

await serveTrainer(async () => loadProgram({ evaluate: work, trainSegment: work }));

/** Tests say what to do in place of the parameters of a real step. */
async function work(
  { inputs, parameters: asked }: Pick<Step, 'inputs' | 'parameters'>,
  context: TaskContext,
): Promise<TaskResult> {
  const parameters = asked as object as WorkParameters;
  const { work: kind, steps = 1, recoveryFile } = parameters;
  context.onInterrupt(async () => {
    if (recoveryFile) writeFileSync(recoveryFile, 'written');
  });
  for (let done = 0; done < steps; done++) {
    multiply(256);
    await context.tick({ done, total: steps, unit: 'iterations' });
  }
  if (kind === 'block') for (;;) multiply(2000);
  if (kind === 'fail')
    throw new EaganError('EAGAN_DATASET_EMPTY', 'the folder must hold images (got none)', 'Add some.');
  if (kind === 'exit') process.exit(3);
  if (kind === 'outOfHeap') fillHeap();
  // 64 TB, which the native allocator refuses immediately.
  if (kind === 'outOfMemory') tf.add(tf.ones([2 ** 22, 1]), tf.ones([1, 2 ** 22])).dispose();
  return { outputs: inputs, numbers: { pid: process.pid }, status: 'ok' };
}

function multiply(size: number): void {
  tf.tidy(() => tf.matMul(tf.ones([size, size]), tf.ones([size, size])).dataSync());
}

/** This reaches V8's limit, not the machine's. */
function fillHeap(): void {
  setFlagsFromString('--max-old-space-size=100');
  for (const kept: number[][] = []; ;) kept.push(new Array<number>(1e5).fill(kept.length));
}
