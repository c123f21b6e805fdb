// From images to figures under a protocol: one pass through the extractor for all of them.
import { meanOf } from '../../domain/averages.js';
import type { Protocol } from '../../domain/steps/artifacts.js';
import { imageRow, type Deviations, type FigureGroup, type ImageFigures } from '../../domain/search/figures.js';
import type { Step } from '../../domain/steps/kinds.js';
import {
  deviatingFigures,
  judgedFigures,
  keptImages,
  nearestIn,
  partImages,
  subsetImagesIn,
} from '../../domain/steps/protocol.js';
import { cubedBy, spreadIn } from '../../domain/steps/kind-versions.js';
import { leftOutParts } from '../../domain/steps/parts.js';
import { streamNames } from '../../domain/steps/places.js';
import { stream } from '../../domain/stream.js';
import {
  betweenParts,
  cubes,
  distanceFrom,
  DistancesWithout,
  featureSet,
  kernelDistance,
  neighbourFigures,
  PartDistances,
  populationDeviation,
  subsetDeviation,
  withoutParts,
  type FeatureSet,
  type NeighbourFigures,
} from '../../metrics/index.js';
import type { DistanceSpread } from '../../metrics/types.js';
import type { TaskContext, TaskResult } from '../types.js';
import type { ImageBatches } from './images.js';
import { judgeOf, type Judge } from './judge.js';
import { beginPassage, type PassagePlan, type Sums } from './passage.js';

export interface ImageJudgement {
  /** null when a pixel or a figure is not a finite number. */
  readonly figures: ImageFigures | null;
  readonly circumstances: Pick<TaskResult, 'resumedAtIteration' | 'writingMs'>;
}

type JudgingStep = Step<'evaluate' | 'scoreWinner'>;
/** What decides the figures of a step. */
export type JudgedStep = Pick<JudgingStep, 'kindVersion' | 'seed'> & {
  readonly parameters: Pick<JudgingStep['parameters'], 'sizes' | 'judging' | 'images'>;
};

/** What is left of the images once they have passed through the extractor. */
interface Evidence {
  readonly judge: Judge;
  readonly sums: Sums;
  readonly generated: FeatureSet;
  readonly protocol: Protocol;
  readonly step: JudgedStep;
  /** Computed once for both groups that need it. */
  readonly neighbours: () => ReturnType<typeof neighbourFigures>;
}

interface Measured {
  readonly value: number;
  /** Computed only where it is recorded. */
  readonly deviation: () => number;
}

/** One function a group, whose values are in the order of the table of figures. */
const groups: Readonly<Record<FigureGroup, (evidence: Evidence) => readonly Measured[]>> = {
  distance({ judge, sums }) {
    const value = distanceFrom(judge.reference, sums.statistics.finish());
    return [{ value, deviation: () => sums.spread!.deviationOf(value) }];
  },
  score({ sums }) {
    const { scores } = sums.scores!;
    return [{ value: meanOf(scores), deviation: () => populationDeviation(scores) }];
  },
  kernelDistance: ({ judge: { real }, generated, protocol, step }) => [
    {
      value: kernelDistance(real!, generated, cubes[cubedBy(step)]),
      deviation() {
        const random = stream(step.seed!, streamNames.kernelSubsets);
        const images = subsetImagesIn(Math.min(real!.images, generated.images));
        const { subsets } = protocol.further!;
        return subsetDeviation(real!, generated, { subsets, images }, random, cubes[cubedBy(step)]);
      },
    },
  ],
  precisionRecall: ({ neighbours }) => ofNeighbours(neighbours(), ['precision', 'recall']),
  densityCoverage: ({ neighbours }) => ofNeighbours(neighbours(), ['density', 'coverage']),
};

const ofNeighbours = (
  { whole, deviations }: ReturnType<typeof neighbourFigures>,
  names: readonly (keyof NeighbourFigures)[],
): Measured[] => names.map((name) => ({ value: whole[name], deviation: () => deviations![name] }));

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
  const judge = await judgeOf(protocol, step.parameters.sizes.generator.bottomWidth * 8, context.store);
  const { extractor } = judge;
  const { sums, resumedAt, add, forResult } = await beginPassage(extractor, passageOf(step, protocol, judge), context);
  const judged = (figures: ImageFigures | null): ImageJudgement => ({
    figures,
    circumstances: { ...(resumedAt === null ? {} : { resumedAtIteration: resumedAt }), ...forResult() },
  });
  for await (const { bytes, finite } of imagesFrom(sums.done)) {
    if (!finite) return judged(null);
    await add(bytes, bytes.length / (extractor.size * extractor.size * 3));
  }
  const figures = measured(evidenceOf(step, sums, protocol, judge));
  return judged(Object.values(figures).every(Number.isFinite) ? figures : null);
}

function passageOf(step: JudgedStep, protocol: Protocol, { reference, extractor }: Judge): PassagePlan {
  const { images, scoreSplits: count } = protocol;
  const equal = { count, each: partImages(images, count) };
  const spread = (): DistanceSpread =>
    leavesOut(step)
      ? new DistancesWithout(reference, images, leftOutParts(count))
      : new PartDistances(reference, equal.count, equal.each);
  return {
    images,
    kept: keptImages(protocol),
    spread: deviates(step, 'distance') ? spread : null,
    scores: extractor.classes > 0 ? equal : null,
  };
}

/** Earlier versions took the deviation between parts. */
const leavesOut = ({ kindVersion }: JudgedStep): boolean =>
  spreadIn(kindVersion, 'frechetDistance') === 'standardError';

const deviates = (step: JudgedStep, ...wanted: readonly FigureGroup[]): boolean =>
  deviatingFigures(step).some((name) => wanted.includes(imageRow(name).group));

function evidenceOf(step: JudgedStep, sums: Sums, protocol: Protocol, judge: Judge): Evidence {
  const generated = featureSet(sums.kept, judge.extractor.features);
  let found: ReturnType<typeof neighbourFigures> | null = null;
  const compute = (): ReturnType<typeof neighbourFigures> => {
    const neighbourhood = judge.neighbourhood(nearestIn(judge.real!.images, generated.images));
    if (!deviates(step, 'precisionRecall', 'densityCoverage')) return neighbourFigures(neighbourhood, generated);
    const spread = leavesOut(step)
      ? withoutParts(neighbourhood, generated, leftOutParts(protocol.scoreSplits))
      : betweenParts(neighbourhood, generated, protocol.scoreSplits);
    return neighbourFigures(neighbourhood, generated, spread);
  };
  return { judge, sums, generated, protocol, step, neighbours: () => (found ??= compute()) };
}

function measured(evidence: Evidence): ImageFigures {
  const names = judgedFigures(evidence.step.parameters);
  const deviating = deviatingFigures(evidence.step);
  const values: Record<string, number> = {};
  const deviations: Record<string, number> = {};
  for (const group of new Set(names.map((name) => imageRow(name).group))) {
    const ofGroup = names.filter((name) => imageRow(name).group === group);
    groups[group](evidence).forEach(({ value, deviation }, index) => {
      const name = ofGroup[index]!;
      values[name] = value;
      if (deviating.includes(name)) deviations[imageRow(name).deviation] = deviation();
    });
  }
  return { ...values, ...(deviations as Deviations) };
}
