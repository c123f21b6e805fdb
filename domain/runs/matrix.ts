// A matrix: runs of one file with several seeds and values, under one name. Which runs it has, which is next, and how
// all of them stand.
import type { Actor } from '../ledger/actor.js';
import type { RunState } from './run-state.js';

/** One run of a matrix. `setting`: the values that it has and others of the matrix have not, such as `depth=2`. */
export interface MatrixMember {
  readonly run: string;
  readonly seed: number;
  readonly setting: readonly string[];
}

/** Ref `matrices/<name>/asked`: what a person asked for. It never changes. */
export interface RunMatrix {
  readonly schemaVersion: 1;
  readonly name: string;
  /** As it was typed. */
  readonly file: string;
  /** In the order in which they run. */
  readonly members: readonly MatrixMember[];
  readonly createdAt: string;
  readonly by: Actor;
}

/**
 * Ref `matrices/<name>/request`: what people last asked of the whole matrix. `again`: runs that had stopped when they
 * asked, with the epoch in which each did; these go on, too.
 */
export interface MatrixRequest {
  readonly schemaVersion: 1;
  readonly kind: 'go' | 'pause' | 'cancel';
  readonly at: string;
  readonly by: Actor;
  readonly again?: Readonly<Record<string, number>>;
}

/** Names of a matrix's refs. */
export const matrixRefs = {
  asked: (name: string): string => `matrices/${name}/asked`,
  request: (name: string): string => `matrices/${name}/request`,
} as const;

/** What a command changes in the file for one run. */
export interface Variation {
  readonly seed?: string;
  readonly param: readonly string[];
  readonly set: readonly string[];
  readonly setting: readonly string[];
}

/** Values that a matrix tries, each list in the order in which it was typed. */
export interface Axes {
  /** Empty: the seed of the file. */
  readonly seeds: readonly string[];
  readonly param: readonly Axis[];
  readonly set: readonly Axis[];
}
export interface Axis {
  readonly name: string;
  readonly values: readonly string[];
}

/** Every combination of values, and within each all seeds: a setting is complete before the next one begins. */
export function variationsOf({ seeds, param, set }: Axes): Variation[] {
  const axes = [...param.map((axis) => ({ axis, to: 'param' as const })), ...set.map((axis) => ({ axis, to: 'set' as const }))]; // prettier-ignore
  const none: Variation = { param: [], set: [], setting: [] };
  const settings = axes.reduce<Variation[]>(
    (before, { axis, to }) =>
      before.flatMap((one) =>
        axis.values.map((value) => {
          const text = `${axis.name}=${value}`;
          const setting = axis.values.length > 1 ? [...one.setting, text] : one.setting;
          return { ...one, [to]: [...one[to], text], setting };
        }),
      ),
    [none],
  );
  if (seeds.length === 0) return settings;
  return settings.flatMap((setting) => seeds.map((seed) => ({ ...setting, seed })));
}

/** How one run of a matrix stands; null: it was never started. */
export type StateOf = (run: string) => RunState | null;

/** It has its result, or it stopped after people last asked the matrix to go on. */
function isOver(state: RunState | null, again: number): boolean {
  if (state === null || state.status === 'running') return false;
  return state.status === 'completed' || state.epoch > again;
}

/** Runs that are not over, the running one first, then in their order; none if people stopped the matrix. */
export function nextMembers(
  { members }: Pick<RunMatrix, 'members'>,
  { kind, again = {} }: Pick<MatrixRequest, 'kind' | 'again'>,
  stateOf: StateOf,
): MatrixMember[] {
  if (kind !== 'go') return [];
  const open = members.filter(({ run }) => !isOver(stateOf(run), again[run] ?? 0));
  const running = open.filter(({ run }) => stateOf(run)?.status === 'running');
  return [...running, ...open.filter((member) => !running.includes(member))];
}

/** Statuses of runs that go on only when people ask for it. */
const stopped: readonly string[] = ['failed', 'blocked', 'paused', 'cancelled'] satisfies RunState['status'][];

/**
 * The runs that a person's request takes up again, with their epochs. `resume` takes up what people or a failure
 * stopped; another start takes up failures only, as `run` does. A run at the limit of its budget needs another one.
 */
export function takenUp(
  { members }: Pick<RunMatrix, 'members'>,
  stateOf: StateOf,
  asked: 'start' | 'resume',
): Record<string, number> {
  const found = members.flatMap(({ run }): [string, number][] => {
    const state = stateOf(run);
    if (state === null || !stopped.includes(state.status)) return [];
    const byPeople = state.status === 'paused' || state.status === 'cancelled';
    const atLimit = state.status === 'paused' && state.budget !== undefined;
    return atLimit || (byPeople && asked === 'start') ? [] : [[run, state.epoch]];
  });
  return Object.fromEntries(found);
}

/** `incomplete`: nothing is left to start, but not every run has a result. */
export type MatrixStatus = 'running' | 'paused' | 'cancelled' | 'completed' | 'incomplete';

/** How a matrix stands as a whole. */
export function matrixStatus(
  matrix: Pick<RunMatrix, 'members'>,
  request: Pick<MatrixRequest, 'kind' | 'again'>,
  stateOf: StateOf,
): MatrixStatus {
  if (matrix.members.every(({ run }) => stateOf(run)?.status === 'completed')) return 'completed';
  const left = nextMembers(matrix, { ...request, kind: 'go' }, stateOf);
  if (left.length === 0 && request.kind === 'go') return 'incomplete';
  return ({ go: 'running', pause: 'paused', cancel: 'cancelled' } as const)[request.kind];
}
