// The sheet of samples: a line for each generation with its images or the reason why there are none, and its table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SampleSheet, ShownPicture } from '../../../control/report/samples/sample-sheet.js';
import type { Chart } from '../../../report/chart.js';
import { drawChart } from '../../../report/draw-chart.js';
import { pictureFile } from '../../../report/picture-file.js';
import { firstObeyed, hostile } from '../../support/hostile-text.js';

/** A PNG of one pixel. */
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const made: ShownPicture = { uri: `data:image/png;base64,${pixel}`, missing: null };
const removed: ShownPicture = { uri: null, missing: { reason: 'removed', message: 'eagan gc removed the state' } };
const values = { frechetDistance: 12.34, classifierScore: 2, parameters: 5000 };

const sheet: SampleSheet = {
  ...{ run: 'quick-0a1b2c3d', size: 32, rows: 4, columns: 8 },
  generations: [0, 1, 2].map((generation) => ({
    ...{ stage: 'generator', generation, individual: `generator/g00${generation}-i05`, status: 'ok', values },
    ...(generation === 1 ? removed : made),
  })),
  final: [
    { iteration: 0, status: 'ok', values: { fid: 80, inceptionScore: 1 }, exported: false, ...made },
    { iteration: 200, status: 'ok', values: { classifierScore: 3 }, exported: true, ...made },
  ],
  real: made,
  noise: made,
};

const draw = (samples: SampleSheet | undefined, width = 720): Promise<Chart> =>
  drawChart(
    'samples',
    { runs: [], searches: [], settings: [], ...(samples ? { samples } : {}) },
    {},
    { width, isWidthFixed: true, height: null, hasTitle: true },
  );

test('each line has its images twice eight, its label, and a row of the table with the same number', async () => {
  const { svg, table, summary } = await draw(sheet);
  assert.equal(svg.match(/<image /g)?.length, 6);
  assert.equal(svg.match(/<use /g)?.length, 12);
  for (const text of [
    'generator gen-002',
    'g002-i05, distance 12.34',
    'final, untrained',
    'FID 80',
    'exported, score 3',
  ])
    assert.ok(svg.includes(`>${text}<`), text);
  assert.ok(svg.includes('eagan gc removed the state'));
  assert.deepEqual(table.rows, [
    ['generator gen-000', 'g000-i05', 'Fréchet distance', 12.34, null],
    ['generator gen-001', 'g001-i05', 'Fréchet distance', 12.34, 'eagan gc removed the state'],
    ['generator gen-002', 'g002-i05', 'Fréchet distance', 12.34, null],
    ['final, untrained', null, 'FID', 80, null],
    ['final, iteration 200', 'exported', 'classifier score', 3, null],
    ['real images', null, null, null, null],
    ['noise', null, null, null, null],
  ]);
  assert.match(summary, /^16 images each of the best individuals of 3 generations and of 2 states .* 1 line of 7 has/);
});

test('it is drawn as wide as it is asked for, and as a PNG file', async () => {
  for (const width of [200, 321, 1600]) {
    const { svg } = await draw(sheet, width);
    assert.match(svg, new RegExp(`^<svg [^>]*width="${width}"`));
    assert.equal(
      Buffer.from(pictureFile(svg, 'png', null))
        .subarray(1, 4)
        .toString(),
      'PNG',
    );
  }
});

test('a run with neither generation nor final pair, or without images, has no sheet', async () => {
  await assert.rejects(draw({ ...sheet, generations: [], final: [] }), { code: 'EAGAN_CHART_EMPTY' });
  await assert.rejects(draw(undefined), { code: 'EAGAN_CHART_EMPTY' });
  const { summary } = await draw({ ...sheet, generations: sheet.generations.slice(0, 1), final: [], real: null });
  assert.match(summary, /of the best individual of 1 generation of quick/);
});

test('names and messages of others stay text', async () => {
  const name = `${hostile}</text><script>&"'`;
  const generations = sheet.generations.map((each) => ({
    ...each,
    ...{
      stage: name,
      individual: `${name}/${name}`,
      missing: { reason: 'damaged', message: name } as const,
      uri: null,
    },
  }));
  const { svg, summary } = await draw({ ...sheet, run: name, generations });
  assert.doesNotMatch(svg, /<script/);
  assert.equal(firstObeyed(svg), null);
  assert.ok(summary.includes('16 images'));
});
