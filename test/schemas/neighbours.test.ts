// A mistake hides none of its neighbours: two that each give a complaint give both of them together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { bases } from './corpus/bases.js';
import { base, load, places } from './base.js';

type Mapping = Record<string, unknown>;

/** A mistake at a key: what it makes of the mapping, or nothing where it would be none. */
type Mistake = (mapping: Mapping, key: string) => void;

const put =
  (value: unknown): Mistake =>
  (mapping, key) =>
    void (mapping[key] = value);

const mistakes: Readonly<Record<string, Mistake>> = {
  missing: (mapping, key) => void delete mapping[key],
  'another type': (mapping, key) => void (mapping[key] = Array.isArray(mapping[key]) ? 'zzqx' : [true]),
  'another word': put('zzqx'),
  'a number of no use': put(-7.5),
  nothing: put(null),
  'an undeclared parameter': put('${param:zzqx}'),
  'an unknown key beside it': (mapping, key) => void (mapping[`zzqx${key.charCodeAt(0)}${key.length}`] = 1),
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

/** `CODE path` of what is complained about at a key or in what is there; of `others` what stands beside it. */
function complaintsAbout(root: unknown, path: Path, planted: readonly Planted[]): ReadonlySet<string> {
  const copy = structuredClone(root);
  const mapping = at(copy, path) as Mapping;
  for (const { kind, key } of planted) mistakes[kind]!(mapping, key);
  const result = load(JSON.stringify(copy));
  return new Set(result.ok ? [] : result.complaints.map(({ code, path: where }) => `${code} ${unnamed(where)}`));
}

/** Stages are named by their ids, which a mistake may change. */
const unnamed = (path: string): string => path.replace(/^stages(\[\d+\]|\.[^.]+)/, 'stages[]');

/** Complaints about the key itself, not about what refers to it. */
const own = (complaints: ReadonlySet<string>, { key }: Planted, others: ReadonlySet<string>): string[] =>
  [...complaints].filter((one) => one.includes(key) && !others.has(one) && !one.includes('WARNING'));

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

test('two mistakes at neighbouring keys are told together', () => {
  fc.assert(
    fc.property(pairs, ({ room: { root, path }, first, second }) => {
      const usual = complaintsAbout(root, path, []);
      const one = own(complaintsAbout(root, path, [first]), first, usual);
      const other = own(complaintsAbout(root, path, [second]), second, usual);
      const together = complaintsAbout(root, path, [first, second]);
      for (const complaint of [...one, ...other]) assert.ok(together.has(complaint), `${complaint} is hidden`);
    }),
    { numRuns: Number(process.env.EAGAN_TEST_RUNS ?? 300) },
  );
});

const stage = (changed: string): string =>
  base.replace(/ {2}- id: discriminator\n[^]*?(?=finalTraining)/, () => `  - ${changed}\n`);

/** What is written in place of a part of the good file, and every complaint, in order. */
const hidden: readonly [name: string, text: string, expected: readonly string[]][] = [
  [
    'a stage without pairing',
    stage(
      '{ id: Gen_2, search: discriminator, opponent: { from: stage, stage: nope }, population: 7, generations: two, foo: 1 }',
    ),
    ['VALUE 30:11', 'MISSING_KEY 30:5'],
  ],
];

test('a stage without its pairing is told everything else that is wrong with it', () => {
  const result = load(hidden[0]![1]);
  assert.deepEqual(
    places(result)
      .map((one) => one.split(' ')[0])
      .sort(),
    [
      'EAGAN_PIPELINE_MISSING_KEY',
      'EAGAN_PIPELINE_TYPE',
      'EAGAN_PIPELINE_UNKNOWN_KEY',
      'EAGAN_PIPELINE_VALUE',
      'EAGAN_POPULATION_ODD',
      'EAGAN_STAGE_UNKNOWN',
    ],
  );
});
