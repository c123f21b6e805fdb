// An extractor and a reference of the tiny data set, and evaluation steps that use them.
import type { Digest } from '../../../domain/digest.js';
import type { Genotype, SearchTarget } from '../../../domain/pipeline.js';
import type { Step } from '../../../domain/steps/step.js';
import type { EvaluateParameters } from '../../../domain/steps/step-parameters.js';
import type { Store } from '../../../store/types.js';
import { runTask } from './run-task.js';
import { opponents, pairings, sizes, stepOf } from './tiny.js';

export interface JudgeInputs {
  readonly extractor: Digest;
  readonly reference: Digest;
}

export async function fittedJudge(store: Store, dataset: Digest, features: number): Promise<JudgeInputs> {
  const settings = { kind: 'classifier', epochs: 1, features, learningRate: 1e-3, batch: 16, minimumAccuracy: 0 };
  const fit = await runTask(stepOf('fitExtractor', 'extractor', { dataset }, { extractor: settings }), store);
  const extractor = fit.outputs.extractor!;
  const statistics = stepOf('referenceStatistics', 'reference', { dataset, extractor }, {});
  return { extractor, reference: (await runTask(statistics, store)).outputs.reference! };
}

/** The step that evaluates the individual in a slot. */
export function evaluateStep(
  search: SearchTarget,
  inputs: JudgeInputs & { readonly state: Digest },
  individual: { readonly slot: number; readonly genotype: Genotype },
  images = 100,
): Step {
  const { slot } = individual;
  const parameters: EvaluateParameters = {
    stage: search,
    generation: 0,
    sizes,
    search,
    opponent: opponents[search],
    pairing: pairings[search],
    individual: { id: `g000-i0${slot}`, ...individual },
    images,
    batchNorm: 'recalibrated',
  };
  return stepOf('evaluate', `${search}/gen-000/evaluate/0${slot}`, { ...inputs }, parameters);
}
