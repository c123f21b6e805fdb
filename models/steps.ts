// Training steps of a pair: run the step's program, and change the state only if loss and gradients are finite.
import { applyAdam } from './adam.js';
import { backendFacts } from './backend.js';
import { download, release, upload, type Handle } from './device.js';
import { sampleNormal } from './initialise.js';
import type { Results } from './ir/results.js';
import { deviceNetwork, type DeviceNetwork } from './network.js';
import { cachedProgram, type Runnable } from './program-cache.js';
import { feedNetworks } from './feeds.js';
import { discriminatorStepGraph, generatorStepGraph, stepOutputs, type StepForm } from './step-graph.js';
import type { LatentStream, Pair, StepReport, UpdateRule } from './types.js';

/**
 * One step of D on `count` real images (NHWC RGB bytes) and `fakes` generated ones. G's weights do not move; its
 * running statistics do. A step with a loss or gradients that are not finite (also a gradient norm beyond float32)
 * changes nothing.
 */
export function discriminatorStep(
  pair: Pair,
  real: Uint8Array,
  count: number,
  latents: LatentStream,
  fakes: number,
  rule: UpdateRule,
): StepReport {
  const form = stepForm(pair, rule);
  const size = Math.sqrt(real.length / count / 3);
  const program = cachedProgram(['discriminatorStep', form, count, fakes, size], pair.execution ?? 'eager', () =>
    stepOutputs(discriminatorStepGraph(form, count, fakes, size)),
  );
  const images = upload('uint8', [count, size, size, 3], real);
  try {
    return runStep(program, pair, 'discriminator', latents, fakes, rule, images);
  } finally {
    release(images);
  }
}

/**
 * One step of G on `count` latents. D's weights do not move; its power iteration advances. A non-finite step changes
 * nothing.
 */
export function generatorStep(pair: Pair, latents: LatentStream, count: number, rule: UpdateRule): StepReport {
  const form = stepForm(pair, rule);
  const program = cachedProgram(['generatorStep', form, count], pair.execution ?? 'eager', () =>
    stepOutputs(generatorStepGraph(form, count)),
  );
  return runStep(program, pair, 'generator', latents, count, rule);
}

function stepForm(pair: Pair, { gradientClipping }: UpdateRule): StepForm {
  return {
    generator: pair.generator.spec,
    generatorArchitecture: pair.generatorArchitecture,
    discriminator: pair.discriminator.spec,
    discriminatorArchitecture: pair.discriminatorArchitecture,
    gradientClipping,
    device: backendFacts().device,
  };
}

export type TrainedNetwork = 'generator' | 'discriminator';

function runStep(
  program: Runnable,
  pair: Pair,
  trained: TrainedNetwork,
  { seed, name }: LatentStream,
  count: number,
  rule: UpdateRule,
  real?: Handle,
): StepReport {
  const networks = { generator: deviceNetwork(pair.generator), discriminator: deviceNetwork(pair.discriminator) };
  const { latent } = pair.generator.spec as { latent: number };
  const latents = sampleNormal([count, latent], seed, name);
  const feeds = feedNetworks(networks, { latents, ...(real !== undefined && { real }) });
  let results: Results;
  try {
    results = program.run(feeds.feed);
  } finally {
    // Before the update: a variable whose value is still being read would be copied.
    feeds.dispose();
    release(latents);
  }
  const [loss, norm] = download(results.get('report')) as unknown as [number, number];
  const finite = Number.isFinite(loss) && Number.isFinite(norm);
  const kept = finite ? commitStep(results, networks, trained, rule) : new Set<Handle>();
  results.dispose(kept);
  return { finite, loss: finite ? loss : null };
}

/** Moves weights and buffers by a step's results; returns the results that are now part of the state. */
export function commitStep(
  results: Results,
  networks: Record<TrainedNetwork, DeviceNetwork>,
  trained: TrainedNetwork,
  rule: UpdateRule,
): Set<Handle> {
  const kept = new Set<Handle>();
  const updates = results.names().flatMap((output) => {
    const [kind, name] = split(output);
    if (kind === 'gradients') return [[networks[trained].parameters.get(name)!, results.get(output)] as const];
    if (!(kind in networks)) return [];
    networks[kind as TrainedNetwork].setBuffer(name, results.get(output));
    kept.add(results.get(output));
    return [];
  });
  applyAdam(updates, rule.optimizer);
  return kept;
}

function split(output: string): [kind: string, name: string] {
  const slash = output.indexOf('/');
  return slash < 0 ? [output, ''] : [output.slice(0, slash), output.slice(slash + 1)];
}
