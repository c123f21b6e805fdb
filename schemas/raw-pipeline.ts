// What a pipeline file may say: the schema's form as types, before defaults are filled in. pipeline.schema.json decides; a test keeps both in step.
import type { SpaceDefinition } from '../domain/define-space.js';
import type {
  Dataset,
  Direction,
  Duration,
  LatencyTable,
  NetworkName,
  Objective,
  Opponent,
  Searched,
  Stage,
} from '../domain/pipeline.js';

export interface RawAdam {
  readonly kind: 'adam';
  readonly learningRate?: number;
  readonly betas?: readonly [number, number];
}

export interface RawTraining {
  readonly loss?: 'hinge';
  readonly batch?: { readonly discriminator?: number; readonly generator?: number };
  readonly discriminatorSteps?: number;
  readonly optimizers?: { readonly generator?: RawAdam; readonly discriminator?: RawAdam };
  readonly gradientClipping?: number | null;
  readonly segmentIterations?: number;
  readonly divergenceLimit?: number;
}

export type RawOpponent =
  | Exclude<Opponent, { from: 'genotype' }>
  | { readonly from: 'genotype'; readonly genotype: readonly (readonly (number | string)[])[] }
  | { readonly from: 'file'; readonly path: string };

export interface RawBudget {
  readonly deviceHours?: number | null;
  readonly wallTime?: string | null;
  readonly candidates?: number | null;
}

/** What stageDefaults and each stage may say. */
export interface RawStageSettings {
  readonly population?: number;
  readonly generations?: number;
  readonly warmup?: Duration;
  readonly duration?: Duration;
  readonly breeding?: Partial<Stage['breeding']>;
  readonly selection?: { readonly kind: Stage['selection']['kind']; readonly size?: number };
  readonly objectives?: Readonly<Partial<Record<Objective, Direction>>>;
  readonly best?: readonly Objective[];
  readonly evaluation?: Partial<Stage['evaluation']>;
  readonly earlyStopping?: { readonly generations: number; readonly minimumGain?: number } | null;
  readonly budget?: RawBudget | null;
  readonly training?: RawTraining;
}

export interface RawStage extends RawStageSettings {
  readonly id: string;
  readonly search: Searched;
  readonly pairing: Stage['pairing'];
  /** Only with oneToOne. */
  readonly weightResetting?: boolean;
  /** Absent exactly when coupled. */
  readonly opponent?: RawOpponent;
  /** Not when coupled. */
  readonly space?: string;
  /** Only when coupled. */
  readonly spaces?: Readonly<Partial<Record<NetworkName, string>>>;
}

type OptionalKeys<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;
export type RawDataset =
  | OptionalKeys<Extract<Dataset, { kind: 'shapes' }>, 'size'>
  | OptionalKeys<Extract<Dataset, { kind: 'imageFolder' }>, 'size' | 'images' | 'unreadable'>;

export interface RawExtractor {
  readonly kind: 'classifier';
  readonly epochs?: number;
  readonly features?: number;
  readonly learningRate?: number;
  readonly batch?: number;
  readonly minimumAccuracy?: number;
}

export interface RawPipeline {
  readonly version: 1;
  readonly name: string;
  readonly seed?: number;
  readonly dataset: RawDataset;
  readonly networks: {
    readonly generator: { readonly space?: string; readonly channels: number; readonly latent?: number };
    readonly discriminator: { readonly space?: string; readonly channels: number };
  };
  readonly searchSpaces?: Readonly<Record<string, SpaceDefinition>>;
  readonly metrics?: {
    readonly seed?: number;
    readonly images?: number;
    readonly extractor?: RawExtractor;
    readonly latency?:
      ({ readonly from: 'inline' } & LatencyTable) | { readonly from: 'file'; readonly path: string } | null;
  };
  readonly training?: RawTraining;
  readonly stageDefaults?: RawStageSettings;
  readonly stages: readonly RawStage[];
  readonly finalTraining: {
    readonly duration: Duration;
    readonly networks?: Readonly<Partial<Record<NetworkName, RawOpponent>>>;
    readonly training?: RawTraining;
    readonly ema?: { readonly decay?: number };
    readonly images?: number;
    readonly scoreEvery?: Duration | null;
  };
  readonly budget?: RawBudget | null;
  readonly resources?: {
    readonly train?: { readonly threads?: number };
    readonly evaluate?: { readonly threads?: number };
    readonly slots?: number | null;
  };
  /** `every`: a number with ms, s, m or h. */
  readonly recovery?: { readonly every?: string; readonly onMismatch?: 'stop' | 'warn' };
  readonly retention?: {
    readonly lastStates?: number;
    readonly generationBoundaries?: boolean;
    readonly winners?: boolean;
  };
}
