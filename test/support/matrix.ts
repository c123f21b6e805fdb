// A matrix of one pipeline with several seeds, frozen as the command freezes it.
import { findOrFreezeMatrix } from '../../control/matrix/freeze-matrix.js';
import type { RunRequest } from '../../control/runs/freeze-run.js';
import type { Pipeline } from '../../domain/pipeline.js';
import type { Store } from '../../store/index.js';
import { requestOf } from './runs.js';

/** The ids of its runs, and the requests that they were frozen by. */
export async function freezeMatrixOf(
  store: Store,
  name: string,
  pipeline: Pipeline,
  seeds: readonly number[],
): Promise<{ readonly runs: readonly string[]; readonly requests: readonly RunRequest[] }> {
  const requests = seeds.map((seed) => requestOf({ ...pipeline, seed }));
  const members = requests.map((request) => ({ request, setting: [] }));
  const by = { user: 'anna', host: 'here' };
  const { matrix } = await findOrFreezeMatrix(store, { name, file: 'f.yaml', members, by });
  return { runs: matrix.members.map(({ run }) => run), requests };
}
