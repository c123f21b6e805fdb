// Pipelines that an earlier version froze. A run continues with today's program; each field that its version did not
// have gets the value that means what that version did.
import type { NetworkName, Pipeline, Stage } from './pipeline.js';

type Earlier<T, Later extends keyof T> = Omit<T, Later> & Partial<Pick<T, Later>>;
type EarlierStage = Earlier<Stage, 'spaces' | 'earlyStopping' | 'budget'>;

/**
 * A frozen pipeline of a version without spaces, budgets, recorded latencies and named final networks. Each network had
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

/** The pipeline in today's form. Fields that it already has stay as they are, and no step's key changes. */
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
