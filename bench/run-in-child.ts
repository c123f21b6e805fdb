// Runs one measurement in a fresh process, set up as the trainer's are, and tells what memory that process came to need.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EaganError } from '../domain/errors.js';
import { trainerEnvironment } from '../trainer/child-process.js';
import type { FromTrainer, RuntimeIdentity } from '../trainer/types.js';
import type { MeasurementName, Measurements } from './measurements.js';

export interface Measured<T> {
  readonly value: T;
  readonly runtime: RuntimeIdentity;
  /** The most resident memory that the process ever had. */
  readonly peakMib: number;
}

export type FromChild =
  | ({ readonly type: 'measured' } & Measured<unknown>)
  | { readonly type: 'failed'; readonly error: Extract<FromTrainer, { type: 'error' }>['error'] };

/** Measures in a child with that many threads. Throws what the child threw, or EAGAN_TRAINER_CRASHED with the last that it wrote. */
export async function runInChild<N extends MeasurementName>(
  name: N,
  parameters: Parameters<Measurements[N]>[0],
  threads: number,
): Promise<Measured<Awaited<ReturnType<Measurements[N]>>>> {
  const child = fork(fileURLToPath(new URL('./child.js', import.meta.url)), [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--enable-source-maps'],
    env: trainerEnvironment(process.env, threads),
  });
  let written = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (written = (written + text).slice(-4000)));
  let answer: FromChild | undefined;
  child.on('message', (message: FromChild) => (answer = message));
  child.send({ name, parameters });
  const ended = await new Promise<string>((resolve) =>
    child.on('close', (code, signal) => resolve(signal ?? `code ${code}`)),
  );
  if (answer?.type === 'measured') return answer as Measured<Awaited<ReturnType<Measurements[N]>>>;
  if (answer) throw new EaganError(answer.error.code, answer.error.message, answer.error.cure);
  throw crashed(ended, written);
}

function crashed(ended: string, written: string): EaganError {
  const last = written.trim().split('\n').slice(-5).join('\n');
  return new EaganError(
    'EAGAN_TRAINER_CRASHED',
    `a measured process must give its figures (it ended with ${ended})${last && `:\n${last}`}`,
    'A process that is killed mostly wanted more memory than there is: measure with fewer channels or a smaller batch.',
  );
}
