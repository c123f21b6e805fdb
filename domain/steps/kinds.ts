// Every kind of step: what the rest of the program must know of it, besides how it is computed.
import type { Digest } from '../digest.js';
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

/** What each kind takes besides its inputs. */
export interface StepParameters {
  readonly ingest: IngestParameters;
  readonly fitExtractor: FitExtractorParameters;
  readonly referenceStatistics: ReferenceParameters;
  /** Of a stage of the search, or of the final pair. */
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

/** What an output is; `plain`: bytes or JSON that names no other object. */
export type OutputForm = 'checkpoint' | 'dataset' | 'reference' | 'figures' | 'population' | 'winner' | 'plain';

export interface StepKindFacts {
  /** Raised when the meaning of the kind changes, so that what a fixed bug gave is not served again. */
  readonly version: number;
  /** `trainer`: in a child with TensorFlow. `worker`: a pure function, in the activity itself. */
  readonly runsIn: 'trainer' | 'worker';
  /** Which of the pipeline's `resources` says how many threads it has. */
  readonly resources: 'train' | 'evaluate';
  /** What it gives, by name. */
  readonly outputs: Readonly<Record<string, OutputForm>>;
  /**
   * What the state of training that it takes means to `eagan gc`: a winner, the end of a generation, or one on the way.
   */
  readonly takesState: 'ofWinner' | 'ofGeneration' | 'onTheWay' | 'none';
  /** True when later steps know its result by the digest of its one output alone. */
  readonly isOpaque?: true;
}

interface StepKindRow<K extends StepKind> extends StepKindFacts {
  /** How much work a step is: iterations of training, images that are judged, else 1. */
  readonly work: (parameters: StepParameters[K], trainImages: number) => number;
}

const oneUnit = (): number => 1;
const iterations = ({ from, to }: { readonly from: number; readonly to: number }): number => to - from;
const images = (parameters: { readonly images: number }): number => parameters.images;

/** The kinds, in the order in which a run meets them. */
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
    version: 1,
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
    version: 1,
    runsIn: 'trainer',
    resources: 'train',
    takesState: 'onTheWay',
    work: iterations,
    outputs: { state: 'checkpoint' },
    isOpaque: true,
  },
  evaluate: {
    version: 2,
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
    version: 1,
    runsIn: 'trainer',
    resources: 'train',
    takesState: 'onTheWay',
    work: iterations,
    outputs: { state: 'checkpoint' },
    isOpaque: true,
  },
  scoreWinner: {
    version: 2,
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

/** The table, where a kind is not known beforehand. */
export const factsOf = (kind: StepKind): StepKindFacts => stepKinds[kind];

const rows: { readonly [K in StepKind]: StepKindRow<K> } = stepKinds;

/** How much work a step is, of a run that trains on so many images. */
export const workOf = <K extends StepKind>({ kind, parameters }: StepOf<K>, trainImages: number): number =>
  rows[kind].work(parameters, trainImages);

/** The kinds that run in a trainer, and those that a worker computes itself. */
export type TrainerKind = KindIn<'trainer'>;
export type WorkerKind = KindIn<'worker'>;
type KindIn<P extends StepKindFacts['runsIn']> = {
  [K in StepKind]: (typeof stepKinds)[K]['runsIn'] extends P ? K : never;
}[StepKind];

export const isTrainerKind = (kind: StepKind): kind is TrainerKind => factsOf(kind).runsIn === 'trainer';

/** True for a step that a trainer computes; all others a worker computes itself. */
export const runsInTrainer = (step: Step): step is Step<TrainerKind> => isTrainerKind(step.kind);

/**
 * A step of one kind: all that its result depends on, besides the runtime fingerprint. Paths, slots, hosts and memory
 * never enter.
 */
export interface StepOf<K extends StepKind> {
  readonly kind: K;
  readonly kindVersion: number;
  /** Where in the run: `generator/gen-003/evaluate/07`. */
  readonly place: string;
  /** Immutable artifacts by name. */
  readonly inputs: Readonly<Record<string, Digest>>;
  /** Cut out of the validated pipeline: plain JSON. */
  readonly parameters: StepParameters[K];
  /** Present for kinds that draw. */
  readonly seed?: number;
}

/** A step; its kind tells what its parameters are. */
export type Step<K extends StepKind = StepKind> = { readonly [Each in K]: StepOf<Each> }[K];

/** Those whose step is of one kind, in their order: of steps that are planned, of records. */
export function ofKind<K extends StepKind, Item extends { readonly step: Step }>(
  kind: K,
  items: readonly Item[],
): (Item & { readonly step: StepOf<K> })[] {
  return items.filter((item): item is Item & { readonly step: StepOf<K> } => item.step.kind === kind);
}
