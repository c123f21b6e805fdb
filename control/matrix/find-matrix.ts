// Which matrix is meant by a name or its beginning, and how its runs stand.
import { matrixStatus, type MatrixStatus } from '../../domain/runs/matrix.js';
import { EaganError } from '../../domain/errors.js';
import { memberStates, matrixNames, readMatrix, runIds, type MatrixInStore, type RunInStore, type Store } from '../../store/index.js'; // prettier-ignore
import { findRun } from '../runs/find-run.js';

/** A matrix by its name or the beginning of one; null: none is meant. Throws EAGAN_RUN_AMBIGUOUS, EAGAN_RUN_DAMAGED. */
async function meantMatrix(store: Store, asked: string): Promise<MatrixInStore | null> {
  const names = await matrixNames(store.refs);
  const matching = names.includes(asked) ? [asked] : names.filter((name) => name.startsWith(asked));
  if (matching.length > 1) {
    const must = `"${asked}" must name one matrix (it matches ${matching.join(', ')})`;
    throw new EaganError('EAGAN_RUN_AMBIGUOUS', must, 'Type more of the name.');
  }
  return matching[0] === undefined ? null : readMatrix(store.refs, matching[0]);
}

/** The matrix of a name. Throws EAGAN_RUN_NOT_FOUND, too. */
export async function findMatrix(store: Store, asked: string): Promise<MatrixInStore> {
  const found = await meantMatrix(store, asked);
  if (found) return found;
  throw new EaganError(
    'EAGAN_RUN_NOT_FOUND',
    `no matrix has a name that starts with "${asked}" (searched ${store.folder})`,
    'List them: eagan status. Start one: eagan matrix FILE --seeds 1..5.',
  );
}

/** The matrix that a word means where it may also mean a run: runs whose ids begin with it come first. */
export async function matrixOrNull(store: Store, asked: string | undefined): Promise<MatrixInStore | null> {
  if (asked === undefined) return null;
  const runs = await runIds(store.refs);
  if (runs.includes(asked)) return null;
  const isExact = (await matrixNames(store.refs)).includes(asked);
  const isOfRuns = !isExact && runs.some((run) => run.startsWith(asked));
  return isOfRuns ? null : meantMatrix(store, asked);
}

/** Runs by the words of a person: a matrix stands for all of its runs. Each run once. */
export async function runsMeant(store: Store, asked: readonly string[]): Promise<RunInStore[]> {
  const found = new Map<string, RunInStore>();
  for (const word of asked) {
    const matrix = await matrixOrNull(store, word);
    const ids = matrix ? matrix.matrix.members.map(({ run }) => run) : [word];
    for (const id of ids) {
      const run = await findRun(store, id);
      found.set(run.frozen.run, run);
    }
  }
  return [...found.values()];
}

/** How a matrix stands as a whole. */
export async function statusOf(store: Store, found: MatrixInStore): Promise<MatrixStatus> {
  return matrixStatus(found.matrix, found.request, await memberStates(store.refs, found.matrix));
}
