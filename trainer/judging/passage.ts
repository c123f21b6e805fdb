// Sums up images that pass through an extractor, with recovery points by the clock. The sums continue from those to the
// last bit.
import { PartScores, StatisticsAccumulator } from '../../metrics/index.js';
import type { DistanceSpread, Extractor } from '../../metrics/types.js';
import type { TensorData, Tensors } from '../../store/types.js';
import { fromRecoveryPoint, recoveryWriter, type RecoveryWriter } from '../recovery-points.js';
import { readWhole } from '../state/read-whole.js';
import type { TaskContext } from '../types.js';

/** What is kept of the images that pass. */
export interface PassagePlan {
  /** How many are to pass. */
  readonly images: number;
  /** Of how many, the first ones, the features are kept. */
  readonly kept: number;
  /** What finds the deviation of their distance, as it is before the first image; null: nothing does. */
  readonly spread: (() => DistanceSpread) | null;
  /** Equal parts whose scores are taken; null: none. */
  readonly scores: { readonly count: number; readonly each: number } | null;
}

export interface Sums {
  readonly statistics: StatisticsAccumulator;
  readonly scores: PartScores | null;
  /** Features of the first images. */
  readonly kept: Float32Array;
  readonly spread: DistanceSpread | null;
  done: number;
}

export interface Passage {
  readonly sums: Sums;
  /** Images that had passed in earlier attempts; null: this one started at the beginning. */
  readonly resumedAt: number | null;
  /** Lets some images pass. */
  add(bytes: Uint8Array, count: number): Promise<void>;
  forResult(): ReturnType<RecoveryWriter['forResult']>;
}

/** Begins at the newest recovery point, or from nothing. */
export async function beginPassage(extractor: Extractor, plan: PassagePlan, context: TaskContext): Promise<Passage> {
  const { images } = plan;
  const resumed = await fromRecoveryPoint(context, ({ checkpoint }, checkpoints) =>
    readWhole(checkpoint, checkpoints, 'sums', ({ done }, tensors) => sumsOf(extractor, plan, done, tensors)),
  );
  const sums = resumed ?? emptySums(extractor, plan);
  const resumedAt = resumed === null ? null : sums.done;
  const recovery = recoveryWriter(context, () => ({
    position: sums.done,
    extra: null,
    save: (checkpoints) =>
      checkpoints.write({ schemaVersion: 1, kind: 'sums', done: sums.done }, tensorsOf(sums, extractor)),
  }));
  const began = performance.now();
  return {
    sums,
    resumedAt,
    async add(bytes, count) {
      await pass(extractor, sums, bytes, count);
      context.onInterrupt(async () => void (await recovery.write()));
      if (sums.done < images) await recovery.writeWhenDue();
      const imagesPerSecond = Math.round(((sums.done - (resumedAt ?? 0)) * 1000) / (performance.now() - began));
      await context.tick({
        done: sums.done,
        total: images,
        unit: 'images',
        imagesPerSecond,
        ...recovery.forProgress(),
      });
    },
    forResult: recovery.forResult,
  };
}

async function pass(extractor: Extractor, sums: Sums, bytes: Uint8Array, count: number): Promise<void> {
  const { features, probabilities } = await extractor.extract(bytes, count);
  sums.statistics.add(features, count);
  sums.spread?.add(features, count);
  sums.scores?.add(probabilities, count);
  const at = sums.done * extractor.features;
  if (at < sums.kept.length) sums.kept.set(features.subarray(0, sums.kept.length - at), at);
  sums.done += count;
}

const emptySums = ({ features, classes }: Extractor, { kept, spread, scores }: PassagePlan): Sums => ({
  statistics: new StatisticsAccumulator(features),
  scores: scores && new PartScores(classes, scores.count, scores.each),
  kept: new Float32Array(kept * features),
  spread: spread && spread(),
  done: 0,
});

function tensorsOf({ statistics, scores, kept, spread, done }: Sums, { features }: Extractor): Map<string, TensorData> {
  const rows = Math.min(done, kept.length / features);
  return new Map([
    ...statistics.toTensors(),
    ...(scores?.toTensors() ?? []),
    ...(rows > 0 ? [['kept', { shape: [rows, features], data: kept.subarray(0, rows * features) }] as const] : []),
    ...[...(spread?.toTensors() ?? [])].map(([name, tensor]) => [`${partPrefix}${name}`, tensor] as const),
  ]);
}

const partPrefix = 'parts/';

function sumsOf(extractor: Extractor, plan: PassagePlan, done: unknown, tensors: Tensors): Sums {
  const sums = { ...emptySums(extractor, plan), done: Number(done) };
  const { features } = extractor;
  if (!Number.isInteger(sums.done)) throw new RangeError('the recovery point must say how many images passed');
  sums.scores?.restore(tensors, sums.done);
  const rows = Math.min(sums.done, plan.kept);
  if (rows > 0) fill(sums.kept, tensors.get('kept'), rows * features, `the features of ${rows} images`);
  const ofParts = [...tensors].filter(([name]) => name.startsWith(partPrefix));
  sums.spread?.restore(new Map(ofParts.map(([name, tensor]) => [name.slice(partPrefix.length), tensor])), sums.done);
  return { ...sums, statistics: StatisticsAccumulator.fromTensors(features, tensors) };
}

function fill(into: Float32Array, tensor: TensorData | undefined, length: number, what: string): void {
  if (tensor?.data.length !== length)
    throw new RangeError(`the recovery point must hold ${what} (got ${tensor?.data.length} numbers)`);
  into.set(tensor.data);
}
