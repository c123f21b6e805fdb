// Every kind of step: what the rest of the program must know about it, except how it is computed.
import type { Digest } from '../digest.js';
import { EaganError } from '../errors.js';
import type { ExtractorKind } from '../extractor.js';
import type {
  CloseStageParameters,
  EvaluateParameters,
  ExportParameters,
  FitExtractorParameters,
  IngestParameters,
  OpenFinalParameters,
  OpenStageParameters,
  ReferenceParameters,
  ScoreParameters,
  SelectParameters,
  TrainSegmentParameters,
  TrainWinnerParameters,
} from './step-parameters.js';

/** The parameters of each kind. A step's inputs are separate. */
export interface StepParameters {
  readonly ingest: IngestParameters;
  readonly fitExtractor: FitExtractorParameters;
  readonly referenceStatistics: ReferenceParameters;
  /** For a stage of the search, or for the final pair. */
  readonly openStage: OpenStageParameters | OpenFinalParameters;
  readonly trainSegment: TrainSegmentParameters;
  readonly evaluate: EvaluateParameters;
  readonly select: SelectParameters;
  readonly closeStage: CloseStageParameters;
  readonly trainWinner: TrainWinnerParameters;
  readonly scoreWinner: ScoreParameters;
  readonly export: ExportParameters;
}

export type StepKind = keyof StepParameters;

/** The form of an output. `plain`: bytes or JSON that names no other object. */
export type OutputForm = 'checkpoint' | 'dataset' | 'reference' | 'figures' | 'population' | 'winner' | 'plain';

export interface StepKindFacts {
  /** Raised when the meaning of the kind changes. New runs have it; a frozen run keeps its own (kind-versions.ts). */
  readonly version: number;
  /** The version in runs that were frozen before it was raised. It is still computed. Absent: `version`. */
  readonly unnamed?: number;
  /**
   * For each extractor the version that last meant something else under it. New runs name that of their extractors, so
   * steps under others keep their keys. An extractor that is absent: none. Absent: `version` for all.
   */
  readonly raisedFor?: Readonly<Partial<Record<ExtractorKind, number>>>;
  /**
   * `trainer`: a child process with TensorFlow computes it. `worker`: the activity computes it itself, as a pure
   * function.
   */
  readonly runsIn: 'trainer' | 'worker';
  /** The entry of the pipeline's `resources` that gives its number of threads. */
  readonly resources: 'train' | 'evaluate';
  /** Its outputs, by name. */
  readonly outputs: Readonly<Record<string, OutputForm>>;
  /** What its input state means to `eagan gc`: a winner, the end of a generation, or a state in between. */
  readonly takesState: 'ofWinner' | 'ofGeneration' | 'onTheWay' | 'none';
  /** True when later steps need only the digest of its one output. */
  readonly isOpaque?: true;
}

interface StepKindRow<K extends StepKind> extends StepKindFacts {
  /** How much work a step is: iterations of training, or images of an evaluation or of the reference; otherwise 1. */
  readonly work: (parameters: StepParameters[K], trainImages: number) => number;
}

const oneUnit = (): number => 1;
const iterations = ({ from, to }: { readonly from: number; readonly to: number }): number => to - from;
const images = (parameters: { readonly images: number }): number => parameters.images;

/** The kinds, in the order in which a run first has them. */
export const stepKinds = {
  ingest: {
    version: 2,
    runsIn: 'trainer',
    resources: 'train',
    takesState: 'none',
    work: oneUnit,
    outputs: { dataset: 'dataset' },
  },
  fitExtractor: {
    version: 3,
    unnamed: 1,
    raisedFor: { graph: 2, inception2015: 3 },
    runsIn: 'trainer',
    resources: 'train',
    takesState: 'none',
    work: oneUnit,
    outputs: { extractor: 'checkpoint' },
  },
  referenceStatistics: {
    version: 2,
    runsIn: 'trainer',
    resources: 'train',
    takesState: 'none',
    work: (_, trainImages: number) => trainImages,
    outputs: { reference: 'reference' },
  },
  openStage: {
    version: 1,
    runsIn: 'trainer',
    resources: 'train',
    takesState: 'ofWinner',
    work: oneUnit,
    outputs: { state: 'checkpoint', population: 'population' },
  },
  trainSegment: {
    version: 2,
    unnamed: 1,
    runsIn: 'trainer',
    resources: 'train',
    takesState: 'onTheWay',
    work: iterations,
    outputs: { state: 'checkpoint' },
    isOpaque: true,
  },
  evaluate: {
    version: 5,
    unnamed: 2,
    runsIn: 'trainer',
    resources: 'evaluate',
    takesState: 'ofGeneration',
    work: images,
    outputs: { evaluation: 'figures' },
    isOpaque: true,
  },
  select: {
    version: 1,
    runsIn: 'worker',
    resources: 'train',
    takesState: 'none',
    work: oneUnit,
    outputs: { selection: 'plain', population: 'population' },
  },
  closeStage: {
    version: 1,
    runsIn: 'worker',
    resources: 'train',
    takesState: 'ofWinner',
    work: oneUnit,
    outputs: { winner: 'winner' },
  },
  trainWinner: {
    version: 2,
    unnamed: 1,
    runsIn: 'trainer',
    resources: 'train',
    takesState: 'onTheWay',
    work: iterations,
    outputs: { state: 'checkpoint' },
    isOpaque: true,
  },
  scoreWinner: {
    version: 5,
    unnamed: 2,
    runsIn: 'trainer',
    resources: 'evaluate',
    takesState: 'ofWinner',
    work: images,
    outputs: { score: 'figures' },
    isOpaque: true,
  },
  export: {
    version: 1,
    runsIn: 'trainer',
    resources: 'train',
    takesState: 'ofWinner',
    work: oneUnit,
    outputs: { genotype: 'plain', weights: 'plain', samples: 'plain', preview: 'plain', manifest: 'plain' },
  },
} as const satisfies { readonly [K in StepKind]: StepKindRow<K> };

export const stepKindNames = Object.keys(stepKinds) as StepKind[];

/** A row of the table, for a kind that is known only at run time. Throws EAGAN_RECORD_INCONSISTENT for any other. */
export function factsOf(kind: StepKind): StepKindFacts {
  if (Object.hasOwn(stepKinds, kind)) return stepKinds[kind];
  const must = `a step must be of a known kind: ${stepKindNames.join(', ')} (got ${String(kind)})`;
  throw new EaganError('EAGAN_RECORD_INCONSISTENT', must, 'Use the version of eagan that wrote it.');
}

/** How much work a step is in a run with that many training images. */
export const workOf = <K extends StepKind>({ kind, parameters }: StepOf<K>, trainImages: number): number =>
  (factsOf(kind) as StepKindRow<K>).work(parameters, trainImages);

/** The kinds that run in a trainer, and those that a worker computes itself. */
export type TrainerKind = KindIn<'trainer'>;
export type WorkerKind = KindIn<'worker'>;
type KindIn<P extends StepKindFacts['runsIn']> = {
  [K in StepKind]: (typeof stepKinds)[K]['runsIn'] extends P ? K : never;
}[StepKind];

export const isTrainerKind = (kind: StepKind): kind is TrainerKind => factsOf(kind).runsIn === 'trainer';

/** True for a step that a trainer computes. A worker computes the others itself. */
export const runsInTrainer = (step: Step): step is Step<TrainerKind> => isTrainerKind(step.kind);

/**
 * A step of one kind: everything that its result depends on, except the runtime fingerprint. It never contains paths,
 * slots, hosts or memory.
 */
export interface StepOf<K extends StepKind> {
  readonly kind: K;
  readonly kindVersion: number;
  /** Its position in the run: `generator/gen-003/evaluate/07`. */
  readonly place: string;
  /** Immutable artifacts by name. */
  readonly inputs: Readonly<Record<string, Digest>>;
  /** Taken from the validated pipeline; plain JSON. */
  readonly parameters: StepParameters[K];
  /** Present for kinds that draw random numbers. */
  readonly seed?: number;
}

/** A step. Its kind determines the type of its parameters. */
export type Step<K extends StepKind = StepKind> = { readonly [Each in K]: StepOf<Each> }[K];

/** The items whose step is of one kind, in their order. Items are planned steps or records. */
export function ofKind<K extends StepKind, Item extends { readonly step: Step }>(
  kind: K,
  items: readonly Item[],
): (Item & { readonly step: StepOf<K> })[] {
  return items.filter((item): item is Item & { readonly step: StepOf<K> } => item.step.kind === kind);
}
