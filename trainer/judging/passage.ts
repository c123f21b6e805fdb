// Sums up images that pass through an extractor, with recovery points by the clock. The sums continue from those to the
// last bit.
import { StatisticsAccumulator } from '../../metrics/index.js';
import type { Extractor } from '../../metrics/types.js';
import type { TensorData, Tensors } from '../../store/types.js';
import { fromRecoveryPoint, recoveryWriter, type RecoveryWriter } from '../recovery-points.js';
import { readWhole } from '../state/read-whole.js';
import type { TaskContext } from '../types.js';

export interface Sums {
  readonly statistics: StatisticsAccumulator;
  /** images × classes, for the images that have passed. */
  readonly probabilities: Float32Array;
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

/** Begins at the newest recovery point, or from nothing. `images`: how many are to pass. */
export async function beginPassage(extractor: Extractor, images: number, context: TaskContext): Promise<Passage> {
  const resumed = await fromRecoveryPoint(context, ({ checkpoint }, checkpoints) =>
    readWhole(checkpoint, checkpoints, 'sums', ({ done }, tensors) => sumsOf(extractor, images, done, tensors)),
  );
  const sums = resumed ?? emptySums(extractor, images);
  const resumedAt = resumed === null ? null : sums.done;
  const { classes } = extractor;
  const recovery = recoveryWriter(context, () => ({
    position: sums.done,
    extra: null,
    save: (checkpoints) =>
      checkpoints.write({ schemaVersion: 1, kind: 'sums', done: sums.done }, tensorsOf(sums, classes)),
  }));
  const began = performance.now();
  return {
    sums,
    resumedAt,
    async add(bytes, count) {
      const extracted = await extractor.extract(bytes, count);
      sums.statistics.add(extracted.features, count);
      sums.probabilities.set(extracted.probabilities, sums.done * classes);
      sums.done += count;
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

const emptySums = ({ features, classes }: Extractor, images: number): Sums => ({
  statistics: new StatisticsAccumulator(features),
  probabilities: new Float32Array(images * classes),
  done: 0,
});

function tensorsOf({ statistics, probabilities, done }: Sums, classes: number): Map<string, TensorData> {
  const passed = { shape: [done, classes], data: probabilities.subarray(0, done * classes) };
  return new Map([...statistics.toTensors(), ['probabilities', passed]]);
}

function sumsOf(extractor: Extractor, images: number, done: unknown, tensors: Tensors): Sums {
  const sums = emptySums(extractor, images);
  const passed = tensors.get('probabilities')?.data;
  if (!Number.isInteger(done) || passed?.length !== (done as number) * extractor.classes)
    throw new RangeError(
      `the recovery point must hold the probabilities of ${String(done)} images (got ${passed?.length} numbers)`,
    );
  sums.probabilities.set(passed);
  return { ...sums, statistics: StatisticsAccumulator.fromTensors(extractor.features, tensors), done: done as number };
}
