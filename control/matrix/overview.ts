// A matrix in a few words and numbers: how its runs stand.
import type { Actor } from '../../domain/ledger/actor.js';
import { meanOf } from '../../domain/averages.js';
import type { MatrixMember, MatrixStatus } from '../../domain/runs/matrix.js';
import { orDamaged, readMatrices, readRun, type DamagedRun, type MatrixInStore, type Store } from '../../store/index.js'; // prettier-ignore
import { overviewOf, type RunOverview } from '../runs/run-overview.js';
import { statusOf } from './find-matrix.js';

interface MemberOverview extends MatrixMember {
  /** `damaged`: the run cannot be read. */
  readonly status: RunOverview['status'] | 'damaged';
  /** 0 to 1. */
  readonly fraction: number;
  readonly phase: string;
}

export interface MatrixOverview {
  readonly matrix: string;
  readonly status: MatrixStatus;
  readonly file: string;
  readonly createdAt: string;
  /** Who last asked it to go on or to stop. */
  readonly by: Actor;
  /** In their order. */
  readonly members: readonly MemberOverview[];
  readonly completed: number;
  /** 0 to 1: the mean of its runs. */
  readonly fraction: number;
}

/** `overviews`: of at least its runs. */
async function overviewFrom(
  store: Store,
  found: MatrixInStore,
  overviews: readonly RunOverview[],
): Promise<MatrixOverview> {
  const { matrix, request } = found;
  const byRun = new Map(overviews.map((overview) => [overview.run, overview]));
  const members = matrix.members.map((member): MemberOverview => {
    const { status, fraction, phase } = byRun.get(member.run) ?? { status: 'damaged', fraction: 0, phase: '' };
    return { ...member, status, fraction, phase };
  });
  return {
    ...{ matrix: matrix.name, status: await statusOf(store, found), file: matrix.file, createdAt: matrix.createdAt },
    ...{ by: request.by, members, fraction: meanOf(members.map(({ fraction }) => fraction)) },
    completed: members.filter(({ status }) => status === 'completed').length,
  };
}

/** How one matrix stands. */
export async function matrixOverview(
  store: Store,
  found: MatrixInStore,
): Promise<{ readonly overview: MatrixOverview; readonly runs: readonly RunOverview[] }> {
  const names = [...new Set(found.matrix.members.map(({ run }) => run))];
  const read = await Promise.all(
    names.map((run) => orDamaged(run, async () => overviewOf(store, (await readRun(store.refs, run))!))),
  );
  const runs = read.flatMap((each) => ('steps' in each ? [each] : []));
  return { overview: await overviewFrom(store, found, runs), runs };
}

/** Every matrix of a store, from the overviews of all runs; and those that cannot be read. */
export async function matrixOverviews(
  store: Store,
  runs: readonly RunOverview[],
): Promise<{ readonly matrices: readonly MatrixOverview[]; readonly damaged: readonly DamagedRun[] }> {
  const { matrices, damaged } = await readMatrices(store.refs);
  return { matrices: await Promise.all(matrices.map((found) => overviewFrom(store, found, runs))), damaged };
}
