// Whole searches in memory: equal seeds give equal searches, and fronts improve, for stages in any order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson } from '../../../domain/digest.js';
import { genotypeKey, genotypeProblem } from '../../../domain/search/genotype.js';
import { halvesOf, searchedHalves } from '../../../domain/search/pairs.js';
import type { Stage } from '../../../domain/pipeline.js';
import { expectedSteps } from '../../../domain/plan/index.js';
import { stepKey } from '../../../domain/steps/step.js';
import { coupledStage, discriminatorStage, generatorStage, pipelineOf } from '../fixtures.js';
import { simulate } from './simulation.js';

const fromStage = (stage: string) => ({ from: 'stage', stage }) as const;
const gd1 = [generatorStage, discriminatorStage];
const orders: Record<string, Stage[]> = {
  'G only': [generatorStage],
  GD1: gd1,
  GD2: [{ ...generatorStage, opponent: { from: 'builtin', genotype: 'simple' } }, discriminatorStage],
  GD3: [
    ...gd1,
    { ...generatorStage, id: 'generator-2', opponent: fromStage('discriminator') },
    { ...discriminatorStage, id: 'discriminator-2', opponent: fromStage('generator-2') },
  ],
  'without weight resetting': [generatorStage, { ...discriminatorStage, weightResetting: false }],
  'D first': [
    { ...discriminatorStage, opponent: { from: 'builtin', genotype: 'plain-g' } },
    { ...generatorStage, opponent: fromStage('discriminator') },
  ],
  coupled: [coupledStage],
  'coupled, then each network again': [
    coupledStage,
    { ...generatorStage, opponent: fromStage('coupled') },
    { ...discriminatorStage, opponent: fromStage('coupled') },
  ],
};

for (const [name, stages] of Object.entries(orders)) {
  test(`${name}: a run has exactly the expected steps, with distinct keys and plain parameters`, async () => {
    const pipeline = pipelineOf(stages);
    const { steps } = await simulate(pipeline);
    assert.deepEqual(
      steps.map(({ place }) => place).sort(),
      (await expectedSteps(pipeline, 4000)).map(({ place }) => place).sort(),
    );
    assert.equal(new Set(steps.map(stepKey)).size, steps.length);
    assert.doesNotThrow(() => canonicalJson(steps));
  });
}

test('a stage that inherits a generator starts from the state in which it was searched', async () => {
  const { steps, entries } = await simulate(pipelineOf(orders['GD3']!));
  const inputs = (place: string) => steps.find((step) => step.place === place)!.inputs;
  const lastState = (prefix: string) =>
    entries.filter(({ place }) => place.startsWith(`${prefix}/gen-001/train`)).at(-1)!.outputs['state'];
  assert.deepEqual(inputs('discriminator/open'), { previous: lastState('generator') });
  assert.deepEqual(inputs('generator-2/open'), {});
  assert.deepEqual(inputs('discriminator-2/open'), { previous: lastState('generator-2') });
});

test('after a coupled stage a discriminator stage starts from its state, a generator stage from an architecture', async () => {
  const { steps, entries, winners } = await simulate(pipelineOf(orders['coupled, then each network again']!));
  const open = (stage: string) => steps.find(({ place }) => place === `${stage}/open`)!;
  const { generator, discriminator } = halvesOf(winners[0]!.winner.individual.genotype);
  const lastState = entries.filter(({ place }) => place.startsWith('coupled/gen-001/train')).at(-1)!.outputs['state'];
  const opponentOf = (stage: string) => (open(stage).parameters as { opponent: unknown }).opponent;
  assert.deepEqual([open('discriminator').inputs, opponentOf('coupled')], [{ previous: lastState }, null]);
  assert.deepEqual(opponentOf('discriminator'), { form: 'standalone', genotype: generator });
  assert.deepEqual([open('generator').inputs, open('coupled').inputs], [{}, {}]);
  assert.deepEqual(opponentOf('generator'), { form: 'standalone', genotype: discriminator });
});

test('the same seed gives the same search, and another seed gives another', async () => {
  const result = async (seed: number): Promise<string> => (await simulate(pipelineOf(gd1, { seed }))).result;
  assert.equal(await result(1), await result(1));
  assert.notEqual(await result(1), await result(2));
});

test('threads, slots, recovery and retention change no key', async () => {
  const changed = pipelineOf(gd1, {
    resources: { train: { threads: 7 }, evaluate: { threads: 3 }, slots: 4 },
    recovery: { everyMs: 1, onMismatch: 'stop' },
    retention: { lastStates: 2, generationBoundaries: true, winners: true },
  });
  assert.equal((await simulate(changed)).result, (await simulate(pipelineOf(gd1))).result);
});

test('fronts improve over generations, and the first front of a generation is never worse than the survivors that entered it', async () => {
  const long = [...gd1, coupledStage].map((stage) => ({ ...stage, population: 16, generations: 12 }));
  for (const seed of [1, 2, 3]) {
    const { selections } = await simulate(pipelineOf(long, { seed }));
    for (const stage of long) {
      const best = selections[stage.id]!.map(({ ranking }) =>
        Math.min(...ranking.map(({ figures }) => figures!.frechetDistance!)),
      );
      assert.ok(
        best.every((value, g) => g === 0 || value <= best[g - 1]!),
        `${stage.id}: ${best.join(' ')}`,
      );
      assert.ok(best.at(-1)! < best[0]! - 5, `${stage.id}: ${best.join(' ')}`);
    }
  }
});

test('a search by the published rule ends, keeps half of each generation, and has other keys', async () => {
  const stages = gd1.map((stage) => ({ ...stage, population: 12, generations: 6 }));
  const published = stages.map((stage) => ({ ...stage, selection: { kind: 'officialRepo' } as const }));
  const [plain, found] = [await simulate(pipelineOf(stages)), await simulate(pipelineOf(published))];
  assert.equal(found.result, (await simulate(pipelineOf(published))).result);
  assert.notEqual(found.result, plain.result);
  const firstKey = ({ steps }: typeof plain) => stepKey(steps.find(({ kind }) => kind === 'select')!);
  assert.notEqual(firstKey(found), firstKey(plain));
  for (const { id, generations } of published) {
    const selections = found.selections[id]!;
    assert.equal(selections.length, generations);
    for (const { rule, survivors, ranking, best } of selections) {
      assert.deepEqual([rule, survivors.length, ranking.length], ['officialRepo', 6, 12]);
      assert.equal(ranking.find(({ individual }) => individual.id === best)!.front, 0);
    }
    const last = found.winners.find(({ stage }) => stage === id)!;
    assert.equal(last.winner.individual.id, selections.at(-1)!.best);
    assert.deepEqual(
      last.front.map(({ individual }) => individual.id),
      selections
        .at(-1)!
        .ranking.filter(({ front }) => front === 0)
        .map(({ individual }) => individual.id),
    );
  }
});

test('no genotype is evaluated under two identities in a stage, and all genotypes are legal', async () => {
  const searches = [...gd1, coupledStage];
  for (const selection of [
    { kind: 'nonDominated' },
    { kind: 'officialRepo' },
    { kind: 'tournament', size: 3 },
  ] as const) {
    const stages = searches.map((stage) => ({ ...stage, population: 12, generations: 8, selection }));
    const { populations } = await simulate(pipelineOf(stages));
    for (const stage of searches) {
      const identities = new Map<string, string>();
      for (const { genotype, id } of populations[stage.id]!.flatMap(({ individuals }) => individuals)) {
        for (const half of searchedHalves(stage.search, genotype))
          assert.equal(genotypeProblem(half.network, half.genotype), null);
        assert.equal(identities.get(genotypeKey(genotype)) ?? id, id);
        identities.set(genotypeKey(genotype), id);
      }
      assert.equal(identities.size, 12 + 7 * 6);
    }
  }
});

test('an individual that keeps diverging is not sampled from the next segment on and never wins', async () => {
  const diverges = ([cell]: readonly (readonly number[])[]): boolean => cell![0] === 1;
  const { steps, winners, selections } = await simulate(pipelineOf(gd1), diverges);
  const excluded = (place: string) =>
    (steps.find((step) => step.place === place)!.parameters as { excluded: number[] }).excluded;
  assert.deepEqual(excluded('generator/gen-000/train/segment-00'), []);
  assert.deepEqual(excluded('generator/gen-000/train/segment-01'), []);
  assert.ok(excluded('generator/gen-000/train/segment-02').length > 0);
  assert.ok(winners.every(({ winner }) => winner.individual.genotype[0]![0] !== 1));
  assert.ok(selections['generator']![0]!.ranking.some(({ status }) => status === 'diverged'));
});
