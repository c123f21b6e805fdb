// Charts of whole runs of hashes: the picture, its table and its sentence have the same numbers, and names of strangers
// do no harm.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { ReportFacts } from '../../control/report/run-facts.js';
import { readSearch } from '../../control/why/read-search.js';
import { charts, type ChartName } from '../../report/charts/index.js';
import { pictureFile } from '../../report/picture-file.js';
import type { Store } from '../../store/index.js';
import { calculatedRun } from '../support/calculated-run.js';
import { coupledPipeline } from '../support/coupled-pipeline.js';
import { firstObeyed, hostile } from '../support/hostile-text.js';
import { emptyStore } from '../support/quick-store.js';
import { count, divergingResult, draw, factsOf, marksIn, searchOf } from './support.js';

/** Without those that need images: test/control/report. */
const names = (Object.keys(charts) as ChartName[]).filter((name) => !('needsSamples' in charts[name]));
let store: Store;
let facts: ReportFacts;

before(async () => {
  store = await emptyStore();
  const results = 'consistent';
  await calculatedRun(store, searchOf({}), { run: 'plain', results });
  await calculatedRun(store, { ...searchOf({}), seed: 2 }, { run: 'plain-2', results });
  await calculatedRun(store, searchOf({}, coupledPipeline()), { run: 'coupled', results });
  await calculatedRun(store, searchOf({ selection: { kind: 'random' } }), { run: 'random', results });
  await calculatedRun(store, searchOf({ population: 2, generations: 1 }), { run: 'small', results });
  await calculatedRun(store, { ...searchOf({}), seed: 3 }, { run: 'diverging', results: divergingResult });
  const stopAt = (place: string): boolean => place === 'generator/gen-000/evaluate/02';
  await calculatedRun(store, { ...searchOf({}), seed: 4 }, { run: 'begun', results, stopAt });
  facts = await factsOf(store, 'plain');
});

/** Throws unless the text is well-formed XML. */
const parsed = (svg: string): Uint8Array => pictureFile(svg, 'png', null);

for (const run of ['plain', 'coupled', 'random', 'small', 'diverging'])
  test(`every chart of the run "${run}" is a picture with a table and a sentence`, async () => {
    const own = await factsOf(store, run);
    for (const name of names) {
      const { svg, table, summary, title } = await draw(name, own);
      assert.equal(Buffer.from(parsed(svg)).toString('latin1', 1, 4), 'PNG', name);
      assert.match(svg, /^<svg [^>]*role="img">\n<title>[^<]+<\/title>\n<desc>[^<]+<\/desc>/, name);
      assert.ok(table.rows.length > 0 && table.rows.every((row) => row.length === table.head.length), name);
      assert.ok(summary.includes(run) || name === 'losses', summary);
      assert.match(title, new RegExp(`^${run}: `));
      assert.doesNotMatch(`${summary} ${svg}`, /NaN|undefined|Infinity|\[object/, name);
      // A page's policy would refuse them.
      assert.doesNotMatch(svg, /<style|style="|<script|href="/, name);
    }
  });

test('a front has a dot and a row for each individual with figures, and a ring for the best', async () => {
  for (const run of ['plain', 'diverging']) {
    const stages = await readSearch(store, run);
    const { selection } = stages[0]!.generations[1]!;
    const judged = selection!.ranking.filter(({ status }) => status === 'ok');
    const { svg, table, summary } = await draw('front', await factsOf(store, run), {
      stage: 'generator',
      generation: 1,
    });
    assert.equal(count(marksIn(svg, 'dot'), /<circle/g), judged.length + 1);
    assert.equal(table.rows.length, judged.length);
    const front = judged.filter((each) => each.front === 0);
    assert.match(summary, new RegExp(`: ${front.length} of 6 individuals are in the front`));
    assert.equal(/without figures/.test(summary), run === 'diverging');
    for (const { individual } of front) assert.ok(table.rows.some((row) => row[1] === individual.id && row[5] === 1));
  }
});

test('the axes of a front are those that are asked for, by either of their names', async () => {
  const { table, svg } = await draw('front', facts, { axes: ['parameters', 'classifierScore'] });
  assert.deepEqual(table.head.slice(2, 4), ['parameters', 'classifier score']);
  assert.match(svg, /Parameters \(lower is better\)/);
  for (const axes of [['parameters'], ['parameters', 'beauty'], ['parameters', 'parameters', 'fid', 'fid']])
    await assert.rejects(draw('front', facts, { axes }), { code: 'EAGAN_USAGE' });
});

test('figures of unequal protocols are in no picture together, costs are', async () => {
  const two = await factsOf(store, 'plain', 'plain-2');
  const [first, second] = two.runs;
  const other = {
    ...second!,
    stages: second!.stages.map((stage) => ({
      ...stage,
      generations: stage.generations.map((generation) => ({ ...generation, protocol: 'f'.repeat(64) })),
    })),
  };
  const unequal = { ...two, runs: [first!, other] };
  await assert.rejects(draw('front', unequal), { code: 'EAGAN_METRICS_UNEQUAL' });
  const axes = ['parameters', 'frechetDistance'];
  await assert.rejects(draw('front', unequal, { axes }), { code: 'EAGAN_METRICS_UNEQUAL' });
  assert.match((await draw('front', two)).title, /^2 runs: /);
  const [noise, ...rest] = first!.scores;
  const mixed = { ...two, runs: [{ ...first!, scores: [{ ...noise!, protocol: 'f'.repeat(64) }, ...rest] }] };
  const { svg } = await draw('scores', mixed);
  assert.match(svg, /Of another protocol, so not shown: noise/);
  assert.equal(count(marksIn(svg, 'rule'), /<line/g) < count(marksIn((await draw('scores', facts)).svg, 'rule'), /<line/g), true); // prettier-ignore
});

test('progress has a point for each closed generation, and several seeds have a mean', async () => {
  const { svg, table } = await draw('progress', facts, { stage: 'generator' });
  // Hypervolume and two figures; runs of hashes take no time, so there are no device hours.
  assert.equal(count(marksIn(svg, 'dot'), /<circle/g), 3 * 3);
  assert.equal(table.rows.length, 3);
  const several = await draw('progress', await factsOf(store, 'plain', 'plain-2'), { stage: 'generator' });
  assert.equal(count(several.svg, /aria-label="area"/g), 3);
  assert.equal(several.table.rows.filter(([, run]) => run === 'mean of 2 seeds').length, 3);
  const { rows } = (await factsOf(store, 'plain', 'plain-2')).searches[0]!.seeds[0]!;
  assert.ok(several.table.rows.some((row) => row.includes(rows[0]!.values.hypervolume!.mean)));
});

test('a time line has a bar for each attempt, and a line for each thing that people and recoveries did', async () => {
  const { attempts, events } = facts.runs[0]!.timeline;
  const { svg, table } = await draw('timeline', facts);
  // Each attempt has one bar for waiting and one for computing.
  assert.equal(count(marksIn(svg, 'bar'), /<rect/g), 2 * attempts.length);
  assert.equal(count(marksIn(svg, 'rule'), /<line/g), events.length);
  assert.equal(table.rows.length, attempts.length + events.length);
});

test('a lineage names the winners and everybody they descend from, and a cell every operation', async () => {
  const lineage = await draw('lineage', facts);
  for (const { relation, name } of facts.runs[0]!.stages.flatMap(({ individuals }) => individuals)) {
    const isFamily = relation === 'subject' || relation === 'ancestor';
    assert.equal(lineage.table.rows.some(([each]) => each === name), isFamily, name); // prettier-ignore
    assert.equal(lineage.svg.includes(`>${name.replaceAll('-', '&#45;')}</text>`), isFamily, name);
  }
  const cell = await draw('cell', facts, { individual: 'generator/g0-i1' });
  assert.equal(count(cell.svg, /<g class="edge">/g), cell.table.rows.length);
  for (const row of cell.table.rows) assert.ok(cell.svg.includes(`${String(row[5])}</text>`), String(row[5]));
});

test('what a run does not have is told with what it has', async () => {
  const ask = (name: ChartName, options: object): Promise<unknown> => draw(name, facts, options);
  await assert.rejects(ask('front', { stage: 'middle' }), { code: 'EAGAN_USAGE', message: /generator, discriminator/ });
  await assert.rejects(ask('front', { generation: 3 }), { code: 'EAGAN_USAGE', message: /0 to 2/ });
  await assert.rejects(ask('cell', { individual: 'g9-i9' }), { code: 'EAGAN_INDIVIDUAL_UNKNOWN' });
  await assert.rejects(ask('cell', { individual: 'g0-i0' }), { code: 'EAGAN_INDIVIDUAL_AMBIGUOUS' });
  const begun = await factsOf(store, 'begun');
  for (const name of ['front', 'progress', 'lineage', 'cell', 'scores'] as const)
    await assert.rejects(draw(name, begun), { code: 'EAGAN_CHART_EMPTY' });
  for (const name of ['losses', 'timeline'] as const) assert.ok((await draw(name, begun)).table.rows.length > 0);
});

test('nothing in the names of others becomes an element, an attribute, or a character that nobody sees', async () => {
  const attack = `"'><script>alert(1)</script><!-- ${hostile}\u0000 \\" label="x`;
  const renamed = JSON.parse(
    JSON.stringify(facts, (_, value: unknown) =>
      typeof value === 'string' && ['plain', 'generator', 'here', 'g000-i01', 'generator/g000-i01'].includes(value)
        ? attack
        : value,
    ),
  ) as ReportFacts;
  for (const name of names) {
    const { svg, summary } = await draw(name, renamed).catch((error: Error) => ({ svg: '', summary: error.message }));
    if (svg === '') continue;
    parsed(svg);
    // In the text of an element a quotation mark is only that.
    assert.doesNotMatch(svg.replace(/>[^<]*</g, '><'), /<script|<!--| label="x/, name);
    assert.equal(firstObeyed(svg), null, name);
    assert.ok(summary.length > 0);
  }
});

test('settings have a dot for each completed run, and the mean and deviation over their seeds', async () => {
  const both = await factsOf(store, 'plain', 'plain-2', 'random');
  const { table, svg, summary } = await draw('settings', both);
  const distances = table.rows.filter(([figure]) => figure === 'Fréchet distance');
  assert.deepEqual(distances.map(([, setting, runs]) => [setting, runs]), [['plain plain-2', 2], ['random', 1]]); // prettier-ignore
  assert.match(summary, /plain plain-2: Fréchet distance .* over 2 runs, best /);
  assert.equal(count(marksIn(svg, 'dot'), /<circle/g), 2 * (3 + 2));
  const { searches } = both;
  const { byTime, rows } = searches[0]!.seeds[0]!;
  assert.deepEqual(byTime, [], 'runs of hashes take no time');
  assert.equal(rows.length, 3);
});
