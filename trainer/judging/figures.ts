// From images to figures under a protocol: one pass through the extractor for both, nothing but features kept.
import type { Figures, Protocol } from '../../domain/artifacts.js';
import { classifierScore, distanceFrom, StatisticsAccumulator } from '../../metrics/index.js';
import type { TaskContext } from '../types.js';
import { withProgress, type ImageBatches } from './images.js';
import { judgeOf } from './judge.js';

/** The figures of `protocol.images` images; null when a pixel or a figure is not a finite number. */
export async function figuresOf(
  batches: ImageBatches,
  protocol: Protocol,
  context: TaskContext,
): Promise<Figures | null> {
  const { extractor, reference } = await judgeOf(protocol, context.store);
  const { features, classes, size } = extractor;
  const statistics = new StatisticsAccumulator(features);
  const probabilities = new Float32Array(protocol.images * classes);
  let done = 0;
  for await (const { bytes, finite } of withProgress(batches, context, protocol.images, size)) {
    if (!finite) return null;
    const count = bytes.length / (size * size * 3);
    const extracted = extractor.extract(bytes, count);
    statistics.add(extracted.features, count);
    probabilities.set(extracted.probabilities, done * classes);
    done += count;
  }
  const figures = {
    frechetDistance: distanceFrom(reference, statistics.finish()),
    classifierScore: classifierScore(probabilities, classes, protocol.scoreSplits),
  };
  return Object.values(figures).every(Number.isFinite) ? figures : null;
}
