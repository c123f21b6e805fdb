// Pipelines that an earlier version froze: a run goes on with today's program, and what it was never asked is what it
// did.
import type { NetworkName, Pipeline, Stage } from './pipeline.js';

type Earlier<T, Later extends keyof T> = Omit<T, Later> & Partial<Pick<T, Later>>;
type EarlierStage = Earlier<Stage, 'spaces' | 'earlyStopping' | 'budget'>;

/**
 * A frozen pipeline before it spoke of spaces, budgets, recorded latencies and named final networks; each network had
 * one space.
 */
interface EarlierPipeline extends Earlier<
  Omit<Pipeline, 'networks' | 'metrics' | 'stages' | 'finalTraining'>,
  'searchSpaces' | 'budget'
> {
  readonly networks: { readonly [N in NetworkName]: Pipeline['networks'][N] & { readonly space?: string } };
  readonly metrics: Earlier<Pipeline['metrics'], 'latency'>;
  readonly stages: readonly EarlierStage[];
  readonly finalTraining: Earlier<Pipeline['finalTraining'], 'networks'>;
}

/** The pipeline in today's form. One that has it already stays as it is; no step's key changes. */
export function pipelineOfToday(frozen: Pipeline | EarlierPipeline): Pipeline {
  const { networks, metrics, stages, finalTraining } = frozen;
  return {
    searchSpaces: {},
    budget: null,
    ...frozen,
    metrics: { latency: null, ...metrics },
    stages: stages.map((stage) => ({ spaces: spacesOf(stage, networks), earlyStopping: null, budget: null, ...stage })),
    finalTraining: { networks: { generator: null, discriminator: null }, ...finalTraining },
  };
}

function spacesOf({ search }: EarlierStage, networks: EarlierPipeline['networks']): Stage['spaces'] {
  return search === 'both' ? {} : { [search]: networks[search].space ?? `eagan-${search}` };
}
