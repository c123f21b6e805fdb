// Evaluation with recalibrated and with shared running statistics, end to end: what each depends on, and that their
// figures are never compared.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { EvaluationArtifact, PopulationArtifact, Protocol } from '../../domain/steps/artifacts.js';
import type { Digest } from '../../domain/digest.js';
import { getJson } from '../../domain/steps/objects.js';
import { halvesOf } from '../../domain/search/pairs.js';
import type { Genotype, SearchTarget } from '../../domain/pipeline.js';
import { streamNames } from '../../domain/steps/places.js';
import { fullSpace } from '../../domain/search/search-space.js';
import { selectGeneration } from '../../domain/search/selection.js';
import type { EvaluateParameters } from '../../domain/steps/step-parameters.js';
import { networkFromTensors } from '../../models/index.js';
import type { Store, TensorData } from '../../store/types.js';
import { figuresOf } from '../../trainer/judging/figures.js';
import { generatedImages, type ImageBatches } from '../../trainer/judging/images.js';
import { standaloneSpec } from '../../trainer/state/network-specs.js';
import { belowPrefix } from '../../trainer/state/tensor-names.js';
import { generatorStage } from '../domain/fixtures.js';
import { runTask } from './support/run-task.js';
import {
  openStep,
  opponents,
  pairings,
  randomIndividual,
  segmentStep,
  sizes,
  stepOf,
  tinyStore,
} from './support/tiny.js';
import { bestGenerator } from '../support/tiny-networks.js';

type BatchNorm = EvaluateParameters['batchNorm'];
const searches: SearchTarget[] = ['generator', 'discriminator', 'both'];
const kinds: BatchNorm[] = ['recalibrated', 'shared'];
const images = 100;
let store: Store;
let judge: { extractor: Digest; reference: Digest };
/** A state of each search after a few steps, so that no running statistics have their start values. */
const trained = {} as Record<SearchTarget, Digest>;
const genotypes = Object.fromEntries(
  searches.map((search) => [search, randomIndividual(search, 1, 'batch norm')]),
) as Record<SearchTarget, Genotype>;

before(async () => {
  const tiny = await tinyStore();
  ({ store } = tiny);
  const { dataset } = tiny;
  const settings = { kind: 'classifier', epochs: 1, features: 8, learningRate: 1e-3, batch: 16, minimumAccuracy: 0 };
  const fitted = await runTask(stepOf('fitExtractor', 'extractor', { dataset }, { extractor: settings }), store);
  const extractor = fitted.outputs.extractor!;
  const reference = await runTask(stepOf('referenceStatistics', 'reference', { dataset, extractor }, {}), store);
  judge = { extractor, reference: reference.outputs.reference! };
  for (const network of searches) {
    const opened = (await runTask(openStep(network), store)).outputs.state!;
    const segment = segmentStep(network, { state: opened, dataset }, { from: 0, to: 4 });
    trained[network] = (await runTask(segment, store)).outputs.state!;
  }
});

async function evaluation(network: SearchTarget, state: Digest, batchNorm: BatchNorm): Promise<EvaluationArtifact> {
  const parameters: EvaluateParameters = {
    ...{ stage: network, generation: 0, sizes, search: network, images, batchNorm },
    opponent: opponents[network],
    pairing: pairings[network],
    individual: { id: 'g000-i00', slot: 0, genotype: genotypes[network] },
  };
  const step = stepOf('evaluate', `${network}/gen-000/evaluate/00`, { state, ...judge }, parameters);
  return getJson(store.objects, (await runTask(step, store)).outputs.evaluation!);
}

/** The path in a state of the generator that makes the images. */
const ownerOf = (network: SearchTarget): string => (network === 'discriminator' ? 'opponents/00' : 'searched');
const generatorOf: Readonly<Record<SearchTarget, Genotype>> = {
  generator: genotypes.generator,
  discriminator: bestGenerator,
  both: halvesOf(genotypes.both).generator,
};
const nameOf = (network: SearchTarget): string => (network === 'both' ? 'pair' : network);

/** The same state, in which only the running statistics of that generator differ. */
async function withOtherStatistics(network: SearchTarget): Promise<Digest> {
  const { meta, tensors } = await store.checkpoints.read(trained[network]);
  const changed = new Map<string, TensorData>(tensors);
  for (const [kind, factor] of Object.entries({ mean: -3, variance: 5 })) {
    const name = `${ownerOf(network)}/buffers/output.norm.${kind}`;
    const { shape, data } = tensors.get(name)!;
    changed.set(name, { shape, data: (data as Float32Array).map((value) => factor * value + 0.5) });
  }
  return store.checkpoints.write(meta, changed);
}

for (const network of searches) {
  test(`with shared statistics a ${nameOf(network)} is evaluated with exactly the statistics of the state`, async () => {
    const found = await evaluation(network, trained[network], 'shared');
    const { tensors } = await store.checkpoints.read(trained[network]);
    const generator = networkFromTensors(
      standaloneSpec('generator', generatorOf[network], sizes),
      belowPrefix(ownerOf(network), tensors),
    );
    const protocol = await getJson<Protocol>(store.objects, found.protocol);
    const circumstances = { recoveryEveryMs: 600_000 };
    const context = { store, key: '', attempt: '', circumstances, now: () => performance.now() };
    const latents = { seed: 1, name: streamNames.evaluationLatents(network, 0) };
    const imagesFrom = (from: number): ImageBatches => generatedImages(generator, latents, images, from);
    const expected = await figuresOf({ kindVersion: 5, parameters: { sizes, images } }, imagesFrom, protocol, {
      ...context,
      tick: async () => undefined,
      onInterrupt: () => undefined,
    });
    generator.dispose();
    assert.deepEqual(found.figures, expected.figures);
  });

  test(`other running statistics change the shared figures of a ${nameOf(network)} and no bit of the recalibrated ones`, async () => {
    const other = await withOtherStatistics(network);
    const figures = async (state: Digest, kind: BatchNorm) => (await evaluation(network, state, kind)).figures;
    assert.deepEqual(await figures(other, 'recalibrated'), await figures(trained[network], 'recalibrated'));
    assert.notDeepEqual(await figures(other, 'shared'), await figures(trained[network], 'shared'));
  });

  test(`neither evaluation of a ${nameOf(network)} changes the state, so both repeat in any order`, async () => {
    const round = async (order: readonly BatchNorm[]): Promise<Record<string, EvaluationArtifact>> => {
      const found: Record<string, EvaluationArtifact> = {};
      for (const kind of order) found[kind] = await evaluation(network, trained[network], kind);
      return found;
    };
    assert.deepEqual(await round(kinds), await round([...kinds].reverse()));
  });
}

test('figures with recalibrated and with shared statistics have two protocols, and one selection refuses both together', async () => {
  const judged = await Promise.all(kinds.map((kind) => evaluation('generator', trained.generator, kind)));
  const protocols = await Promise.all(judged.map(({ protocol }) => getJson<Protocol>(store.objects, protocol)));
  const [first, second] = protocols;
  assert.deepEqual({ ...second!, sampling: { ...second!.sampling, batchNorm: 'recalibrated' } }, first);
  assert.deepEqual(
    protocols.map(({ sampling }) => sampling.batchNorm),
    kinds,
  );
  const individuals = kinds.map((_, slot) => ({
    ...{ id: `g000-i0${slot}`, genotype: genotypes.generator, parents: [], operator: 'random' as const, born: 0 },
  }));
  const population: PopulationArtifact = {
    ...{ schemaVersion: 1, kind: 'population', generation: 0, individuals, opponentsFrom: [0, 0] },
    ...{ archive: [], missingOffspring: 0 },
  };
  const { selection, breeding, objectives, best } = generatorStage;
  const rules = {
    ...{ stage: 'generator', generation: 0, search: 'generator' as const, space: fullSpace('generator'), last: true },
    ...{ population: 2, objectives, best, selection, breeding, weightResetting: false, excluded: [] },
    pairing: 'manyToOne' as const,
  };
  const evaluations = judged.map((one, slot) => ({ ...one, individual: `g000-i0${slot}` }));
  assert.throws(() => selectGeneration(rules, population, evaluations, 1), { code: 'EAGAN_METRICS_UNEQUAL' });
  const same = [evaluations[0]!, { ...evaluations[0]!, individual: 'g000-i01' }];
  assert.doesNotThrow(() => selectGeneration(rules, population, same, 1));
});
