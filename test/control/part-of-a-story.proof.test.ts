// A part of a story is read without most lines of the ledger, and tells the same as the whole story does.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Story, type Told } from '../../control/history/story.js';
import type { AskedStory } from '../../domain/ledger/story-filter.js';
import { isAtOrAfter } from '../../domain/steps/place-order.js';
import { readRun, takeOwnership, type RunInStore, type Store } from '../../store/index.js';
import { calculatedRun } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { emptyStore } from '../support/quick-store.js';

const run = 'calculated';
let store: Store;
let found: RunInStore;

/** Each step with its attempt, as a worker enters them. `again`: the steps from there on, which were taken back. */
function withAttempts(of: Store, again: (place: string) => boolean = () => false): Store {
  const ledger: Store['ledger'] = {
    ...of.ledger,
    async append(run, epoch, line) {
      const ended = { takenAt: line.at, endedAt: line.at, outcome: 'finished', host: 'h', worker: '1' } as const;
      const { place, key, at } = line;
      await of.ledger.tell(run, epoch, { kind: 'attempt', claim: `c${epoch}`, place, key, ...ended }, at);
      await of.ledger.append(run, epoch, line, again(place) ? 'again' : undefined);
    },
  };
  return { ...of, ledger };
}

before(async () => {
  store = await emptyStore();
  const pipeline = pipelineOf('tiny.yaml');
  const entering = withAttempts(store);
  const results = 'consistent' as const;
  const stopAt = (place: string): boolean => place === 'discriminator/open';
  await calculatedRun(entering, pipeline, { results, stopAt, at: '2026-01-01T00:00:00.000Z' });
  await calculatedRun(entering, pipeline, { results, at: '2026-01-02T00:00:00.000Z' });
  const { owner } = (await readRun(store.refs, run))!;
  const from = 'discriminator/gen-001';
  const epoch = await takeOwnership(store.refs, run, owner!.epoch, '2026-01-03', { from });
  await store.ledger.tell(run, epoch, { kind: 'superseded', from }, '2026-01-03T00:00:00.000Z');
  const again = withAttempts(store, isAtOrAfter(pipeline, from));
  await calculatedRun(again, pipeline, { results, at: '2026-01-03T00:00:00.000Z' });
  found = (await readRun(store.refs, run))!;
});

async function told(asked: AskedStory, goesOn: boolean): Promise<readonly Told[]> {
  const all: Told[] = [];
  for await (const one of new Story(store, found, asked, goesOn).next()) all.push(one);
  return all;
}

const stages = [undefined, 'data', 'generator', 'discriminator', 'final'];
const generations = [undefined, '0', '1'];
const kinds = [undefined, 'step', 'attempt', 'superseded', 'generation', 'evaluate', 'select', 'started'];
const times = [undefined, '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z', '2026-02-01T00:00:00.000Z'];
const groups = [{}, { attempts: true }, { people: true }];

for (const kind of kinds)
  test(`a part of the story of kind ${kind ?? 'any'} is told as in the whole story`, async () => {
    let count = 0;
    for (const stage of stages)
      for (const generation of generations)
        for (const since of times)
          for (const group of groups) {
            const written = { stage, generation, kind, since };
            const asked = { ...Object.fromEntries(Object.entries(written).filter(([, value]) => value)), ...group };
            const impossible = (stage === 'data' || stage === 'final') && generation !== undefined;
            if (impossible) continue;
            const part = await told(asked, false);
            count += part.length;
            assert.deepEqual(part, await told(asked, true), JSON.stringify(asked));
          }
    assert.ok(count > 0, 'something is told');
  });
