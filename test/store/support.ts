// Records and child processes for the store's tests.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { digestJson } from '../../domain/digest.js';
import { stepKey, type StepRecord } from '../../domain/steps/step.js';
import { sketchStep } from '../support/steps.js';

/** Runs `store-child.js` in a process of its own and returns its lines. */
export async function child(...args: string[]): Promise<string[]> {
  const program = fileURLToPath(new URL('store-child.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { timeout: 60_000 });
  return stdout.trim().split('\n');
}

/** A record of an evaluation at `place` with the given inputs and outputs. */
export function record(
  place: string,
  inputs: Record<string, string> = {},
  outputs: Record<string, string> = {},
  numbers: Record<string, number> = {},
): StepRecord {
  const step = sketchStep('evaluate', place, inputs, {});
  return {
    schemaVersion: 1,
    key: stepKey(step),
    fingerprint: digestJson('a machine'),
    step,
    outputs,
    numbers,
    status: 'ok',
    circumstances: { run: 'r', startedAt: '2024-01-01', finishedAt: '2024-01-01', host: 'h', attempt: 1 },
  };
}
