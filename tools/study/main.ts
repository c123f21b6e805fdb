// `npm run study`: how well the distances of each extractor agree with how strongly images were disturbed, as tables
// and charts (docs/metrics.md).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { logValues } from '../../scripts/printable.mjs';
import { becomePrivate } from '../../scripts/privacy.mjs';
import { requirePretrained } from '../../scripts/pretrained.mjs';
import { agreementsOf, type Agreement } from './agreement.js';
import { agreementChart } from './charts.js';
import { openPool, type PoolSizes } from './image-pool.js';
import { classifierOf, studiedPretrained, type StudiedExtractor } from './judge.js';
import { agreementTable, equalSetsTable } from './tables.js';

const help = `usage: npm run study -- [--folder DIR] [--images N] [--reference N] [--sets N] [--output DIR]

Disturbs real images in several ways and strengths, and compares their distances to other real images: under the
classifier that a run trains and under the pretrained network. Prints tables in Markdown; with --output also
agreement-shapes.svg and .json, or agreement-folder.* of images in DIR/<class>/*.jpg.
  --images     images of a set (default 1000)
  --reference  training images (default 4000)
  --sets       sets of undisturbed images, whose spread is the measure (default 8)`;

/** What the shipped pipelines use. */
const epochs = { shapes: 2, folder: 6 } as const;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string' },
      output: { type: 'string' },
      images: { type: 'string', default: '1000' },
      reference: { type: 'string', default: '4000' },
      sets: { type: 'string', default: '8' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return logValues(help);
  const note = (text: string): void => logValues(text);
  const [images, reference, sets] = [Number(values.images), Number(values.reference), Number(values.sets)];
  await requirePretrained('efficientnet-lite0', { env: process.env, note });
  const agreements = await study(values.folder ?? null, { images, reference, sets }, note);
  console.log('%s', `${equalSetsTable(agreements)}\n\n${agreementTable(agreements)}`);
  if (values.output === undefined) return;
  const file = join(values.output, values.folder === undefined ? 'agreement-shapes' : 'agreement-folder');
  writeFileSync(`${file}.json`, `${JSON.stringify(agreements, null, 1)}\n`);
  writeFileSync(`${file}.svg`, agreementChart(agreements));
}

async function study(folder: string | null, sizes: PoolSizes, note: (text: string) => void): Promise<Agreement[]> {
  const pool = await openPool(folder, { ...sizes, sets: sizes.sets + 1 });
  const extractors = [
    await classifierOf(pool, epochs[folder === null ? 'shapes' : 'folder']),
    await studiedPretrained(),
  ];
  const found: Agreement[] = [];
  for (const extractor of extractors) {
    note(describe(extractor));
    const began = performance.now();
    found.push(...(await agreementsOf(pool, extractor, sizes.sets, note)));
    note(`${extractor.title}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
    extractor.extractor.dispose();
  }
  return found;
}

const describe = ({ title, accuracy }: StudiedExtractor): string =>
  accuracy === null ? title : `${title}: recognises ${(100 * accuracy).toFixed(1)} % of held-out images`;

becomePrivate();
process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
await main();
