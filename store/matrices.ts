// What the store knows of matrices: the runs that a person asked for, and whether the whole is to go on. One ref each.
import { matrixRefProblem } from '../domain/runs/matrix-shape.js';
import { matrixRefs, type RunMatrix, type MatrixRequest, type StateOf } from '../domain/runs/matrix.js';
import { isRunName } from '../domain/runs/run-id.js';
import { EaganError, errorCodeOf } from '../domain/errors.js';
import { orDamaged, type DamagedRun } from './damaged-run.js';
import { readRun } from './runs.js';
import type { Refs } from './types.js';

/** A matrix as the refs have it. */
export interface MatrixInStore {
  readonly matrix: RunMatrix;
  readonly request: MatrixRequest;
}

/** Reads a matrix; null: there is none. Throws EAGAN_RUN_DAMAGED if its refs have another form. */
export async function readMatrix(refs: Refs, name: string): Promise<MatrixInStore | null> {
  const matrix = await readRef<RunMatrix>(refs, name, 'asked');
  const request = matrix && (await readRef<MatrixRequest>(refs, name, 'request'));
  if (!matrix) return null;
  if (matrix.name !== name) throw damaged(name, `its record is that of ${matrix.name}`);
  // Whoever wrote the first ref was killed before the second one.
  const { createdAt: at, by } = matrix;
  return { matrix, request: request ?? { schemaVersion: 1, kind: 'go', at, by } };
}

/** Names of all matrices, sorted. */
export async function matrixNames(refs: Refs): Promise<string[]> {
  return (await refs.below('matrices')).filter(isRunName);
}

/** Every matrix, the newest first; of a damaged one, why: it hides no other. */
export async function readMatrices(
  refs: Refs,
): Promise<{ readonly matrices: readonly MatrixInStore[]; readonly damaged: readonly DamagedRun[] }> {
  const names = await matrixNames(refs);
  const found = await Promise.all(names.map((name) => orDamaged(`matrix ${name}`, () => readMatrix(refs, name))));
  const matrices = found.flatMap((each) => (each !== null && 'matrix' in each ? [each] : []));
  return {
    matrices: matrices.sort((a, b) => (a.matrix.createdAt < b.matrix.createdAt ? 1 : -1)),
    damaged: found.flatMap((each) => (each !== null && 'error' in each ? [each] : [])),
  };
}

/** How each run of a matrix stands. A run that cannot be read counts as one that was never started. */
export async function memberStates(refs: Refs, { members }: Pick<RunMatrix, 'members'>): Promise<StateOf> {
  const runs = [...new Set(members.map(({ run }) => run))];
  const read = await Promise.all(runs.map((run) => orDamaged(run, () => readRun(refs, run))));
  const states = new Map(read.map((each, index) => [runs[index], each && 'state' in each ? each.state : null]));
  return (run) => states.get(run) ?? null;
}

/** Writes what was asked. False if there is a matrix of that name. */
export async function writeMatrix(refs: Refs, matrix: RunMatrix): Promise<boolean> {
  try {
    await refs.compareAndSwap(matrixRefs.asked(matrix.name), 0, matrix);
    return true;
  } catch (error) {
    if (errorCodeOf(error) !== 'EAGAN_REF_CONFLICT') throw error;
    return false;
  }
}

/** Writes what people ask of a whole matrix now. The versions of the ref tell what they asked before. */
export async function writeMatrixRequest(refs: Refs, name: string, request: MatrixRequest): Promise<void> {
  const version = (await refs.get(matrixRefs.request(name)))?.version ?? 0;
  await refs.compareAndSwap(matrixRefs.request(name), version, request);
}

async function readRef<T>(refs: Refs, name: string, ref: keyof typeof matrixRefs): Promise<T | null> {
  const found = await refs.get<T>(matrixRefs[ref](name)).catch((error: unknown) => {
    throw errorCodeOf(error) === 'EAGAN_OBJECT_CORRUPT' ? damaged(name, (error as Error).message, error) : error;
  });
  const wrong = found && matrixRefProblem(ref, found.value);
  if (wrong) throw damaged(name, wrong);
  return found && found.value;
}

function damaged(name: string, reason: string, cause?: unknown): EaganError {
  return new EaganError(
    'EAGAN_RUN_DAMAGED',
    `the record of matrix ${name} must be as eagan wrote it (${reason})`,
    `Restore store/refs/matrices/${name} in the state folder from a copy, or move it away: its runs stay.`,
    { cause },
  );
}
