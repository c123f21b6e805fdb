// What `pause` and `cancel` do with a matrix.
import type { Actor } from '../../domain/ledger/actor.js';
import { stoppedBy, type StopRequest } from '../../domain/runs/run-state.js';
import { findMatrix, statusOf } from '../../control/matrix/find-matrix.js';
import { requestStop } from '../../control/matrix/stop-matrix.js';
import type { MatrixInStore, Store } from '../../store/index.js';
import { exitCodes } from '../../terminal/exit-codes.js';
import type { Context } from '../command.js';

/** Stops a matrix and its running runs. `stopRun`: stops one of them and waits until it has. */
export async function stopMatrix(
  { kind, by }: { readonly kind: StopRequest['kind']; readonly by: Actor },
  store: Store,
  found: MatrixInStore,
  context: Context,
  stopRun: (run: Awaited<ReturnType<typeof requestStop>>[number]) => Promise<string>,
): Promise<void> {
  const { output } = context;
  const { name } = found.matrix;
  const before = await statusOf(store, found);
  const may = before === 'running' || (kind === 'cancel' && before === 'paused');
  if (!may) {
    const isSo = before === stoppedBy[kind];
    context.exitCode = isSo ? exitCodes.yes : exitCodes.no;
    return output.result({ matrix: name, status: before }, () => `${name} is ${before}; there is nothing to ${kind}`);
  }
  const running = await requestStop(store, name, { kind, by });
  for (const run of running) {
    output.note(`${kind === 'pause' ? 'pausing' : 'cancelling'} ${run.frozen.run} …`);
    await stopRun(run);
  }
  const status = await statusOf(store, await findMatrix(store, name));
  output.result(
    { matrix: name, status },
    () => `${name} is ${status}; its finished runs and steps are kept. Continue it: eagan resume ${name}`,
  );
}
