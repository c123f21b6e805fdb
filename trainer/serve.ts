// The child's side of the protocol: load TensorFlow, send `ready`, then run one task after another as the pool asks.
import { surviveStreams } from '../scripts/files.mjs';
import { endPrintably, logValues } from '../scripts/printable.mjs';
import { becomePrivate } from '../scripts/privacy.mjs';
import { describeError } from './describe-error.js';
import { endWithParent } from './parent-watch.js';
import { TrainerSession, type TrainerProgram } from './session.js';
import type { FromTrainer, ToTrainer } from './types.js';

/**
 * Serves the pool that forked this process until the parent is gone or sends `shutdown`. A failed start is reported as
 * error 0.
 */
export async function serveTrainer(load: () => Promise<TrainerProgram>): Promise<void> {
  becomePrivate();
  endWithParent();
  surviveStreams();
  endPrintably();
  // A signal to the whole process group (Ctrl-C, a service manager) must not cut a step short: the parent decides.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  try {
    const program = await load();
    const session = new TrainerSession(program, send);
    process.on('message', (message: ToTrainer) => receive(session, message));
    send({ type: 'ready', identity: program.identity });
  } catch (error) {
    logValues(error);
    process.send?.({ type: 'error', id: 0, error: describeError(error) } satisfies FromTrainer, () => process.exit(1));
  }
}

function receive(session: TrainerSession, message: ToTrainer): void {
  if (message.type === 'run') void session.run(message.id, message.task);
  else if (message.type === 'interrupt') session.interrupt(message.id);
  else process.exit(0);
}

/** The callback takes the error of a closed channel: `disconnect` ends the process anyway. */
function send(message: FromTrainer): void {
  process.send?.(message, () => undefined);
}
