// Which lines of a story are shown, and how a filter that means nothing is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storyFilter, type AskedStory, type ToldEntry } from '../../../domain/ledger/story-filter.js';
import { pipelineOf } from '../../support/pipelines.js';

const pipeline = pipelineOf('tiny.yaml');
const step = (place: string, at = '2026-01-01T12:00:00.000Z'): ToldEntry & { place: string } => ({
  ...{ kind: 'step', at, place, key: 'k', fingerprint: 'f' },
});
const story: readonly (ToldEntry & { place?: string })[] = [
  { kind: 'started', at: '2026-01-01T00:00:00.000Z', from: null },
  step('dataset', '2026-01-01T00:01:00.000Z'),
  step('generator/open'),
  step('generator/gen-000/evaluate/00'),
  step('generator/gen-001/evaluate/00'),
  step('discriminator/gen-001/select'),
  { kind: 'recovered', at: '2026-01-01T23:30:00.000Z', place: 'final/train/segment-00', iteration: 3, cause: 'killed' },
  { kind: 'requested', at: '2026-01-01T23:50:00.000Z', request: 'pause' },
];

const shown = (asked: AskedStory): string[] => {
  const { line } = storyFilter(asked, pipeline);
  return story.filter(line).map(({ kind, place }) => place ?? kind);
};

test('without a filter everything is shown', () => assert.equal(shown({}).length, story.length));

const cases: readonly (readonly [AskedStory, readonly string[]])[] = [
  [{ stage: 'data' }, ['dataset']],
  [{ stage: 'final' }, ['final/train/segment-00']],
  [{ stage: 'generator' }, ['generator/open', 'generator/gen-000/evaluate/00', 'generator/gen-001/evaluate/00']],
  [{ generation: '1' }, ['generator/gen-001/evaluate/00', 'discriminator/gen-001/select']],
  [{ generation: 'gen-001', stage: 'generator' }, ['generator/gen-001/evaluate/00']],
  [{ kind: 'evaluate' }, ['generator/gen-000/evaluate/00', 'generator/gen-001/evaluate/00']],
  [{ kind: 'requested' }, ['requested']],
  [{ kind: 'generation' }, []],
  [{ people: true }, ['started', 'requested']],
  [{ attempts: true }, ['final/train/segment-00']],
  [{ attempts: true, people: true }, ['started', 'final/train/segment-00', 'requested']],
  [{ since: '2026-01-01T23:30:00.000Z' }, ['final/train/segment-00', 'requested']],
  [{ since: '2026-01-01T23:30:00.001Z' }, ['requested']],
  [{ since: '2026-01-02T00:00:00.000Z' }, []],
];
for (const [asked, places] of cases)
  test(`${JSON.stringify(asked)} shows ${places.length} entries`, () => assert.deepEqual(shown(asked), places));

test('the end of a generation is shown where its stage and number fit, and not among attempts or people', () => {
  const ends = (asked: AskedStory): boolean => storyFilter(asked, pipeline).generation('generator', 1);
  for (const asked of [
    {},
    { stage: 'generator' },
    { generation: '1' },
    { kind: 'generation' },
    { since: '2026-01-01T00:00:00.000Z' },
  ])
    assert.equal(ends(asked), true, JSON.stringify(asked));
  for (const asked of [
    ...[{ stage: 'discriminator' }, { generation: '0' }, { kind: 'evaluate' }],
    ...[{ attempts: true }, { people: true }],
  ])
    assert.equal(ends(asked), false, JSON.stringify(asked));
});

const refused: readonly (readonly [AskedStory, RegExp])[] = [
  [{ stage: 'generators' }, /^--stage must be one of data, generator, discriminator, final \(got generators\)$/],
  [{ generation: '2' }, /^--generation must be from 0 to 1, as in gen-001 \(got 2\)$/],
  [{ generation: 'first' }, /^--generation must be from 0 to 1/],
  [{ generation: '-1' }, /^--generation must be from 0 to 1/],
  [{ generation: '0', stage: 'final' }, /^--generation must be left out, because final has no generations \(got 0\)$/],
  [
    { kind: 'training' },
    /^--kind must be one of run, step, attempt, .*generation.*trainSegment.*export \(got training\)$/,
  ],
  [{ kind: 'toString' }, /^--kind must be one of/],
];
for (const [asked, message] of refused)
  test(`${JSON.stringify(asked)} is refused with what there is`, () =>
    assert.throws(() => storyFilter(asked, pipeline), { code: 'EAGAN_USAGE', message }));
