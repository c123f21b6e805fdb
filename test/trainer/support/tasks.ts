// Tasks and run options for the pool's tests.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../../domain/digest.js';
import { makeStep, stepKey } from '../../../domain/step.js';
import type { PoolOptions } from '../../../trainer/pool-options.js';
import type { PoolRunOptions, Progress, TrainerTask } from '../../../trainer/types.js';
import type { WorkParameters } from './blocking-child.js';

const folder = (process.env.EAGAN_TEST_FOLDER ??= newFolder());
export const blockingChild = join(import.meta.dirname, 'blocking-child.js');

/** Inherited by the processes that a test starts, and removed by the one that made it. */
function newFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'eagan-trainer-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A file of this test process's own. */
export function scratch(name: string): string {
  return join(folder, name);
}

export function poolOptions(options: Partial<PoolOptions> = {}): PoolOptions {
  return { slots: 1, logFolder: scratch('logs'), entry: blockingChild, ...options };
}

export function workTask(parameters: WorkParameters, inputs: Record<string, string> = {}): TrainerTask {
  const step = makeStep('evaluate', 'test/work', inputs, parameters as unknown as Json);
  return { step, key: stepKey(step), storeFolder: scratch('store'), circumstances: { recoveryEveryMs: 60_000 } };
}

export function runOptions(options: Partial<PoolRunOptions> = {}): PoolRunOptions {
  return {
    threads: 1,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onWaiting: () => undefined,
    ...options,
  };
}

/** Run options whose `begun` resolves at the first progress message. */
export function watched(options: Partial<PoolRunOptions> = {}): PoolRunOptions & { readonly begun: Promise<Progress> } {
  let begin: (progress: Progress) => void = () => undefined;
  const begun = new Promise<Progress>((resolve) => (begin = resolve));
  return { ...runOptions(options), onProgress: (progress) => begin(progress), begun };
}
