// Mistakes that the schema cannot express, over the whole language: each gives one complaint, with its code, its place
// and a fix.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode } from '../../domain/errors.js';
import { base, load, places } from './base.js';

/**
 * The replaced text of the valid file, its replacement (¦ marks where the complaint must point), the code, and what its
 * message or advice says.
 */
type Row = readonly [name: string, changes: readonly (readonly [string, string])[], code: ErrorCode, says: RegExp];

const opponent = '{ from: builtin, genotype: autogan }';
const legal = '[conv_3x3, none, conv_3x3, none, conv_1x1, avg_pool, avg_pool]';
const written = (cells: string): string => `{ from: genotype, genotype: [${cells}] }`;
const light = (rest: string): string =>
  `recovery: { every: 30s }\nsearchSpaces: { light: { network: generator${rest} } }`;
const end = 'recovery: { every: 30s }';
const useLight = ['{ space: eagan-generator,', '{ space: light,'] as const;
const table = (cells: string): readonly [string, string] => [
  '  images: 500',
  `  images: 500\n  latency: { from: inline, generator: { baseMs: 1, cells: ${cells} } }`,
];
const everything =
  '{ nearest: 1, bilinear: 1, conv_transpose: 1, skip_connect: 1, conv_1x1: 1, conv_3x3: 1, conv_5x5: 1, dil_conv_3x3: 1, dil_conv_5x5: 1 }';
const cell = (n4 = `n4: ${everything}`): string =>
  `{ ${['u0', 'u1', 'n0', 'n1', 'n2', 'n3'].map((name) => `${name}: ${everything}`).join(', ')}, ${n4} }`;
const byLatency: readonly [string, string] = [
  '    pairing: manyToOne',
  '    pairing: manyToOne\n    best: [latency]\n    objectives: { latency: minimize }',
];
const markedLatency: readonly [string, string] = [byLatency[0], byLatency[1].replace('{ latency', '{ ¦latency')];

const rows: readonly Row[] = [
  [
    'images too small for the simple discriminator as an opponent',
    [
      ['images: 4000 }', 'images: 4000, size: ¦16 }'],
      [opponent, '{ from: builtin, genotype: simple }'],
    ],
    'EAGAN_IMAGE_SIZE',
    /at least 32 .*simple/,
  ],
  [
    'images too small for the simple discriminator of the final training',
    [
      ['images: 4000 }', 'images: 4000, size: ¦16 }'],
      ['steps: 200 },', 'steps: 200 }, networks: { discriminator: { from: builtin, genotype: simple } },'],
    ],
    'EAGAN_IMAGE_SIZE',
    /at least 32 .*simple/,
  ],
  [
    'an operation of another kind of edge',
    [[opponent, written(`${legal}, ${legal}, [conv_3x3, none, conv_3x3, none, conv_1x1, ¦nearest, none]`)]],
    'EAGAN_GENOTYPE_ILLEGAL',
    /d0 of cell 3 of a discriminator/,
  ],
  [
    'a misspelt operation',
    [[opponent, written(`[¦conv_3x, none, conv_3x3, none, conv_1x1, none, none], ${legal}, ${legal}`)]],
    'EAGAN_GENOTYPE_ILLEGAL',
    /Did you mean conv_3x3/,
  ],
  [
    'a number that no operation has',
    [[opponent, written(`${legal}, [¦-1, 0, 3, 0, 1, 0, 0], ${legal}`)]],
    'EAGAN_GENOTYPE_ILLEGAL',
    /n0 of cell 2/,
  ],
  [
    'one half of the down edges',
    [[opponent, written(`${legal}, ¦[3, 0, 3, 0, 1, -1, 0], ${legal}`)]],
    'EAGAN_GENOTYPE_ILLEGAL',
    /d0 must be -1 exactly when d1 is -1/,
  ],
  [
    'a cell without input',
    [[opponent, written(`${legal}, ${legal}, ¦[3, none, none, 0, 1, 0, 0]`)]],
    'EAGAN_GENOTYPE_ILLEGAL',
    /n1, n2 must not all be 0/,
  ],
  [
    'a genotype of the other network',
    [
      [
        opponent,
        '{ from: genotype, genotype: ¦[[1, bilinear, 3, 3, 3, 3, 3], [1, 1, 3, 3, 3, 3, 3], [1, 1, 3, 3, 3, 3, 3]] }',
      ],
    ],
    'EAGAN_GENOTYPE_ILLEGAL',
    /must be a discriminator \(got a generator's genotype/,
  ],
  [
    'an illegal genotype for the final training',
    [
      [
        'finalTraining: { ',
        `finalTraining: { networks: { generator: ${written('[1, 1, 0, 0, 3, 3, 3], [1, 1, 3, 3, 3, 3, 3], [1, 1, 3, 3, 3, 3, 3]').replace('[1, 1, 0', '¦[1, 1, 0')} }, `,
      ],
    ],
    'EAGAN_GENOTYPE_ILLEGAL',
    /n0, n1 must not all/,
  ],
  [
    'a built-in of the wrong network',
    [['finalTraining: { ', 'finalTraining: { networks: { generator: { from: builtin, genotype: ¦autogan } }, ']],
    'EAGAN_GENOTYPE_UNKNOWN',
    /eagan-g or plain-g/,
  ],
  [
    'a final network of an unknown stage',
    [['finalTraining: { ', 'finalTraining: { networks: { generator: { from: stage, stage: ¦generatr } }, ']],
    'EAGAN_STAGE_UNKNOWN',
    /Did you mean generator/,
  ],
  [
    'a final network of a stage that searches the other',
    [['finalTraining: { ', 'finalTraining: { networks: { generator: { from: stage, stage: ¦discriminator } }, ']],
    'EAGAN_STAGE_OPPONENT',
    /searches a generator/,
  ],
  [
    'a space without an architecture',
    [[end, light(', operations: { normal: [none] }').replace('light:', '¦light:')]],
    'EAGAN_SPACE_TOO_SMALL',
    /no architecture satisfies all rules/,
  ],
  [
    'a gene for which nothing is left',
    [
      [
        end,
        light(', operations: { up: [nearest] }, forbid: [{ gene: u0, operation: nearest }]').replace(
          'light:',
          '¦light:',
        ),
      ],
    ],
    'EAGAN_SPACE_TOO_SMALL',
    /no operation is left for u0 of cell 1/,
  ],
  [
    'a forced gene that its edge cannot take',
    [[end, light(', force: [{ gene: u0, operation: ¦conv_3x3 }]')]],
    'EAGAN_PIPELINE_VALUE',
    /an operation of u0: nearest, bilinear or conv_transpose/,
  ],
  [
    'a constraint on an operation that the network lacks',
    [[end, light(', constraints: [{ kind: atMost, operations: [¦max_pool], count: 2 }]')]],
    'EAGAN_PIPELINE_VALUE',
    /max_pool/,
  ],
  [
    'a space with a built-in name',
    [[end, light('').replace('light:', '¦eagan-generator:')]],
    'EAGAN_SPACE_UNKNOWN',
    /must not be a built-in name/,
  ],
  [
    'a population that the space cannot hold',
    [
      [end, light(', operations: { up: [nearest], normal: [conv_3x3] }')],
      useLight,
      ['population: 6', 'population: ¦6'],
    ],
    'EAGAN_SPACE_TOO_SMALL',
    /at most 1, the number/,
  ],
  [
    'a tournament of more individuals than there are',
    [['{ kind: nonDominated }', '{ kind: tournament, size: ¦7 }']],
    'EAGAN_PIPELINE_RANGE',
    /a population of 6/,
  ],
  [
    'more steps than can be listed',
    [
      ['  loss: hinge', '  loss: hinge\n  segmentIterations: ¦1'],
      ['duration: { steps: 60 }', 'duration: { steps: 200000 }'],
    ],
    'EAGAN_TOO_MANY_STEPS',
    /100,000 steps.*Increase segmentIterations/s,
  ],
  [
    'a score after every iteration of a very long training',
    [['{ duration: { steps: 200 }', '{ scoreEvery: { steps: 1 }, duration: ¦{ steps: 900000000 }']],
    'EAGAN_TOO_MANY_STEPS',
    /100,000/,
  ],
  ['no generation', [['generations: 2', 'generations: ¦0']], 'EAGAN_STAGE_NEVER_EVALUATES', /no winner/],
  [
    'a stage budget below its population',
    [['  generations: 2', '  generations: 2\n  budget: { candidates: ¦5 }']],
    'EAGAN_STAGE_NEVER_EVALUATES',
    /at least 6 candidates/,
  ],
  [
    'a budget below the first population',
    [[end, `${end}\nbudget: { candidates: ¦5 }`]],
    'EAGAN_STAGE_NEVER_EVALUATES',
    /first generation of generator/,
  ],
  [
    'early stopping that cannot happen',
    [['  generations: 2', '  generations: 2\n  earlyStopping: { generations: ¦2 }']],
    'EAGAN_STOPPING_NEVER',
    /never stops early/,
  ],
  ['latency without a table', [markedLatency], 'EAGAN_LATENCY_TABLE', /no table/],
  [
    'a table of another network',
    [markedLatency, ['  images: 500', '  images: 500\n  latency: { from: inline }']],
    'EAGAN_LATENCY_TABLE',
    /a table without generator/,
  ],
  [
    'a table that lacks an operation',
    [
      byLatency,
      table(
        `[${cell()}, ${cell('¦n4: { skip_connect: 1, conv_1x1: 1, conv_3x3: 1, dil_conv_3x3: 1, dil_conv_5x5: 1 }')}, ${cell()}]`,
      ),
    ],
    'EAGAN_LATENCY_TABLE',
    /: conv_5x5 \(/,
  ],
  [
    'an operation in a table that its network lacks',
    [table(`[${cell()}, ${cell('n4: { ¦conv_7x7: 1 }')}, ${cell()}]`)],
    'EAGAN_PIPELINE_UNKNOWN_KEY',
    /conv_1x1/,
  ],
];

for (const [name, changes, code, says] of rows) {
  test(`${name}: ${code}`, () => {
    const marked = changes.reduce((text, [found, replacement]) => {
      assert.ok(text.includes(found), `the valid file has no ${found}`);
      return text.replace(found, () => replacement);
    }, base);
    const [before] = marked.split('¦') as [string];
    const result = load(marked.replace('¦', ''));
    const column = before.length - before.lastIndexOf('\n');
    assert.deepEqual(places(result), [`${code} test.yaml:${before.split('\n').length}:${column}`]);
    const [complaint] = result.ok ? result.warnings : result.complaints;
    assert.match(`${complaint!.message} ${complaint!.suggestion ?? ''}`, says);
  });
}

test('figures of two extractors in one selection are refused, in addition to the unavailable one', () => {
  const text = base.replace('frechetDistance: minimize,', 'frechetDistance: minimize, fid: minimize,');
  const at = `test.yaml:24:44`;
  assert.deepEqual(places(load(text)).sort(), [`EAGAN_METRICS_UNEQUAL ${at}`, `EAGAN_OBJECTIVE_UNAVAILABLE ${at}`]);
});

test('without stages the final training must name both networks', () => {
  const none = base.replace(/^stages:\n(?: .*\n)*/m, 'stages: []\n');
  const lines = none.split('\n').findIndex((line) => line.startsWith('finalTraining')) + 1;
  const missing = `EAGAN_PIPELINE_MISSING_KEY test.yaml:${lines}:1`;
  assert.deepEqual(places(load(none)), [missing]);
  const networks =
    'networks: { generator: { from: builtin, genotype: eagan-g }, discriminator: { from: builtin, genotype: simple } }';
  assert.ok(load(none.replace('finalTraining: { ', `finalTraining: { ${networks}, `)).ok);
});

test('a coupled stage may be the opponent of both networks’ stages, and its space is that of pairs', () => {
  const coupled = base
    .replace(/ {2}- id: generator\n(?: {4}.*\n)*/, '  - { id: both, search: both, pairing: coupled }\n')
    .replace('stage: generator', 'stage: both');
  assert.ok(load(coupled).ok, JSON.stringify(load(coupled)));
});

test('a stage may select by latency if there is a complete table', () => {
  const text = base.replace(...byLatency).replace(...table(`[${cell()}, ${cell()}, ${cell()}]`));
  const result = load(text);
  assert.ok(result.ok, JSON.stringify(result));
  assert.equal(result.pipeline.metrics.latency!.generator!.cells[2]!.n4!.conv_5x5, 1);
});
