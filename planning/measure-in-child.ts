// Runs one measurement in a fresh process, set up like a trainer, and reports the memory that the process needed.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EaganError } from '../domain/errors.js';
import { logValues } from '../scripts/printable.mjs';
import { becomePrivate } from '../scripts/privacy.mjs';
import { projectRoot } from '../scripts/project.mjs';
import { requireTrustedAddon } from '../scripts/tensorflow-addon.mjs';
import { requireTrustedTemporary } from '../scripts/temporary.mjs';
import { trainerEnvironment } from '../trainer/child-process.js';
import { describeError } from '../trainer/describe-error.js';
import { runtimeIdentity } from '../trainer/identity.js';
import { endWithParent } from '../trainer/parent-watch.js';
import type { FromTrainer, RuntimeIdentity } from '../trainer/types.js';

export interface ChildMeasurement<T> {
  readonly value: T;
  readonly runtime: RuntimeIdentity;
  /** The most resident memory that the process ever had. */
  readonly peakMib: number;
}

type FromChild =
  | ({ readonly type: 'measured' } & ChildMeasurement<unknown>)
  | { readonly type: 'told'; readonly value: unknown }
  | { readonly type: 'failed'; readonly error: Extract<FromTrainer, { type: 'error' }>['error'] };

interface Watching {
  /** Ends the process. */
  readonly signal?: AbortSignal;
  /** What the process tells on the way. */
  readonly onTold?: (value: unknown) => void;
}

/**
 * Lets `module`, a program that ends in `answerOnce`, answer a request with that many threads. Throws what it threw, or
 * EAGAN_TRAINER_CRASHED with its last output.
 */
export async function measureInChild<T>(
  module: URL,
  request: object,
  threads: number,
  { signal, onTold }: Watching = {},
): Promise<ChildMeasurement<T>> {
  requireTrustedAddon(projectRoot());
  requireTrustedTemporary();
  const child = fork(fileURLToPath(module), [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--enable-source-maps'],
    env: trainerEnvironment(process.env, threads),
  });
  let written = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (written = (written + text).slice(-4000)));
  let answer: Exclude<FromChild, { type: 'told' }> | undefined;
  child.on('message', (message: FromChild) => {
    if (message.type === 'told') onTold?.(message.value);
    else answer = message;
  });
  const stop = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', stop);
  child.send(request);
  const ended = await new Promise<string>((resolve) =>
    child.on('close', (code, signal) => resolve(signal ?? `code ${code}`)),
  );
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  if (answer?.type === 'measured') return answer as ChildMeasurement<T>;
  if (answer) throw new EaganError(answer.error.code, answer.error.message, answer.error.cure);
  throw crashed(ended, written);
}

function crashed(ended: string, written: string): EaganError {
  const last = written.trim().split('\n').slice(-5).join('\n');
  return new EaganError(
    'EAGAN_TRAINER_CRASHED',
    `the measuring process must report its figures (it ended with ${ended})${last && `:\n${last}`}`,
    'A killed process usually needed more memory than the machine has: use fewer channels or a smaller batch.',
  );
}

/** A reader that is gone ends this process by itself. */
const tellParent = (value: unknown): void =>
  void process.send!({ type: 'told', value } satisfies FromChild, () => undefined);

/** In the measured process: takes one request, sends the figures, ends. `tell` sends something before. */
export function answerOnce<Request>(measure: (request: Request, tell: (value: unknown) => void) => unknown): void {
  becomePrivate();
  endWithParent();
  process.once('message', async (request: Request) => {
    process.send!(await answered(() => measure(request, tellParent)), () => process.exit(0));
  });
}

async function answered(measure: () => unknown): Promise<FromChild> {
  try {
    const runtime = runtimeIdentity(Number(process.env.TF_NUM_INTRAOP_THREADS));
    const value = await measure();
    return { type: 'measured', value, runtime, peakMib: process.resourceUsage().maxRSS / 1024 };
  } catch (error) {
    logValues(error);
    return { type: 'failed', error: describeError(error) };
  }
}
