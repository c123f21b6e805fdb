// A mistake hides no other mistake beside it: two mistakes that each give a complaint give both together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { bases } from './corpus/bases.js';
import { base, load, places } from './base.js';

type Mapping = Record<string, unknown>;

/** A mistake at a key: changes the mapping, or gives null if it would be no mistake there. */
type Mistake = (mapping: Mapping, key: string) => void;

const put =
  (value: unknown): Mistake =>
  (mapping, key) =>
    void (mapping[key] = value);

const unknownName = (key: string): string => `zzqx${key.charCodeAt(0)}${key.length}`;

const mistakes: Readonly<Record<string, Mistake>> = {
  missing: (mapping, key) => void delete mapping[key],
  'another type': (mapping, key) => void (mapping[key] = Array.isArray(mapping[key]) ? 'zzqx' : [true]),
  'another word': put('zzqx'),
  'a number out of place': put(-7.5),
  nothing: put(null),
  'an undeclared parameter': put('${param:zzqx}'),
  'an unknown key beside it': (mapping, key) => void (mapping[unknownName(key)] = 1),
  'the key misspelt': (mapping, key) => {
    mapping[`${key}x`] = mapping[key];
    delete mapping[key];
  },
};
const kinds = Object.keys(mistakes);

type Path = readonly (string | number)[];

/** The paths of all mappings with two keys or more. */
function mappings(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, item]) =>
    mappings(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return !Array.isArray(value) && Object.keys(value).length > 1 ? [path, ...below] : below;
}

const at = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, part) => (value as Mapping)[part], root);

interface Planted {
  readonly kind: string;
  readonly key: string;
}

/** `CODE path` of the complaints at a key or below it; with `others`, of those elsewhere. */
function complaintsAbout(root: unknown, path: Path, planted: readonly Planted[]): ReadonlySet<string> {
  const copy = structuredClone(root);
  const mapping = at(copy, path) as Mapping;
  for (const { kind, key } of planted) mistakes[kind]!(mapping, key);
  const result = load(JSON.stringify(copy));
  return new Set(result.ok ? [] : result.complaints.map(({ code, path: where }) => `${code} ${unnamed(where)}`));
}

/** Paths name stages by their ids, which a mistake may change. */
const unnamed = (path: string): string => path.replace(/^stages(\[\d+\]|\.[^.]+)/, 'stages[]');

/** Complaints about the key itself, not about references to it. */
function own(complaints: ReadonlySet<string>, { key }: Planted, others: ReadonlySet<string>): string[] {
  const names = [key, `${key}x`, unknownName(key)];
  return [...complaints].filter((one) => !others.has(one) && one.split(/[. [\]]/).some((part) => names.includes(part)));
}

const roots = Object.entries(bases).map(([name, text]) => ({ name, root: parse(text) as unknown }));
const rooms = roots.flatMap(({ name, root }) => mappings(root).map((path) => ({ name, root, path })));

const pairs = fc
  .record({ room: fc.constantFrom(...rooms), kinds: fc.tuple(fc.constantFrom(...kinds), fc.constantFrom(...kinds)) })
  .chain(({ room, kinds: [one, other] }) => {
    const keys = Object.keys(at(room.root, room.path) as Mapping);
    return fc
      .shuffledSubarray(keys, { minLength: 2, maxLength: 2 })
      .map(([first, second]) => ({ room, first: { kind: one, key: first! }, second: { kind: other, key: second! } }));
  });

test('two mistakes at neighbouring keys are reported together', () => {
  // A wrong tag and the keys of its branch are one mistake, because the intended branch is unknown.
  const isTag = ({ key }: Planted): boolean => ['from', 'kind', 'pairing', 'network', 'search'].includes(key);
  fc.assert(
    fc.property(pairs, ({ room: { root, path }, first, second }) => {
      fc.pre(!isTag(first) && !isTag(second));
      const usual = complaintsAbout(root, path, []);
      const one = own(complaintsAbout(root, path, [first]), first, usual);
      const other = own(complaintsAbout(root, path, [second]), second, usual);
      const together = complaintsAbout(root, path, [first, second]);
      for (const complaint of [...one, ...other]) assert.ok(together.has(complaint), `${complaint} is hidden`);
    }),
    { numRuns: Number(process.env.EAGAN_TEST_RUNS ?? 300) },
  );
});

/** A text for the stage of discriminators. */
const stage = (text: string): string =>
  base.replace(/ {2}- id: discriminator\n[^]*?(?=finalTraining)/, () => `  - ${text}\n`);
const codes = (result: ReturnType<typeof load>): string[] =>
  places(result).map((one) => one.replace(/^EAGAN_(PIPELINE_)?| .*/g, ''));

/** Texts, and all complaints about them, in order. */
const told: readonly [name: string, result: () => ReturnType<typeof load>, expected: readonly string[]][] = [
  [
    'a stage without pairing',
    () =>
      load(
        stage(
          '{ id: Gen_2, search: discriminator, opponent: { from: stage, stage: nope }, population: 7, generations: two, foo: 1 }',
        ),
      ),
    ['MISSING_KEY', 'VALUE', 'STAGE_UNKNOWN', 'POPULATION_ODD', 'TYPE', 'UNKNOWN_KEY'],
  ],
  [
    'a stage without search and pairing',
    () => load(stage('{ id: d, opponent: { from: builtin, genotype: autogan }, population: 7, generations: two }')),
    ['MISSING_KEY', 'MISSING_KEY', 'POPULATION_ODD', 'TYPE'],
  ],
  [
    'a misspelt section',
    () => load(base.replace('finalTraining: {', 'finalTrainng: { images: many,')),
    ['UNKNOWN_KEY', 'TYPE'],
  ],
  [
    'two lengths and an unknown one',
    () => load(base.replace('warmup: { steps: 40 }', 'warmup: { steps: 40, epochs: 1, days: 2 }')),
    ['CHOICE', 'UNKNOWN_KEY'],
  ],
  [
    'a default that a stage does not use',
    () => load(base.replace('population: 6', 'population: six').replace('search: generator', '$&\n    population: 7')),
    ['TYPE', 'POPULATION_ODD'],
  ],
  [
    'one declaration of two',
    () =>
      load(
        base.replace('seed: 1', 'parameters: { a: { type: integr, default: 1 }, b: { type: integer, default: 1.5 } }'),
        {
          param: ['c=1', 'd'],
        },
      ),
    ['VALUE', 'TYPE', 'PARAMETER_UNKNOWN', 'OVERRIDE'],
  ],
  [
    'a declaration without its type',
    () => load(base.replace('seed: 1', 'parameters: { a: { default: 1, maximum: many, foo: 1 } }')),
    ['MISSING_KEY', 'TYPE', 'UNKNOWN_KEY'],
  ],
  [
    'a size that differs from the latency table, beside an undeclared parameter',
    () => {
      const pipeline = parse(bases.rich!) as { networks: { generator: Mapping } };
      pipeline.networks.generator = { ...pipeline.networks.generator, channels: '${param:zzqx}', latent: 30 };
      return load(JSON.stringify(pipeline));
    },
    ['PARAMETER_UNKNOWN', 'LATENCY_TABLE'],
  ],
  [
    'an override whose path and value are wrong, beside another',
    () => load(base.replace('slots: 2', 'slots: two'), { set: ['stages.nobody.population=[', 'seed=word'] }),
    ['TYPE', 'TYPE', 'OVERRIDE', 'SYNTAX'],
  ],
  [
    'a missing base of a file with other mistakes',
    () => load('extends: ./none.yaml\nseed: word\nstages:\n  - { id: G_1, populatoin: 8 }\nmetrics: null\n'),
    ['EXTENDS', 'TYPE', 'VALUE', 'UNKNOWN_KEY'],
  ],
  [
    'a missing file of an architecture, beside an unknown key',
    () => load(base.replace('{ from: builtin, genotype: autogan }', '{ from: file, path: none.yaml, foo: 1 }')),
    ['PATH_MISSING', 'UNKNOWN_KEY'],
  ],
  [
    'a tag, an alias of nothing and a number in quotes',
    () =>
      load(
        base
          .replace('seed: 1', 'seed: !x 1')
          .replace('population: 6', 'population: *six')
          .replace('slots: 2', 'slots: "2"'),
      ),
    ['SYNTAX', 'ALIAS', 'TYPE'],
  ],
  [
    'a section that is no YAML, between others with mistakes',
    () =>
      load(
        base.replace('seed: 1', 'seed: one').replace('loss: hinge', 'loss: @hinge').replace('slots: 2', 'slots: two'),
      ),
    ['TYPE', 'SYNTAX', 'TYPE'],
  ],
  [
    'two documents, the first of which is wrong',
    () => load(base.replace('seed: 1', 'seed: one').replace('resources:', '---\nresources:')),
    ['TYPE', 'SEVERAL_DOCUMENTS'],
  ],
];

for (const [name, result, expected] of told) {
  test(`${name}: all other mistakes are reported too`, () => assert.deepEqual(codes(result()), expected));
}

test('there is no complaint about values that depend on a refused value', () => {
  const search = base.replace('search: discriminator', 'search: all');
  assert.deepEqual(codes(load(search)), ['VALUE']);
  const id = base.replace('- id: generator', '- id: 7').replace('stage: generator }', 'stage: discriminator }');
  assert.deepEqual(codes(load(id)), ['TYPE', 'STAGE_LATER']);
});

test('the complaint about a stage without a pairing suggests the one that fits', () => {
  const result = load(base.replace('    pairing: oneToOne\n', ''));
  assert.ok(!result.ok);
  assert.equal(result.complaints[0]!.suggestion, 'For example pairing: oneToOne');
});
