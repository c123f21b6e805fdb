// Broken files: each gives exactly one complaint, with the expected code at the expected line and column.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode } from '../../domain/errors.js';
import { base, load, places } from './base.js';

/** What is replaced in the good file, by what (¦ marks where the complaint must point), and the code. */
type Row = readonly [found: string, replacement: string, code: ErrorCode, suggestion?: RegExp];

const unknown: readonly Row[] = [
  ['seed: 1', '¦sede: 1', 'EAGAN_PIPELINE_UNKNOWN_KEY', /seed/],
  ['seed: 1', '¦Seed: 1', 'EAGAN_PIPELINE_UNKNOWN_KEY', /seed/],
  ['seed: 1', '¦extend: ./base.yaml', 'EAGAN_PIPELINE_UNKNOWN_KEY', /extends/],
  ['seed: 1', '¦parameter: {}', 'EAGAN_PIPELINE_UNKNOWN_KEY', /parameters/],
  ['seed: 1', '¦kind: shapes', 'EAGAN_PIPELINE_UNKNOWN_KEY', /The key is allowed as dataset\.kind/],
  ['seed: 1', '¦toString: 1', 'EAGAN_PIPELINE_UNKNOWN_KEY'],
  ['seed: 1', '¦__proto__: { polluted: true }', 'EAGAN_PIPELINE_UNKNOWN_KEY'],
  ['seed: 1', '¦<<: { seed: 2 }', 'EAGAN_PIPELINE_UNKNOWN_KEY'],
  ['seed: 1', '¦1: 2', 'EAGAN_PIPELINE_UNKNOWN_KEY'],
  ['channels: 16, latent', '¦chanels: 16, latent', 'EAGAN_PIPELINE_UNKNOWN_KEY', /channels/],
  ['images: 4000', 'images: 4000, ¦path: ./x', 'EAGAN_PIPELINE_UNKNOWN_KEY', /kind: imageFolder/],
  ['  population: 6', '  ¦survivors: 0.5', 'EAGAN_PIPELINE_UNKNOWN_KEY', /stageDefaults\.breeding\.survivors/],
  [
    '    pairing: manyToOne',
    '    pairing: manyToOne\n    ¦weightResetting: true',
    'EAGAN_PIPELINE_UNKNOWN_KEY',
    /oneToOne/,
  ],
  ['    weightResetting: true', '    ¦weight_resetting: true', 'EAGAN_PIPELINE_UNKNOWN_KEY', /weightResetting/],
  ['warmup: { steps: 40 }', 'warmup: { ¦step: 40 }', 'EAGAN_PIPELINE_UNKNOWN_KEY', /steps/],
  ['from: builtin,', 'from: builtin, ¦stage: x,', 'EAGAN_PIPELINE_UNKNOWN_KEY', /from: stage/],
  ['discriminatorSteps: 5', '¦discriminatorStep: 5', 'EAGAN_PIPELINE_UNKNOWN_KEY', /discriminatorSteps/],
  ['slots: 2', '¦slot: 2', 'EAGAN_PIPELINE_UNKNOWN_KEY', /slots/],
];

const missing: readonly Row[] = [
  ['version: 1\nname: base\n', '¦name: base\n', 'EAGAN_PIPELINE_MISSING_KEY', /version: 1/],
  ['channels: 16, latent', 'latent', 'EAGAN_PIPELINE_MISSING_KEY', /channels: 16/],
  ['{ kind: shapes, images: 4000 }', '{ kind: shapes }', 'EAGAN_PIPELINE_MISSING_KEY', /images/],
  ['{ kind: shapes, images: 4000 }', '{ images: 4000 }', 'EAGAN_PIPELINE_MISSING_KEY', /kind: shapes/],
  ['{ kind: shapes, images: 4000 }', '{ kind: imageFolder }', 'EAGAN_PIPELINE_MISSING_KEY', /path/],
  ['  - id: generator\n    search', '  - ¦search', 'EAGAN_PIPELINE_MISSING_KEY', /id: generator/],
  ['    pairing: oneToOne\n', '', 'EAGAN_PIPELINE_MISSING_KEY', /pairing: oneToOne/],
  ['{ from: builtin, genotype: autogan }', '{ from: builtin }', 'EAGAN_PIPELINE_MISSING_KEY', /genotype: autogan/],
  ['kind: adam, ', '', 'EAGAN_PIPELINE_MISSING_KEY', /kind: adam/],
];
/** Where the complaint of a row without a mark must point: the key of the mapping that lacks something. */
const holders: readonly string[] = [
  '',
  '  generator: { space',
  'dataset:',
  'dataset:',
  'dataset:',
  '',
  '- id: discriminator',
  '    opponent: { from: builtin',
  '    generator: { learning',
];

const values: readonly Row[] = [
  ['seed: 1', 'searchSpaces: { ¦Light: { network: generator } }', 'EAGAN_PIPELINE_VALUE'],
  ['seed: 1', 'searchSpaces: { light: { network: ¦generatr } }', 'EAGAN_PIPELINE_VALUE', /generator/],
  ['version: 1', 'version: ¦2', 'EAGAN_PIPELINE_VERSION'],
  ['version: 1', 'version: ¦"1"', 'EAGAN_PIPELINE_VERSION'],
  ['name: base', 'name: ¦Base', 'EAGAN_PIPELINE_VALUE'],
  ['name: base', 'name: ¦a/../b', 'EAGAN_PIPELINE_VALUE'],
  ['seed: 1', 'seed: ¦-1', 'EAGAN_PIPELINE_RANGE'],
  ['seed: 1', 'seed: ¦1.5', 'EAGAN_PIPELINE_TYPE'],
  ['seed: 1', 'seed: ¦9007199254740993', 'EAGAN_PIPELINE_RANGE'],
  ['seed: 1', '¦seed:', 'EAGAN_PIPELINE_TYPE'],
  ['kind: shapes', 'kind: ¦shape', 'EAGAN_PIPELINE_VALUE', /shapes/],
  ['kind: shapes', 'kind: ¦7', 'EAGAN_PIPELINE_VALUE'],
  ['images: 4000', 'images: ¦"4000"', 'EAGAN_PIPELINE_TYPE', /Write 4000 without quotes/],
  ['images: 4000', 'images: ¦4_000', 'EAGAN_PIPELINE_TYPE', /Write 4000 without separators/],
  ['images: 4000', 'images: ¦.inf', 'EAGAN_PIPELINE_TYPE'],
  ['images: 4000', 'images: 4000, size: ¦40', 'EAGAN_IMAGE_SIZE', /32 or 48/],
  ['images: 4000', 'images: 4000, size: ¦8', 'EAGAN_PIPELINE_RANGE'],
  ['latent: 120', 'latent: ¦100', 'EAGAN_PIPELINE_RANGE'],
  ['learningRate: 2e-4', 'learningRate: ¦0', 'EAGAN_PIPELINE_RANGE'],
  ['learningRate: 2e-4', 'learningRate: ¦.nan', 'EAGAN_PIPELINE_TYPE'],
  ['betas: [0, 0.9]', 'betas: ¦[0]', 'EAGAN_PIPELINE_LIST'],
  ['betas: [0, 0.9]', 'betas: [0, ¦1]', 'EAGAN_PIPELINE_RANGE'],
  ['loss: hinge', 'loss: ¦hing', 'EAGAN_PIPELINE_VALUE', /hinge/],
  ['warmup: { steps: 40 }', 'warmup: ¦{ steps: 40, epochs: 1 }', 'EAGAN_PIPELINE_CHOICE'],
  ['warmup: { steps: 40 }', 'warmup: ¦{}', 'EAGAN_PIPELINE_CHOICE'],
  ['warmup: { steps: 40 }', 'warmup: ¦40', 'EAGAN_PIPELINE_TYPE'],
  ['warmup: { steps: 40 }', 'warmup: { steps: ¦0 }', 'EAGAN_PIPELINE_RANGE'],
  ['generations: 2', 'generations: ¦two', 'EAGAN_PIPELINE_TYPE'],
  ['generations: 2', 'generations: ¦[2]', 'EAGAN_PIPELINE_TYPE'],
  ['frechetDistance: minimize,', 'frechetDistance: ¦minimise,', 'EAGAN_PIPELINE_VALUE', /minimize/],
  ['{ kind: nonDominated }', '{ kind: ¦nondominated }', 'EAGAN_PIPELINE_VALUE', /nonDominated/],
  ['best: [frechetDistance, parameters]', 'best: ¦[parameters, parameters]', 'EAGAN_PIPELINE_LIST'],
  ['best: [frechetDistance, parameters]', 'best: [¦frechetdistance]', 'EAGAN_PIPELINE_VALUE', /frechetDistance/],
  ['weightResetting: true', 'weightResetting: ¦yes', 'EAGAN_PIPELINE_TYPE', /write true/],
  ['weightResetting: true', 'weightResetting: ¦off', 'EAGAN_PIPELINE_TYPE', /write false/],
  ['pairing: oneToOne', 'pairing: ¦onetoone', 'EAGAN_PIPELINE_VALUE', /oneToOne/],
  ['search: generator', 'search: ¦both', 'EAGAN_PIPELINE_VALUE'],
  ['decay: 0.98', 'decay: ¦1', 'EAGAN_PIPELINE_RANGE'],
  ['slots: 2', 'slots: ¦0', 'EAGAN_PIPELINE_RANGE'],
  ['every: 30s', 'every: ¦30', 'EAGAN_PIPELINE_TYPE'],
  ['every: 30s', 'every: ¦30 seconds', 'EAGAN_PIPELINE_VALUE'],
];

const meaning: readonly Row[] = [
  ['space: eagan-generator', 'space: ¦eagan-discriminator', 'EAGAN_SPACE_UNKNOWN'],
  ['space: eagan-generator', 'space: ¦eagan-generators', 'EAGAN_SPACE_UNKNOWN', /eagan-generator\?/],
  ['- id: discriminator', '- id: ¦generator', 'EAGAN_STAGE_DUPLICATE'],
  ['- id: discriminator', '- id: ¦final', 'EAGAN_STAGE_DUPLICATE'],
  ['stage: generator }', 'stage: ¦generatr }', 'EAGAN_STAGE_UNKNOWN', /generator/],
  ['stage: generator }', 'stage: ¦discriminator }', 'EAGAN_STAGE_LATER'],
  ['{ from: builtin, genotype: autogan }', '{ from: stage, stage: ¦discriminator }', 'EAGAN_STAGE_LATER'],
  ['    search: discriminator', '    search: generator', 'EAGAN_STAGE_OPPONENT'],
  ['genotype: autogan', 'genotype: ¦autogn', 'EAGAN_GENOTYPE_UNKNOWN', /autogan/],
  ['genotype: autogan', 'genotype: ¦eagan-g', 'EAGAN_GENOTYPE_UNKNOWN'],
  ['    pairing: oneToOne\n    weightResetting: true', '    pairing: ¦manyToOne', 'EAGAN_STAGE_PAIRING', /oneToOne/],
  ['population: 6', 'population: ¦7', 'EAGAN_POPULATION_ODD'],
  ['survivors: 0.5', 'survivors: ¦0.1', 'EAGAN_PIPELINE_RANGE'],
  ['survivors: 0.5', 'survivors: ¦0.99', 'EAGAN_PIPELINE_RANGE'],
  [
    'frechetDistance: minimize, parameters: minimize }\n  best: [frechetDistance,',
    '¦fid: minimize, parameters: minimize }\n  best: [fid,',
    'EAGAN_OBJECTIVE_UNAVAILABLE',
    /frechetDistance/,
  ],
  ['best: [frechetDistance,', 'best: [¦classifierScore,', 'EAGAN_BEST_NOT_AN_OBJECTIVE'],
  ['{ kind: nonDominated }', '{ kind: ¦officialRepo }', 'EAGAN_SELECTION_OBJECTIVES', /classifierScore: maximize/],
  ['batch: { discriminator: 20,', 'batch: { discriminator: ¦4001,', 'EAGAN_BATCH_TOO_LARGE'],
  ['training: { discriminatorSteps: 5 }', 'training: { batch: { discriminator: ¦4002 } }', 'EAGAN_BATCH_TOO_LARGE'],
  ['epochs: 2 }', 'epochs: 2, batch: 4096 }', 'EAGAN_BATCH_TOO_LARGE'],
];

const fileKeys: readonly Row[] = [
  ['seed: 1', 'extends: ¦./none.yaml', 'EAGAN_PIPELINE_EXTENDS'],
  ['seed: 1', 'extends: ¦./test.yaml', 'EAGAN_PIPELINE_EXTENDS'],
  ['seed: 1', 'extends: ¦[a.yaml]', 'EAGAN_PIPELINE_TYPE'],
  ['seed: 1', 'parameters: { ¦width: { default: 16 } }', 'EAGAN_PIPELINE_MISSING_KEY', /type: integer/],
  ['seed: 1', 'parameters: { width: { type: ¦integr, default: 16 } }', 'EAGAN_PIPELINE_VALUE', /integer/],
  ['seed: 1', 'parameters: { ¦2nd: { type: integer, default: 16 } }', 'EAGAN_PIPELINE_VALUE'],
  ['seed: 1', 'parameters: { width: { type: integer, default: ¦16.5 } }', 'EAGAN_PIPELINE_TYPE'],
  ['seed: 1', 'parameters: { width: { type: integer, default: ¦16, maximum: 8 } }', 'EAGAN_PARAMETER_VALUE'],
  ['seed: 1', 'parameters: { ¦width: { type: integer } }', 'EAGAN_PARAMETER_VALUE', /--param width=…/],
  ['channels: 16, latent', 'channels: ¦${param:width}, latent', 'EAGAN_PIPELINE_SYNTAX', /Write "\$\{param:width\}"/],
  ['seed: 1', 'seed: ¦${param:width}', 'EAGAN_PARAMETER_UNKNOWN', /Declare it/],
];

const syntax: readonly Row[] = [
  ['name: base', 'name: base\n¦name: other', 'EAGAN_PIPELINE_DUPLICATE_KEY', /Delete/],
  ['steps: 60', 'steps: 60, ¦steps: 70', 'EAGAN_PIPELINE_DUPLICATE_KEY'],
  ['  extractor:', '¦\textractor:', 'EAGAN_PIPELINE_TAB', /spaces/],
  ['resources:', '¦---\nresources:', 'EAGAN_PIPELINE_SEVERAL_DOCUMENTS'],
  ['seed: 1', 'seed: ¦*one', 'EAGAN_PIPELINE_ALIAS'],
  ['seed: 1', 'seed: ¦!one 1', 'EAGAN_PIPELINE_SYNTAX', /Delete the tag/],
  ['seed: 1', '¦seed:1', 'EAGAN_PIPELINE_SYNTAX', /space after the colon/],
  ['seed: 1', 'seed: ¦@one', 'EAGAN_PIPELINE_SYNTAX', /quotes/],
  ['seed: 1', 'seed: ¦a: 1', 'EAGAN_PIPELINE_SYNTAX', /new line/],
  ['seed: 1', '? ¦[1]\n: 1', 'EAGAN_PIPELINE_SYNTAX'],
  ['{ slots: 2 }\nrecovery:', '{ slots: 2\n¦recovery:', 'EAGAN_PIPELINE_SYNTAX'],
];

function check([found, replacement, code, suggestion]: Row, mark = '¦'): void {
  assert.ok(base.includes(found), `the good file has no ${found}`);
  const marked = base.replace(found, () => replacement);
  const [before] = marked.split(mark) as [string];
  const result = load(marked.replace(mark, ''));
  const line = before.split('\n').length;
  assert.deepEqual(places(result), [`${code} test.yaml:${line}:${before.length - before.lastIndexOf('\n')}`]);
  assert.ok(!result.ok);
  const [complaint] = result.complaints as [(typeof result.complaints)[0]];
  assert.match(complaint.suggestion ?? '', suggestion ?? /^/);
  assert.match(complaint.frame, new RegExp(`^> +${line} \\|`, 'm'));
  for (const words of [complaint.message, complaint.expected, complaint.found]) assert.ok(words.length > 0);
}

for (const row of [...unknown, ...values, ...fileKeys, ...syntax]) {
  test(`${row[2]}: ${JSON.stringify(row[0])} → ${JSON.stringify(row[1])}`, () => check(row));
}

for (const row of meaning) {
  const isMarked = row[1].includes('¦');
  test(`${row[2]}: ${JSON.stringify(row[0])} → ${JSON.stringify(row[1])}`, () => {
    if (isMarked) return check(row);
    // What contradicts stands elsewhere than what was changed.
    const elsewhere = row[2] === 'EAGAN_STAGE_OPPONENT' ? 'stage: generator }' : 'batch: 4096';
    const text = base.replace(row[0], () => row[1]);
    const at = text.indexOf(elsewhere) + elsewhere.indexOf(':') + 2;
    const line = text.slice(0, at).split('\n').length;
    assert.deepEqual(places(load(text)), [`${row[2]} test.yaml:${line}:${at - text.lastIndexOf('\n', at - 1)}`]);
  });
}

missing.forEach((row, index) => {
  test(`${row[2]}: ${JSON.stringify(row[0])} → ${JSON.stringify(row[1])}`, () => {
    if (row[1].includes('¦')) return check(row);
    const holder = holders[index]!;
    const text = base.replace(row[0], () => row[1]);
    const key = text.indexOf(holder);
    assert.ok(key >= 0, holder);
    const marked = `${text.slice(0, key)}${holder.replace(/^([ ]*(?:- )?)/, '$1¦')}${text.slice(key + holder.length)}`;
    const [before] = marked.split('¦') as [string];
    const column = before.length - before.lastIndexOf('\n');
    const result = load(text);
    assert.deepEqual(places(result), [`${row[2]} test.yaml:${before.split('\n').length}:${column}`]);
    assert.match((!result.ok && result.complaints[0]!.suggestion) || '', row[3] ?? /^/);
  });
});

test('a file that is not UTF-8 is refused at its first illegal byte', () => {
  const bytes = Buffer.concat([Buffer.from('version: 1\nname: caf'), Buffer.from([0xe9]), Buffer.from('\n')]);
  assert.deepEqual(places(load(bytes)), ['EAGAN_PIPELINE_ENCODING test.yaml:2:10']);
  assert.deepEqual(places(load(Buffer.from(base, 'utf16le'))), ['EAGAN_PIPELINE_ENCODING test.yaml:1:2']);
  assert.deepEqual(places(load(Buffer.from([0x1f, 0x8b, 8, 0]))), ['EAGAN_PIPELINE_ENCODING test.yaml:1:2']);
});

test('a file that is too large is refused without being parsed', () => {
  assert.deepEqual(places(load('a'.repeat(10_000_000))), ['EAGAN_PIPELINE_TOO_LARGE test.yaml:1:1']);
});

test('empty files, files of comments and an empty document are refused', () => {
  for (const text of ['', '\n\n', '# nothing\n', '---\n', 'null']) {
    assert.deepEqual(places(load(text)), ['EAGAN_PIPELINE_EMPTY test.yaml:1:1'], JSON.stringify(text));
  }
});

test('a list or a text in place of a pipeline is one complaint', () => {
  assert.deepEqual(places(load('- 1\n')), ['EAGAN_PIPELINE_TYPE test.yaml:1:1']);
  assert.deepEqual(places(load('hello\n')), ['EAGAN_PIPELINE_TYPE test.yaml:1:1']);
});

test('aliases may save typing, but may not explode', () => {
  const shared = base
    .replace('warmup: { steps: 40 }', 'warmup: &short { steps: 40 }')
    .replace('duration: { steps: 60 }', 'duration: *short');
  const result = load(shared);
  assert.ok(result.ok);
  assert.deepEqual(result.pipeline.stages[0]!.duration, { steps: 40 });
  const levels = Array.from(
    { length: 12 },
    (_, i) =>
      `k${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
  );
  const bomb = ['start: &a-1 [x]', ...levels].join('\n');
  const refused = load(bomb);
  assert.ok(!refused.ok);
  assert.equal(refused.complaints[0]!.code, 'EAGAN_PIPELINE_ALIAS');
});

test('a mistake inside an aliased value points at the alias', () => {
  const text = base.replace('seed: 1', 'seed: &text word').replace('generations: 2', 'generations: *text');
  assert.deepEqual(places(load(text)), ['EAGAN_PIPELINE_TYPE test.yaml:4:13', 'EAGAN_PIPELINE_TYPE test.yaml:19:16']);
});

test('a lone tag is a complaint at the beginning of the file', () => {
  const result = load('!');
  assert.ok(!result.ok);
  assert.match(places(result)[0]!, / test\.yaml:1:1$/);
});

test('texts that are slow or deep for a parser are refused quickly and do not overflow', () => {
  for (const text of ['['.repeat(60_000), '- '.repeat(30_000), '{a: '.repeat(15_000), '? '.repeat(30_000)]) {
    const result = load(text);
    assert.ok(!result.ok);
    assert.equal(result.complaints[0]!.code, 'EAGAN_PIPELINE_SYNTAX');
  }
});
