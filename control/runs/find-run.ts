// Which run is meant: a prefix of its id, or nothing for the latest. Damaged runs are told apart and stop no other.
import { EaganError } from '../../domain/errors.js';
import { readRuns, type DamagedRun, type RunInStore, type RunsInStore, type Store } from '../../store/index.js';
import { pipelineProblem } from './pipeline-problem.js';

/** All runs, the latest started first, and the damaged ones by name. */
export async function surveyRuns(store: Store): Promise<RunsInStore> {
  const { runs, damaged } = await readRuns(store.refs);
  const judged = runs.map((run) => ({ run, problem: pipelineProblem(run.frozen) }));
  const whole = judged.flatMap(({ run, problem }) => (problem === null ? [run] : []));
  const wrong = judged.flatMap(({ run, problem }) => (problem ? [{ run: run.frozen.run, error: problem }] : []));
  return {
    runs: whole.sort((a, b) => (a.frozen.createdAt < b.frozen.createdAt ? 1 : -1)),
    damaged: [...damaged, ...wrong].sort((a, b) => (a.run < b.run ? -1 : 1)),
  };
}

/** All runs that can be read, the latest started first. */
export const allRuns = async (store: Store): Promise<readonly RunInStore[]> => (await surveyRuns(store)).runs;

/**
 * The run of an id or a prefix of one; the latest by default. Throws EAGAN_RUN_NOT_FOUND, EAGAN_RUN_AMBIGUOUS with the
 * candidates, and EAGAN_RUN_DAMAGED if only a damaged one is meant.
 */
export async function findRun(store: Store, asked?: string): Promise<RunInStore> {
  const { runs, damaged } = await surveyRuns(store);
  if (asked === undefined) return runs[0] ?? nothingFound('this state folder has no runs', store, damaged);
  const exact = runs.find(({ frozen }) => frozen.run === asked);
  const matching = exact ? [exact] : runs.filter(({ frozen }) => frozen.run.startsWith(asked));
  const meant = damaged.filter(({ run }) => run === asked || (matching.length === 0 && run.startsWith(asked)));
  if (meant.length === 1) throw meant[0]!.error;
  if (matching.length > 1) throw ambiguous(asked, matching);
  return matching[0] ?? nothingFound(`no run has an id that starts with "${asked}"`, store, damaged);
}

function nothingFound(what: string, { folder }: Store, damaged: readonly DamagedRun[]): never {
  const besides = damaged.length > 0 ? `; damaged runs: ${damaged.map(({ run }) => run).join(', ')}` : '';
  throw new EaganError(
    'EAGAN_RUN_NOT_FOUND',
    `${what} (searched ${folder}${besides})`,
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
