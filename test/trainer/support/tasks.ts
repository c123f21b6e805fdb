// Tasks and run options for the pool's tests.
import { join } from 'node:path';
import { stepKey } from '../../../domain/steps/step.js';
import { sketchStep } from '../../support/steps.js';
import type { PoolOptions } from '../../../trainer/pool-options.js';
import type { PoolRunOptions, Progress, TrainerTask } from '../../../trainer/types.js';
import type { WorkParameters } from './blocking-child.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** The folder of this test, which its child processes inherit. */
const folder = (process.env.EAGAN_TEST_FOLDER ??= temporaryFolder());
const blockingChild = join(import.meta.dirname, 'blocking-child.js');

/** A file in the folder of this test process. */
export function scratch(name: string): string {
  return join(folder, name);
}

export function poolOptions(options: Partial<PoolOptions> = {}): PoolOptions {
  return { slots: 1, logFolder: scratch('logs'), entry: blockingChild, ...options };
}

export function workTask(parameters: WorkParameters, inputs: Record<string, string> = {}): TrainerTask {
  const step = sketchStep('evaluate', 'test/work', inputs, parameters);
  const storeFolder = scratch('store');
  return { step, key: stepKey(step), storeFolder, attempt: 'test', circumstances: { recoveryEveryMs: 60_000 } };
}

export function runOptions(options: Partial<PoolRunOptions> = {}): PoolRunOptions {
  return {
    threads: 1,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onWaiting: () => undefined,
    onAlive: () => undefined,
    ...options,
  };
}

/** Run options whose `begun` resolves at the first progress message. */
export function watched(options: Partial<PoolRunOptions> = {}): PoolRunOptions & { readonly begun: Promise<Progress> } {
  let begin: (progress: Progress) => void = () => undefined;
  const begun = new Promise<Progress>((resolve) => (begin = resolve));
  return { ...runOptions(options), onProgress: (progress) => begin(progress), begun };
}
