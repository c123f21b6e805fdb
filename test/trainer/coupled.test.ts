// A coupled stage on tiny real networks: a step changes the drawn pair's tensors of two supernets, and a later stage
// takes its network from them.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { EvaluationArtifact, PopulationArtifact } from '../../domain/steps/artifacts.js';
import type { Digest } from '../../domain/digest.js';
import { getJson } from '../../domain/steps/objects.js';
import { halvesOf, pairGenotype } from '../../domain/search/pairs.js';
import type { Genotype, NetworkName } from '../../domain/pipeline.js';
import type { Step } from '../../domain/steps/kinds.js';
import { slotAt, slotsToDraw } from '../../domain/steps/schedule.js';
import { stageSpaceContains } from '../../domain/search/stage-space.js';
import {
  cutStandalone,
  networkFromTensors,
  networkToTensors,
  parameterCount,
  tensorCount,
} from '../../models/index.js';
import type { Network, NetworkSpec } from '../../models/types.js';
import type { Store, Tensors } from '../../store/types.js';
import { datasetOf } from '../../trainer/state/data.js';
import { standaloneSpec, supernetSpec } from '../../trainer/state/network-specs.js';
import { belowPrefix } from '../../trainer/state/tensor-names.js';
import { realBatches } from '../../trainer/training/real-batches.js';
import { trainPair } from '../../trainer/training/rules.js';
import { evaluateStep, fittedJudge, type JudgeInputs } from './support/judging.js';
import { resultOf, runTask, stateOf } from './support/run-task.js';
import { openStep, randomIndividual, segmentStep, sizes, spaces, stepOf, tinyStore, training } from './support/tiny.js';

/** The folder of each network's supernet in a checkpoint. */
const owners = { generator: 'searched', discriminator: 'opponents/00' } as const;
const networks: NetworkName[] = ['generator', 'discriminator'];
const population = [0, 1, 2].map((slot) => randomIndividual('both', 8, `pair/${slot}`));
let store: Store;
let dataset: Digest;
let judge: JudgeInputs;
/** The state after a warm-up, so that it has moments and step counts. */
let warm: Digest;

before(async () => {
  ({ store, dataset } = await tinyStore());
  judge = await fittedJudge(store, dataset, 8);
  const { state } = (await runTask(openStep('both'), store)).outputs;
  warm = (await runTask(segmentStep('both', { state: state!, dataset }, { from: 0, to: 8 }), store)).outputs.state!;
});

type Supernets = Readonly<Record<NetworkName, Tensors>>;
async function supernetsOf(state: Digest): Promise<Supernets> {
  const { tensors } = await store.checkpoints.read(state);
  return {
    generator: belowPrefix(owners.generator, tensors),
    discriminator: belowPrefix(owners.discriminator, tensors),
  };
}

/**
 * A standalone network with the weights, moments and step counts that it has inside a supernet: whole tensors under the
 * same names.
 */
function alone(network: NetworkName, genotype: Genotype, supernet: Tensors): Network {
  return networkFromTensors(standaloneSpec(network, genotype, sizes), supernet);
}

test('a coupled stage opens with a new supernet of each network and a population of pairs', async () => {
  const { outputs } = await runTask(openStep('both'), store);
  const { meta } = await store.checkpoints.read(outputs.state!);
  const specs: NetworkSpec[] = networks.map((network) => supernetSpec(network, sizes));
  assert.deepEqual(meta, { schemaVersion: 1, kind: 'stage', iteration: 0, searched: specs[0], opponents: [specs[1]] });
  const first = await getJson<PopulationArtifact>(store.objects, outputs.population!);
  assert.deepEqual(first.opponentsFrom, [0, 0, 0]);
  assert.ok(first.individuals.every(({ genotype }) => stageSpaceContains(spaces.both, genotype)));
});

test('an iteration changes exactly the drawn pair’s tensors of both supernets, as training the pair alone would', async () => {
  const packed = await datasetOf(dataset, store);
  let [state, moved] = [warm, await supernetsOf(warm)];
  // G steps are at the even iterations, and a new pair is drawn after each.
  for (let iteration = 8; iteration < 12; iteration++) {
    const segment = { population, from: iteration, to: iteration + 1 };
    const step = segmentStep('both', { state, dataset }, segment) as Step<'trainSegment'>;
    state = await stateOf(step, store);
    const slot = slotAt(1, 'both', iteration, training.discriminatorSteps, slotsToDraw(3, []));
    const genotypes = halvesOf(population[slot]!);
    const pair = {
      generator: alone('generator', genotypes.generator, moved.generator),
      discriminator: alone('discriminator', genotypes.discriminator, moved.discriminator),
    };
    const real = realBatches(step, 'both', packed)(iteration);
    const reports = trainPair(
      { ...pair, generatorArchitecture: null, discriminatorArchitecture: null },
      { seed: 1, stage: 'both', iteration, training, real },
    );
    assert.equal(reports.generator === null, iteration % 2 === 1);
    const after = await supernetsOf(state);
    for (const network of networks) {
      const expected = new Map([...moved[network], ...networkToTensors(pair[network])]);
      assert.deepEqual(after[network], expected, `${network} at ${iteration}`);
      assert.notDeepEqual(after[network], moved[network]);
      pair[network].dispose();
    }
    moved = after;
  }
});

test('a generation that is cut into segments of any length ends with the same bits', async () => {
  const train = async (state: Digest, from: number, to: number): Promise<Digest> =>
    (await runTask(segmentStep('both', { state, dataset }, { population, from, to }), store)).outputs.state!;
  const whole = await train(warm, 8, 14);
  for (const cuts of [
    [9, 14],
    [11, 14],
    [8 + 1, 10, 11, 12, 13, 14],
  ]) {
    let [state, from] = [warm, 8];
    for (const to of cuts) {
      state = await train(state, from, to);
      from = to;
      // Another state replaces the one in memory, so that the next segment reads the checkpoint.
      await runTask(openStep('generator'), store);
    }
    assert.equal(state, whole, cuts.join());
  }
});

test('a pair is evaluated by its generator alone, and its size is the sum of both networks', async () => {
  const [a, b] = [halvesOf(population[0]!), halvesOf(population[1]!)];
  const judged = async (genotype: Genotype) =>
    resultOf(await runTask(evaluateStep('both', { state: warm, ...judge }, { slot: 0, genotype }), store));
  const pair = await judged(population[0]!);
  const sizeOf = (network: NetworkName, genotype: Genotype): number =>
    parameterCount(standaloneSpec(network, genotype, sizes));
  const both = sizeOf('generator', a.generator) + sizeOf('discriminator', a.discriminator);
  assert.equal(pair.numbers.parameters, both);
  const artifact = await getJson<EvaluationArtifact>(store.objects, pair.outputs.evaluation!);
  assert.deepEqual([artifact.parameters, artifact.figures], [both, withoutSize(pair.numbers)]);
  const otherOpponent = await judged(pairGenotype(a.generator, b.discriminator));
  assert.deepEqual(withoutSize(otherOpponent.numbers), withoutSize(pair.numbers));
  assert.notEqual(otherOpponent.numbers.parameters, pair.numbers.parameters);
  assert.notDeepEqual(withoutSize((await judged(population[1]!)).numbers), withoutSize(pair.numbers));
});

test('the costs of a pair are those of both networks', async () => {
  const costsOf = async (search: 'both' | NetworkName, genotype: Genotype): Promise<number> => {
    const state = search === 'both' ? warm : (await runTask(openStep(search), store)).outputs.state!;
    const step = evaluateStep(search, { state, ...judge }, { slot: 0, genotype });
    const parameters = { ...(step.parameters as object), costs: { multiplyAdds: true, latency: null } };
    return (await runTask(stepOf(step.kind, step.place, { ...step.inputs }, parameters), store)).numbers.multiplyAdds!;
  };
  const { generator, discriminator } = halvesOf(population[2]!);
  const alone = [await costsOf('generator', generator), await costsOf('discriminator', discriminator)];
  assert.ok(alone.every((cost) => cost > 0));
  assert.equal(await costsOf('both', population[2]!), alone[0]! + alone[1]!);
});

function withoutSize(numbers: Readonly<Record<string, number>>): Record<string, number> {
  const { parameters, ...figures } = numbers;
  assert.ok(parameters! > 0);
  return figures;
}

test('a stage of discriminators begins with the weights that the coupled stage gave its winner’s generator', async () => {
  const { generator } = halvesOf(population[1]!);
  const step = openStep('discriminator', warm);
  const opponent = { form: 'standalone', genotype: generator };
  const again = stepOf(step.kind, step.place, { ...step.inputs }, { ...(step.parameters as object), opponent });
  const opened = (await runTask(again, store)).outputs.state!;
  const supernet = networkFromTensors(supernetSpec('generator', sizes), (await supernetsOf(warm)).generator);
  const cut = cutStandalone(supernet, generator);
  const { tensors } = await store.checkpoints.read(opened);
  assert.deepEqual(belowPrefix('opponents/00', tensors), networkToTensors(cut));
  for (const network of [supernet, cut]) network.dispose();
});

test('coupled training and evaluation leave no additional tensors on the device', async () => {
  const counts: number[] = [];
  for (let i = 0; i < 3; i++) {
    await runTask(segmentStep('both', { state: warm, dataset }, { population, from: 8, to: 11 }), store);
    await runTask(evaluateStep('both', { state: warm, ...judge }, { slot: 0, genotype: population[0]! }), store);
    counts.push(tensorCount());
  }
  assert.equal(counts[1], counts[2]);
});
