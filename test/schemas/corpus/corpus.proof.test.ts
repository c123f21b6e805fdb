// The corpus of broken files: each gives exactly the expected codes at the expected lines and columns, all together and
// in the file's order.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { publishedInception } from '../../../domain/extractor.js';
import { diskContents, type ReadContents } from '../../../schemas/file-contents.js';
import { loadPipeline } from '../../../schemas/load-pipeline.js';
import { outside } from '../../../scripts/confine.mjs';
import { isWithin } from '../../../scripts/files.mjs';
import { projectRoot } from '../../support/project.js';
import { places } from '../base.js';
import { bases } from './bases.js';
import type { BrokenFile } from './broken-file.js';
import { brokenEverywhere } from './everywhere.js';
import { brokenFirst } from './first-rows.js';
import { handWritten } from './hand-written.js';
import { brokenAbove, brokenBelow } from './layers.js';
import { brokenRich } from './rich-rows.js';
import { wholeTexts } from './whole-texts.js';

const corpus: readonly BrokenFile[] = [
  ...Object.entries(bases).flatMap(([name, text]) => brokenEverywhere(name, text)),
  ...[...brokenFirst, ...brokenRich, ...brokenAbove, ...brokenBelow, ...handWritten, ...wholeTexts],
  {
    name: 'a change on the command line that names nothing',
    text: bases.first,
    options: { set: ['stages.generatr.population=8', 'seed'] },
    expected: ['EAGAN_PIPELINE_OVERRIDE --set:1:1', 'EAGAN_PIPELINE_OVERRIDE --set:1:8'],
  },
];

const onDisk = diskContents('/corpus');
/** The graph that a shipped file names is there. */
const readContents: ReadContents = (path, ...more) =>
  path === '/corpus/inception/classify_image_graph_def.pb'
    ? { contents: 'c'.repeat(64), md5: publishedInception.md5 }
    : onDisk(path, ...more);

function load({ text, below, options }: BrokenFile): ReturnType<typeof loadPipeline> {
  const readFile = (path: string): string => {
    if (path === '/corpus/base.yaml' && below !== undefined) return below;
    if (!isWithin(path, '/corpus')) throw outside(path, ['/corpus'], '--also-read DIR');
    throw Object.assign(new Error(path), { code: 'ENOENT' });
  };
  return loadPipeline({ file: 'test.yaml', text }, { directory: '/corpus', readFile, readContents, ...options });
}

for (const [name, text] of Object.entries(bases)) {
  test(`the valid file ${name} gives no complaint and no warning`, () => {
    const result = load({ name, text, expected: [] });
    assert.deepEqual(places(result), []);
    assert.ok(result.ok);
  });
}

/** Each file is read once. */
const results = new Map<BrokenFile, ReturnType<typeof load>>();
const loaded = (broken: BrokenFile): ReturnType<typeof load> => {
  if (!results.has(broken)) results.set(broken, load(broken));
  return results.get(broken)!;
};

for (const broken of corpus) {
  test(broken.name, () => {
    const result = loaded(broken);
    assert.ok(!result.ok);
    assert.deepEqual(places(result), broken.expected);
    const { complaints } = result;
    broken.suggestions?.forEach((pattern, i) => assert.match(complaints[i]!.suggestion ?? '', pattern ?? /^/));
  });
}

/** Only warnings: the file is accepted, and other tests check that they are given. */
const warnings: readonly string[] = ['EAGAN_FEW_IMAGES', 'EAGAN_INCEPTION_UNKNOWN'];

test('the corpus has more than a thousand files, and includes every code that reading a file can give', () => {
  assert.ok(corpus.length > 1000, `${corpus.length}`);
  const folder = join(projectRoot, 'schemas');
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const given = sources.flatMap(
    (name) => readFileSync(join(folder, name), 'utf8').match(/(?<=')EAGAN_\w+(?=')/g) ?? [],
  );
  const met = new Set(corpus.flatMap(({ expected }) => expected.map((one) => one.split(' ')[0]!)));
  // Codes of the program, of the command line (--explain), of data sets, and of networks (metric-files.test.ts).
  const ofOthers = ['EAGAN_DATASET_EMPTY', 'EAGAN_DATASET_UNSUITABLE', 'EAGAN_CONTENTS_DIFFER'];
  const others = ['EAGAN_INTERNAL', 'EAGAN_USAGE', ...ofOthers, ...warnings];
  const codes = [...new Set(given)].filter((code) => !others.includes(code));
  assert.deepEqual(
    codes.filter((code) => !met.has(code)),
    [],
  );
});

test('every message of the corpus points into its file, shows its line, and says what is allowed and what was found', () => {
  for (const broken of corpus) {
    const result = loaded(broken);
    assert.ok(!result.ok);
    for (const { file, line, column, frame, message, expected, found } of result.complaints) {
      const text = file === 'base.yaml' ? broken.below! : broken.text;
      if (file.startsWith('--') || typeof text !== 'string') continue;
      const there = text.split('\n')[line - 1];
      assert.ok(there !== undefined && column >= 1 && column <= there.length + 1, `${broken.name} ${line}:${column}`);
      assert.match(frame, new RegExp(`^> +${line} \\|`, 'm'), broken.name);
      assert.ok(frame.includes('^') && [message, expected, found].every((words) => words.length > 0), broken.name);
    }
  }
});
