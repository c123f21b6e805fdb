// From images to figures under a protocol: one pass through the extractor for both, nothing but features kept.
import type { Protocol } from '../../domain/steps/artifacts.js';
import {
  imageFigures,
  type Deviation,
  type Deviations,
  type ImageFigure,
  type ImageFigures,
} from '../../domain/search/figures.js';
import { recordsDeviation, type JudgingStep } from '../../domain/steps/kind-versions.js';
import { classifierScore, distanceFrom, scoreDeviation } from '../../metrics/index.js';
import type { NetworkSizes } from '../../domain/steps/step-parameters.js';
import type { TaskContext, TaskResult } from '../types.js';
import type { ImageBatches } from './images.js';
import { judgeOf } from './judge.js';
import { beginPassage, type Sums } from './passage.js';

export interface ImageJudgement {
  /** null when a pixel or a figure is not a finite number. */
  readonly figures: ImageFigures | null;
  readonly circumstances: Pick<TaskResult, 'resumedAtIteration' | 'writingMs'>;
}

/** A step that judges images. */
type JudgedStep = JudgingStep & { readonly parameters: { readonly sizes: NetworkSizes } };

/** What is left of the images once they have passed through the extractor. */
interface Evidence {
  readonly reference: Awaited<ReturnType<typeof judgeOf>>['reference'];
  readonly sums: Sums;
  readonly classes: number;
  readonly protocol: Protocol;
}

const functions: Readonly<Record<ImageFigure, (evidence: Evidence) => number>> = {
  frechetDistance: ({ reference, sums }) => distanceFrom(reference, sums.statistics.finish()),
  classifierScore: ({ sums, classes, protocol }) => classifierScore(sums.probabilities, classes, protocol.scoreSplits),
};

const deviations: Readonly<Record<Deviation, (evidence: Evidence) => number>> = {
  classifierScoreDeviation: ({ sums, classes, protocol }) =>
    scoreDeviation(sums.probabilities, classes, protocol.scoreSplits),
};

/**
 * The figures of `protocol.images` images for a step; `imagesFrom` returns those after the given number (whole
 * batches).
 */
export async function figuresOf(
  step: JudgedStep,
  imagesFrom: (done: number) => ImageBatches,
  protocol: Protocol,
  context: TaskContext,
): Promise<ImageJudgement> {
  const { extractor, reference } = await judgeOf(protocol, imageSizeOf(step), context.store);
  const { classes, size } = extractor;
  const { sums, resumedAt, add, forResult } = await beginPassage(extractor, protocol.images, context);
  const judged = (figures: ImageFigures | null): ImageJudgement => ({
    figures,
    circumstances: { ...(resumedAt === null ? {} : { resumedAtIteration: resumedAt }), ...forResult() },
  });
  for await (const { bytes, finite } of imagesFrom(sums.done)) {
    if (!finite) return judged(null);
    await add(bytes, bytes.length / (size * size * 3));
  }
  const evidence = { reference, sums, classes, protocol };
  const known = imageFigures.map((name) => [name, functions[name](evidence)]);
  const figures = { ...(Object.fromEntries(known) as Record<ImageFigure, number>), ...deviationsOf(step, evidence) };
  return judged(Object.values(figures).every(Number.isFinite) ? figures : null);
}

const imageSizeOf = ({ parameters }: JudgedStep): number => parameters.sizes.generator.bottomWidth * 8;

/** One part has no deviation to tell. */
function deviationsOf(step: JudgingStep, evidence: Evidence): Deviations {
  if (!recordsDeviation(step) || evidence.protocol.scoreSplits < 2) return {};
  return Object.fromEntries(Object.entries(deviations).map(([name, of]) => [name, of(evidence)]));
}
