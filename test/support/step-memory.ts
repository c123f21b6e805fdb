// A process that trains supernets on changing architectures, and reports at some steps its tensors and its memory.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { drawPairs } from '../../tools/bench/step/pairs.js';
import { discriminatorStep, generatorStep, tensorCount } from '../../models/index.js';
import type { ExecutionMode } from '../../models/types.js';
import { trainerEnvironment } from '../../trainer/child-process.js';
import { discriminatorSupernet, freshPair, generatorSupernet, pairOf, patternImages, rule } from './tiny-networks.js';

export interface MemoryRequest {
  readonly execution: ExecutionMode;
  readonly steps: number;
  /** The steps after which to measure. */
  readonly lookAt: readonly number[];
  /** The number of the pair of each step. Equal numbers are equal pairs. */
  readonly pairs: readonly number[];
}

export interface MemoryLook {
  readonly step: number;
  readonly tensors: number;
  /** Resident memory after a garbage collection of JavaScript. */
  readonly rssBytes: number;
}

/** Trains in a process that is set up as a trainer. Rejects if the process fails. */
export function memoryOfSteps(request: MemoryRequest): Promise<MemoryLook[]> {
  const child = fork(fileURLToPath(import.meta.url), [], {
    execArgv: ['--expose-gc', '--enable-source-maps'],
    env: trainerEnvironment(process.env, 1),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send(request);
  return new Promise((resolve, reject) => {
    child.once('message', resolve as (looks: unknown) => void);
    child.once('exit', (code) => reject(new Error(`the training process ended with ${code}`)));
  });
}

function train({ execution, steps, lookAt, pairs }: MemoryRequest): MemoryLook[] {
  const networks = freshPair(generatorSupernet, discriminatorSupernet);
  const drawn = drawPairs(Math.max(...pairs) + 1, 1);
  const real = patternImages(2);
  const looks: MemoryLook[] = [];
  for (let step = 1; step <= steps; step++) {
    const { generator, discriminator } = drawn[pairs[step - 1]!]!;
    const pair = { ...pairOf(networks, generator, discriminator), execution };
    discriminatorStep(pair, real, 2, { seed: 1, name: `d/${step}` }, 2, rule);
    generatorStep(pair, { seed: 1, name: `g/${step}` }, 4, rule);
    if (!lookAt.includes(step)) continue;
    globalThis.gc!();
    looks.push({ step, tensors: tensorCount(), rssBytes: process.memoryUsage.rss() });
  }
  return looks;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.once('message', (request: MemoryRequest) => process.send!(train(request), () => process.exit(0)));
