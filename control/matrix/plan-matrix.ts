// What the runs of a matrix share before any of them runs, and how long all of them take.
import { noSource } from '../../domain/plan/index.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { virtualWalk } from '../../domain/plan/virtual.js';
import { totalOf } from '../../domain/averages.js';
import type { Layer } from '../../schemas/merge-layers.js';
import { countImages } from '../plan/images.js';
import { readPlan, type RunPlan } from '../plan/read-plan.js';

interface PlannedMember {
  readonly pipeline: Pipeline;
  readonly written: Layer;
}

export interface MatrixPlan {
  readonly members: readonly {
    readonly steps: number;
    /** Steps that an earlier run of the matrix has, for certain. */
    readonly shared: number;
    /** What the other phases take; null: this machine was not calibrated at these sizes. */
    readonly wallSeconds: number | null;
    readonly deviceSeconds: number | null;
  }[];
  readonly steps: number;
  readonly shared: number;
  readonly wallSeconds: number | null;
  readonly deviceSeconds: number | null;
}

/** Walks the plans in the order in which the runs run. A phase takes no time if earlier runs have all of its steps. */
export async function planMembers(
  members: readonly PlannedMember[],
  { stateFolder, signal }: { readonly stateFolder: string; readonly signal: AbortSignal },
): Promise<MatrixPlan> {
  const known = new Set<string>();
  const planned: MatrixPlan['members'][number][] = [];
  for (const { pipeline, written } of members) {
    const steps = await virtualWalk(pipeline, await countImages(pipeline, undefined));
    const fresh = steps.filter(({ key }) => !known.has(key));
    for (const { key } of fresh) known.add(key);
    const left = new Set(fresh.map(({ phase }) => phase));
    const { time } = await readPlan({ ...asked, pipeline, written, stateFolder, signal });
    const seconds = timeOf(time, left);
    planned.push({ steps: steps.length, shared: steps.length - fresh.length, ...seconds });
  }
  const sum = (key: 'wallSeconds' | 'deviceSeconds'): number | null =>
    planned.some((one) => one[key] === null) ? null : totalOf(planned.map((one) => one[key]!));
  return {
    members: planned,
    steps: totalOf(planned.map(({ steps }) => steps)),
    shared: totalOf(planned.map(({ shared }) => shared)),
    wallSeconds: sum('wallSeconds'),
    deviceSeconds: sum('deviceSeconds'),
  };
}

/** Nothing is measured or looked up for a matrix. */
const asked = {
  store: null,
  calibrate: false,
  pricePerHour: null,
  slots: null,
  trainImages: undefined,
  sourceOf: async () => noSource,
  tell: () => undefined,
} satisfies Partial<Parameters<typeof readPlan>[0]>;

function timeOf(
  time: RunPlan['time'],
  left: ReadonlySet<string>,
): Pick<MatrixPlan['members'][number], 'wallSeconds' | 'deviceSeconds'> {
  if (time === null) return { wallSeconds: null, deviceSeconds: null };
  const all = totalOf(time.phases.map(({ wallSeconds }) => wallSeconds));
  const gone = totalOf(time.phases.filter(({ phase }) => !left.has(phase)).map(({ wallSeconds }) => wallSeconds));
  // Trainers work in the same share of each phase, as far as a plan knows.
  const share = all === 0 ? 0 : 1 - gone / all;
  return { wallSeconds: time.wallSeconds - gone, deviceSeconds: time.deviceSeconds * share };
}
