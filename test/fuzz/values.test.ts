// Five thousand random changes of the values of the committed pipelines: other types, other sizes, moved subtrees,
// missing keys.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import type { RandomStream } from '../../domain/stream.js';
import { fuzz } from './fuzz.js';

const seed = Number(process.env.EAGAN_FUZZ_SEED ?? 1);
const others = [null, true, false, 0, -1, 1, 2, 0.5, 1e9, 2 ** 53, '', 'text', 'generator', '60s', '7', [], {}];
others.push([[]] as never, { kind: 'shapes' } as never, { from: 'stage', stage: 'generator' } as never, '${param:x}');

/** A place in a tree: its parent and its key there. */
interface Slot {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function slotsOf(value: unknown): Slot[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...slotsOf(holder[key])]);
}

function remove({ holder, key }: Slot): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

const factors = [-1, 0, 0.5, 2, 3, 10, 1000];
const changes: readonly ((slots: readonly Slot[], random: RandomStream) => void)[] = [
  (slots, random) => {
    const { holder, key } = random.pick(slots);
    holder[key] = structuredClone(random.pick(others));
  },
  (slots, random) => {
    const { holder, key } = random.pick(slots);
    const value = holder[key];
    if (typeof value === 'number') holder[key] = value * random.pick(factors) + random.integer(2);
  },
  (slots, random) => {
    const [a, b] = [random.pick(slots), random.pick(slots)];
    const [of, over] = [structuredClone(a.holder[a.key]), structuredClone(b.holder[b.key])];
    a.holder[a.key] = over;
    b.holder[b.key] = of;
  },
  (slots, random) => remove(random.pick(slots)),
  (slots, random) => {
    const { holder, key } = random.pick(slots);
    if (Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]));
    else holder[random.pick(slots).key] = structuredClone(holder[key]);
  },
];

test('changed values never cause a crash, each complaint is well formed, and accepted files can be planned', async () => {
  const counts = await fuzz(seed, 'value', 5000, (text, random) => {
    const root = parse(text) as unknown;
    const times = 1 + random.integer(3);
    for (let i = 0; i < times; i++) {
      const slots = slotsOf(root);
      if (slots.length > 0) random.pick(changes)(slots, random);
    }
    return JSON.stringify(root, null, 1);
  });
  console.log(`seed ${seed}: ${counts.refused} refused, ${counts.accepted} accepted, ${counts.codes.size} codes`);
  assert.ok(counts.refused > 500 && counts.accepted > 300 && counts.codes.size > 15, JSON.stringify(counts));
});
