// Which run is meant: a prefix of its id, or nothing for the latest.
import { EaganError } from '../../domain/errors.js';
import { readRun, runIds, type RunInStore, type Store } from '../../store/index.js';

/** All runs, the latest started first. */
export async function allRuns(store: Store): Promise<RunInStore[]> {
  const found = await Promise.all((await runIds(store.refs)).map((run) => readRun(store.refs, run)));
  const runs = found.filter((run) => run !== null);
  return runs.sort((a, b) => (a.frozen.createdAt < b.frozen.createdAt ? 1 : -1));
}

/**
 * The run of an id or a prefix of one; the latest by default. Throws EAGAN_RUN_NOT_FOUND, and EAGAN_RUN_AMBIGUOUS with
 * the candidates.
 */
export async function findRun(store: Store, asked?: string): Promise<RunInStore> {
  const runs = await allRuns(store);
  if (asked === undefined) return runs[0] ?? notFound('this state folder has no runs', store.folder);
  const exact = runs.find(({ frozen }) => frozen.run === asked);
  const matching = exact ? [exact] : runs.filter(({ frozen }) => frozen.run.startsWith(asked));
  if (matching.length > 1) throw ambiguous(asked, matching);
  return matching[0] ?? notFound(`no run has an id that starts with "${asked}"`, store.folder);
}

function notFound(what: string, folder: string): never {
  throw new EaganError(
    'EAGAN_RUN_NOT_FOUND',
    `${what} (searched ${folder})`,
    'List the runs: eagan status. Start one: eagan run FILE. Choose another state folder: --home DIR.',
  );
}

function ambiguous(asked: string, matching: readonly RunInStore[]): EaganError {
  const names = matching.map(({ frozen }) => frozen.run).join(', ');
  return new EaganError(
    'EAGAN_RUN_AMBIGUOUS',
    `"${asked}" must name one run (it matches ${names})`,
    'Type more of the id.',
  );
}
