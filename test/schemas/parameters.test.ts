// Declared, typed parameters: where their values come from, where they are used, and which values are refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base, load, places } from './base.js';

const declared = `${base.replace('channels: 16, latent: 120', 'channels: "${param:channels}", latent: 120').replace('name: base', 'name: "base-${param:flavour}-${param:channels}"')}parameters:
  channels: { type: integer, default: 16, minimum: 4, maximum: 64 }
  flavour: { type: string, default: plain, enum: [plain, "7"] }
  rate: { type: number, default: 2e-4 }
  reset: { type: boolean, default: true }
`;

test('a value that is only a parameter has its type, and in a longer text the parameter becomes text', () => {
  const result = load(declared);
  assert.ok(result.ok, JSON.stringify(result));
  assert.equal(result.pipeline.networks.generator.channels, 16);
  assert.equal(result.pipeline.name, 'base-plain-16');
});

test('--param sets a value of the declared type, the last --param counts, and --set wins over it', () => {
  const text = declared
    .replace('learningRate: 2e-4', 'learningRate: "${param:rate}"')
    .replace('weightResetting: true', 'weightResetting: ${param:reset}');
  const result = load(text, {
    param: ['channels=8', 'channels=12', 'flavour=7', 'rate=1e-3', 'reset=false'],
    set: ['name=mine'],
  });
  assert.ok(result.ok, JSON.stringify(result));
  const { networks, name, stages } = result.pipeline;
  assert.deepEqual([networks.generator.channels, name], [12, 'mine']);
  assert.equal(stages[0]!.training.optimizers.generator.learningRate, 1e-3);
  assert.equal(stages[1]!.weightResetting, false);
});

test('a value that a parameter gives means the same as when it is written', () => {
  const [through, written] = [
    load(declared, { param: ['channels=8'] }),
    load(base, { set: ['networks.generator.channels=8', 'name=base-plain-8'] }),
  ];
  assert.ok(through.ok && written.ok);
  assert.equal(through.digest, written.digest);
});

const line = (word: string): number => declared.slice(0, declared.indexOf(word)).split('\n').length;
const refused: readonly [param: string, expected: string][] = [
  ['channel=8', 'EAGAN_PARAMETER_UNKNOWN --param:1:1'],
  ['channels=2', 'EAGAN_PARAMETER_VALUE --param:1:10'],
  ['channels=1.5', 'EAGAN_PARAMETER_VALUE --param:1:10'],
  ['channels=many', 'EAGAN_PARAMETER_VALUE --param:1:10'],
  ['channels=', 'EAGAN_PARAMETER_VALUE --param:1:10'],
  ['channels=[', 'EAGAN_PARAMETER_VALUE --param:1:10'],
  ['flavour=sweet', 'EAGAN_PARAMETER_VALUE --param:1:9'],
  ['reset=yes', 'EAGAN_PARAMETER_VALUE --param:1:7'],
  ['channels', 'EAGAN_PIPELINE_OVERRIDE --param:1:1'],
];
for (const [param, expected] of refused) {
  test(`--param ${param} is refused: ${expected}`, () => {
    assert.deepEqual(places(load(declared, { param: [param] })), [expected]);
  });
}

test('a misspelt use names the nearest parameter', () => {
  const result = load(declared.replace('${param:channels}", latent', '${param:chanels}", latent'));
  assert.ok(!result.ok);
  assert.deepEqual(places(result), ['EAGAN_PARAMETER_UNKNOWN test.yaml:7:50']);
  assert.equal(result.complaints[0]!.suggestion, 'Did you mean channels?');
});

test('a complaint about a value from a parameter points to its use and names the parameter', () => {
  const result = load(declared.replace('latent: 120', 'latent: "${param:channels}"'));
  assert.ok(!result.ok);
  assert.deepEqual(places(result), ['EAGAN_PIPELINE_RANGE test.yaml:7:79']);
  const [head] = declared.split('16, minimum: 4') as [string];
  const at = `${line('  channels: { type')}:${head.length - head.lastIndexOf('\n')}`;
  assert.match(result.complaints[0]!.message, new RegExp(`: the parameter channels, from test\\.yaml:${at}$`));
});

test('a parameter without a value gives one complaint, at its declaration', () => {
  const text = declared.replace('default: 16, ', '');
  assert.deepEqual(places(load(text)), [`EAGAN_PARAMETER_VALUE test.yaml:${line('  channels: { type')}:3`]);
  assert.ok(load(text, { param: ['channels=16'] }).ok);
});

test('a text from a parameter is not searched for parameters again', () => {
  const text = declared.replace('default: plain, enum: [plain, "7"]', 'default: "${param:channels}"');
  assert.deepEqual(places(load(text)), ['EAGAN_PIPELINE_VALUE test.yaml:3:7']);
});
