// Who judges the images of each planned step: its extractor, and the real images behind its reference.
import {
  defaultReference,
  defaultSplits,
  featuresOf,
  type ExtractorSettings,
  type FittedExtractor,
} from '../../domain/extractor.js';
import { standInDigest, type ImageCounts, type PlannedStep } from '../../domain/plan/virtual.js';
import { imageRow, type FigureGroup } from '../../domain/search/figures.js';
import { ofKind, type Step } from '../../domain/steps/kinds.js';
import { comparedImages, judgedFigures } from '../../domain/steps/protocol.js';
import type { ReferenceParameters } from '../../domain/steps/step-parameters.js';
import { extractorCosts } from './extractor-costs.js';

/** An extractor with a reference. */
export interface PlannedJudge {
  readonly extractor: FittedExtractor;
  readonly features: number;
  readonly classes: number;
  /** Real images that pass through the extractor for the reference; 0: a file has their statistics. */
  readonly realImages: number;
  /** Of how many of them the features are kept, because figures compare single images. */
  readonly keptImages: number;
}

/** The images that a step judges. */
export interface JudgedPass {
  readonly judge: PlannedJudge;
  readonly images: number;
  readonly splits: number;
  readonly groups: ReadonlySet<FigureGroup>;
}

/** What a phase judges. */
export interface PhaseJudging {
  readonly phase: string;
  /** The judges whose references it makes. */
  readonly references: readonly PlannedJudge[];
  /** One for each evaluation or score. */
  readonly passes: readonly JudgedPass[];
}

/** Of a network of somebody's own, whose pipeline does not tell: those of Inception. */
const assumedFeatures = 2048;

/** Every phase of a plan, in its order. */
export function judgingOf(planned: readonly PlannedStep[], counts: ImageCounts): PhaseJudging[] {
  const judges = judgesIn(planned, counts);
  return [...new Set(planned.map(({ phase }) => phase))].map((phase) => {
    const own = planned.filter((step) => step.phase === phase);
    const judging = [...ofKind('evaluate', own), ...ofKind('scoreWinner', own)];
    return {
      phase,
      references: ofKind('referenceStatistics', own).map(({ key }) => judges.get(standInDigest(key, 'reference'))!),
      passes: judging.map(({ step }) => passOf(step, judges.get(step.inputs.reference!)!)),
    };
  });
}

/** By the digest of the reference. */
function judgesIn(planned: readonly PlannedStep[], counts: ImageCounts): Map<string, PlannedJudge> {
  const fitted = ofKind('fitExtractor', planned);
  const extractors = new Map(
    fitted.map(({ step, key }) => [standInDigest(key, 'extractor'), step.parameters.extractor] as const),
  );
  return new Map(
    ofKind('referenceStatistics', planned).map(({ step, key }) => [
      standInDigest(key, 'reference'),
      judgeOf(extractors.get(step.inputs.extractor!)!, step.parameters, counts),
    ]),
  );
}

function judgeOf(
  extractor: FittedExtractor,
  { reference = defaultReference, also = [] }: ReferenceParameters,
  { trainImages, heldOutImages }: ImageCounts,
): PlannedJudge {
  const split = reference.from === 'npz' ? 0 : reference.split === 'train' ? trainImages : heldOutImages;
  return {
    extractor,
    features: featuresOf(extractor as ExtractorSettings) ?? assumedFeatures,
    classes: extractorCosts[extractor.kind].classes,
    realImages: split,
    keptImages: also.length > 0 ? Math.min(comparedImages, split) : 0,
  };
}

function passOf({ parameters }: Step<'evaluate' | 'scoreWinner'>, judge: PlannedJudge): JudgedPass {
  const { images, judging } = parameters;
  const groups = new Set(judgedFigures(parameters).map((name) => imageRow(name).group));
  return { judge, images, splits: judging?.splits ?? defaultSplits, groups };
}
