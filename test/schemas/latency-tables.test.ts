// A latency table says how it was recorded: other sizes are refused at their line, another machine is named, and older
// tables give a warning.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { genes, operationNames } from '../../domain/search/genotype.js';
import type { NetworkName } from '../../domain/pipeline.js';
import { filesOfProject } from '../support/project.js';
import { base, load } from './base.js';
import type { LoadOptions, LoadResult } from '../../schemas/load-pipeline.js';

const cellsOf = (network: NetworkName): object[] => {
  const cell = genes[network].map(({ name, kind }) => [
    name,
    Object.fromEntries(operationNames[kind].map((operation) => [operation, 1])),
  ]);
  return [1, 2, 3].map(() => Object.fromEntries(cell) as object);
};
const networks = (['generator', 'discriminator'] as const)
  .map((network) => `${network}: ${JSON.stringify({ baseMs: 1, cells: cellsOf(network) })}\n`)
  .join('');

const lines = {
  imageSize: 'imageSize: 32',
  batch: 'batch: 1',
  generator: 'generator: { channels: 16, latent: 120 }',
  discriminator: 'discriminator: { channels: 16 }',
  machine: 'threads: 1, numericsVersion: 2, hardware: AMD EPYC, device: cpu, tensorflow: 2.21.0, program: 0.12.0',
};
const recordedWith = (changes: Partial<typeof lines> = {}): string => {
  const { machine, ...sizes } = { ...lines, ...changes };
  const rows = [...Object.values(sizes), ...machine.split(', ')].filter(Boolean);
  return `recorded:\n${rows.map((row) => `  ${row}\n`).join('')}`;
};

const main = base
  .replace(
    /generator: \{ space: eagan-generator.*\n/,
    'generator: { space: eagan-generator, channels: 16, latent: 120 }\n',
  )
  .replace(
    /discriminator: \{ space: eagan-discriminator.*\n/,
    'discriminator: { space: eagan-discriminator, channels: 16 }\n',
  )
  .replace('  images: 500', '  images: 500\n  latency: { from: file, path: latency.yaml }')
  .replace('parameters: minimize }', 'latency: minimize }')
  .replace('best: [frechetDistance, parameters]', 'best: [frechetDistance, latency]');

function loadWith(recorded: string, text = main, options: LoadOptions = {}): LoadResult {
  return load(text, { readFile: () => `${recorded}${networks}`, ...options });
}

const told = (result: LoadResult): string[] =>
  (result.ok ? result.warnings : result.complaints).map(
    ({ code, severity, file, line, column }) => `${severity} ${code} ${file}:${line}:${column}`,
  );

test('a table that was recorded at the pipeline’s sizes is accepted without a warning', () => {
  assert.deepEqual(told(loadWith(recordedWith(), main, { numericsVersion: 2 })), []);
});

const otherSizes: readonly [name: string, changes: Partial<typeof lines>, place: string, says: RegExp][] = [
  ['other images', { imageSize: 'imageSize: 48' }, '2:14', /recorded\.imageSize must be 32.*\(got 48\)/],
  ['another batch', { batch: 'batch: 8' }, '3:10', /recorded\.batch must be 1.*\(got 8\)/],
  [
    'fewer channels of G',
    { generator: 'generator: { channels: 8, latent: 120 }' },
    '4:26',
    /generator\.channels must be 16/,
  ],
  ['another latent', { generator: 'generator: { channels: 16, latent: 60 }' }, '4:38', /generator\.latent must be 120/],
  [
    'more channels of D',
    { discriminator: 'discriminator: { channels: 32 }' },
    '5:30',
    /discriminator\.channels must be 16/,
  ],
];
for (const [name, changes, place, says] of otherSizes)
  test(`a table of ${name} is refused at its own line, and the advice is to record another`, () => {
    const result = loadWith(recordedWith(changes));
    assert.deepEqual(told(result), [`error EAGAN_LATENCY_TABLE latency.yaml:${place}`]);
    const [{ message, suggestion }] = (result as Extract<LoadResult, { ok: false }>).complaints as [never];
    assert.match(message, says);
    assert.match(suggestion, /eagan latency FILE --output latency\.yaml/);
  });

test('all wrong sizes of a table are reported together', () => {
  const changes = Object.assign({}, ...otherSizes.map(([, change]) => change)) as Partial<typeof lines>;
  assert.equal(told(loadWith(recordedWith(changes))).length, 4);
});

test('a size matters only for a network that is searched by latency', () => {
  const onlyG = main.replace(/ {2}- id: discriminator[^]*?finalTraining/, 'finalTraining');
  assert.deepEqual(told(loadWith(recordedWith({ discriminator: 'discriminator: { channels: 32 }' }), onlyG)), []);
});

test('another machine gives no complaint; other threads, other arithmetic and a table without this information give warnings', () => {
  const machine = (text: string): string => recordedWith({ machine: text });
  assert.deepEqual(told(loadWith(machine('hardware: a phone, device: gpu, tensorflow: 2.9.0, program: 0.1.0'))), []);
  assert.deepEqual(told(loadWith(machine(''))), []);
  assert.deepEqual(told(loadWith(machine('threads: 4'))), ['warning EAGAN_LATENCY_TABLE latency.yaml:6:12']);
  const older = loadWith(machine('numericsVersion: 1'), main, { numericsVersion: 2 });
  assert.deepEqual(told(older), ['warning EAGAN_LATENCY_TABLE latency.yaml:6:20']);
  const unknown = loadWith('');
  assert.ok(unknown.ok);
  assert.match(unknown.warnings[0]!.message, /should have the key recorded/);
  assert.deepEqual(told(unknown), ['warning EAGAN_LATENCY_TABLE test.yaml:12:3']);
});

test('how a table was recorded does not change the digest, but its milliseconds do', () => {
  const digests = [recordedWith(), '', recordedWith({ machine: 'threads: 1, hardware: another' })].map((recorded) => {
    const result = loadWith(recorded);
    assert.ok(result.ok, JSON.stringify(result));
    return result.digest;
  });
  assert.equal(new Set(digests).size, 1);
  const slower = load(main, { readFile: () => networks.replace('"baseMs":1', '"baseMs":2') });
  assert.ok(slower.ok && slower.digest !== digests[0]);
});

test('every text that asks for a table says how to record one', () => {
  const asking = filesOfProject()
    .filter(({ name }) => /^(?!test\/|CHANGELOG).*\.(ts|md|json)$/.test(name))
    .flatMap(({ name, text }) => text.split('\n').map((line) => ({ name, line })))
    .filter(({ line }) => /\b[Rr]ecord (a|the|one)\b.*|latency FILE/.test(line) && /table|latency/.test(line));
  assert.ok(asking.length >= 5, `${asking.length}`);
  for (const { name, line } of asking) {
    assert.match(
      line,
      /eagan latency FILE|npm run bench -- latency FILE --output|\$\{record\}|`bench latency FILE`/,
      name,
    );
    assert.doesNotMatch(line, /> latency\.yaml/, 'npm writes a banner there');
  }
});
