// The model card of a winner: true of its run, the same each time, and without markup of others.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { readReportFacts, type RunFacts } from '../../control/report/run-facts.js';
import { findWinner } from '../../control/winner/find-winner.js';
import { individualsGenerator, winnersGenerator } from '../../control/winner/find-generator.js';
import { namedGenotypes, type NamedGenotypes } from '../../control/winner/genotype-file.js';
import { modelCard } from '../../report/card/model-card.js';
import { readRun, type RunInStore, type Store } from '../../store/index.js';
import { calculatedRun } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { emptyStore } from '../support/quick-store.js';

let store: Store;
let run: RunInStore;
let facts: RunFacts;
let genotypes: NamedGenotypes;
before(async () => {
  store = await emptyStore();
  const made = await calculatedRun(store, pipelineOf('tiny.yaml'), { results: 'consistent' });
  run = (await readRun(store.refs, made.run))!;
  facts = (await readReportFacts(store, [run])).runs[0]!;
  genotypes = namedGenotypes(made.run, await findWinner(store, run));
});

const ports = [{ title: 'a port', use: 'run it', files: ['port/file'] }];
const card = (changes: Partial<RunFacts> = {}): string =>
  modelCard({ facts: { ...facts, ...changes }, genotypes, ports, size: 32 });

test('a card names run, result, ledger, protocol, figures, operations, ports and licence', () => {
  const text = card();
  const { run: name, resultDigest, head } = facts.overview;
  const wanted = [name, resultDigest!, head!.digest, facts.scores[0]!.protocol, 'Fréchet distance', 'port/file', 'run it', '## Licence', `seed: ${facts.overview.seed}`]; // prettier-ignore
  for (const part of wanted) assert.ok(text.includes(part), `${part} in:\n${text}`);
  assert.equal(text.match(/\*\*this generator\*\*/g)?.length, 1);
  for (const cell of genotypes.generator.cells!)
    for (const operation of Object.values(cell)) assert.ok(text.includes(` ${operation} `), operation);
  assert.doesNotMatch(text, /undefined|NaN|\[object/);
});

test('a card does not depend on when it is made', () => {
  assert.equal(card({ readAt: '2001-01-01T00:00:00Z' }), card());
});

test('names of others are no markup', () => {
  const text = card({ name: 'a`](http://x) | <b>\u001b[31m\n# b' });
  assert.ok(!text.includes('\u001b') && !/^# b/m.test(text));
  assert.ok(text.includes("`a'](http://x) ¦ <b>"), text);
});

test('the simple discriminator has no cells', () => {
  const simple = { ...genotypes, discriminator: { genotype: null, cells: null, parameters: 7 } };
  assert.match(
    modelCard({ facts, genotypes: simple, ports, size: 32 }),
    /the simple one of the paper's GD2, 7 parameters/,
  );
});

test('only a completed run has a winner, and only judged generators with kept states are drawn from', async () => {
  const open = { ...run, result: null };
  await assert.rejects(winnersGenerator(store, open), { code: 'EAGAN_PLACE_NOT_REACHED' });
  assert.equal((await winnersGenerator(store, run)).source.of, 'winner');
  const found = await individualsGenerator(store, run, 'generator/g000-i00');
  assert.equal(found.individual, 'generator/g000-i00');
  await assert.rejects(individualsGenerator(store, run, 'discriminator/g000-i00'), { code: 'EAGAN_USAGE' });
  await assert.rejects(individualsGenerator(store, run, 'generator/g099-i00'), { code: 'EAGAN_INDIVIDUAL_UNKNOWN' });
  const without: Store = { ...store, objects: { ...store.objects, has: async () => false } };
  await assert.rejects(individualsGenerator(without, run, 'generator/g000-i00'), { code: 'EAGAN_STATE_REMOVED' });
});
