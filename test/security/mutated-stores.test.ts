// Thousands of mutated files of a store, of every kind, and headers of tensors, drawn by a seed. After each one the
// commands that read run in this process: never EAGAN_INTERNAL, never a hang, never a file touched outside.
// EAGAN_MUTATIONS: how many; EAGAN_FUZZ_SEED: which.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { createHash } from 'node:crypto';
import { canonicalJson, digestJson } from '../../domain/digest.js';
import { errorCodeOf } from '../../domain/errors.js';
import { toCheckedJson } from '../../store/checked-json.js';
import { omit } from '../../domain/omit.js';
import { stream, type RandomStream } from '../../domain/stream.js';
import { allOverviews } from '../../control/runs/run-overview.js';
import { findRun, surveyRuns } from '../../control/runs/find-run.js';
import { pictures, summarise } from '../../control/progress/summary.js';
import { verifyFrozen } from '../../control/verify/verify-frozen.js';
import {
  openStore,
  planGarbage,
  readingRun,
  runRecords,
  verifyRun,
  walkStoredRun,
  type Store,
} from '../../store/index.js';
import { createFileLayer } from '../../store/file-layer.js';
import { appendEntry } from '../../store/numbered-files.js';
import { readStory } from '../../store/story.js';
import { noteRemoved, removedListOf } from '../../store/removed.js';
import { readSafetensors, writeSafetensors } from '../../store/safetensors.js';
import { completeRun, startedRun, stateFolder } from '../control/finished-run.js';
import { filesBelow } from '../support/files-below.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const seed = Number(process.env.EAGAN_FUZZ_SEED ?? 1);
const mutations = Number(process.env.EAGAN_MUTATIONS ?? 400);
/** The key of a step that is not finished. */
const openStep = 'e'.repeat(64);
/** One command that reads may take this long: far more than it needs, far less than for ever. */
const longestMs = 60_000;

const outside = temporaryFolder();
const home = join(outside, 'home');
let run = '';
before(async () => {
  writeFileSync(join(outside, 'precious'), 'years of work');
  mkdirSync(join(outside, 'elsewhere'));
  const state = await stateFolder();
  run = await startedRun(state, 3);
  await completeRun(state, run);
  await leaveTraces(state.store);
  cpSync(state.folder, home, { recursive: true });
});

/** What running and cleaning leave: two attempts and a recovery point, a journal, a list of removed states. */
async function leaveTraces({ claims, ledger, recovery, folder }: Store): Promise<void> {
  const at = '2026-01-01T10:00:00.000Z';
  const begun = { host: 'here', startedAt: at, fingerprint: '0'.repeat(64) };
  for (const attempt of [1, 2]) {
    const fence = { epoch: 1, workflowRunId: 'one', activityId: '1', attempt };
    const claim = await claims.take(run, openStep, fence, begun);
    await claim.end({ at, code: 'EAGAN_TRAINER_CRASHED', message: 'so it ended', iteration: 4 });
    const point = recovery.checkpoints(openStep, claim.id);
    const weights = new Map([['a', { shape: [2], data: new Float32Array(2) }]]);
    await recovery.write(openStep, claim.id, 4, await point.write({ iteration: 4 }, weights), { best: null });
  }
  await ledger.tell(run, 1, { kind: 'requested', request: 'pause' });
  const files = createFileLayer({ root: folder });
  const entry = { schemaVersion: 1, at, epoch: 1, kind: 'requested', request: 'pause' };
  await appendEntry(files, join(folder, 'journal', run), entry);
  await noteRemoved(files, folder, removedListOf(at, ['d'.repeat(64)]));
}

/** Values that no honest program writes at any place. */
const strange: readonly unknown[] = [
  ...[null, true, 0, -1, 0.5, 1e15, 2 ** 60, '', 'constructor', '__proto__', '../../precious', '/etc/passwd'],
  ...['a'.repeat(5000), '\u001b[2J', [], {}, [[]], { constructor: 1 }, 'f'.repeat(64)],
];

/** Every place in a value, as a path. */
function places(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => places(item, [...path, key]))];
}

function mutated(value: unknown, random: RandomStream): unknown {
  const copy = structuredClone(value);
  const all = places(copy);
  const path = all[random.integer(all.length)]!;
  const choice = strange[random.integer(strange.length)];
  if (path.length === 0) return choice;
  const holder = path.slice(0, -1).reduce<unknown>((at, part) => (at as never)[part], copy) as Record<string, unknown>;
  const key = path.at(-1)!;
  if (random.uniform() < 0.25) delete holder[key];
  else if (random.uniform() < 0.1) holder[String(choice)] = holder[key];
  else holder[key] = choice;
  return copy;
}

/** Seals the outer digest again, as somebody would who knows the program. */
function resealed(path: string, value: unknown): unknown {
  const found = value as { record?: unknown; digest?: unknown; previous?: unknown } | null;
  try {
    if (path.includes('/records/') && found?.record !== undefined)
      return { ...found, digest: createHash('sha256').update(canonicalJson(found.record)).digest('hex') };
    if (path.includes('/ledger/') && found?.previous !== undefined) {
      const body = omit(found, 'digest');
      return { ...body, digest: digestJson(body) };
    }
    if ((found as { checksum?: unknown } | null)?.checksum !== undefined)
      return JSON.parse(Buffer.from(toCheckedJson(found)).toString());
  } catch {
    // It cannot be written as canonical JSON.
  }
  return value;
}

function damage(folder: string, random: RandomStream): string {
  const kind = random.pick(kinds);
  const path = random.pick(filesBelow(join(folder, 'store', kind)));
  const bytes = readFileSync(path);
  chmodSync(path, 0o600);
  if (kind === 'objects' || random.uniform() < 0.2)
    writeFileSync(path, bytes.subarray(0, random.integer(bytes.length + 1)));
  else if (!path.endsWith('.json')) writeFileSync(path, random.pick(strangeBytes));
  else {
    const value = mutated(JSON.parse(bytes.toString('utf8')), random);
    writeFileSync(path, JSON.stringify(random.uniform() < 0.7 ? resealed(path, value) : value) ?? '');
  }
  return path.slice(folder.length);
}

/** Refs three times as often, because they say the most. */
const kinds = ['refs', 'refs', 'refs', 'records', 'ledger', 'claims', 'journal', 'recovery', 'removed', 'objects'];
const strangeBytes = [Buffer.alloc(8, 255), Buffer.alloc(1_000), Buffer.from('[]'), Buffer.from('\ufeff{}')];

/** What the commands do that only read: status, history, verify, gc without --apply, what attach reads, plan. */
const readers: Record<string, (store: Store, folder: string) => Promise<unknown>> = {
  status: async (store) => allOverviews(store),
  history: async (store) => runRecords(store, (await findRun(store, run)).frozen.run),
  verify: async (store) => {
    const found = await findRun(store, run);
    return [verifyFrozen(found.frozen), await readingRun(run, () => verifyRun(store, found))];
  },
  gc: async (store) => planGarbage(store, Date.now() + 1e12),
  attach: async (store, folder) => {
    const found = await findRun(store, run);
    await readingRun(run, () => walkStoredRun(store, found));
    await readingRun(run, () => summarise(store, found, join(folder, 'runs', run)));
    return readingRun(run, () => pictures(store, found));
  },
  survey: async (store) => surveyRuns(store),
  attempts: async (store) => store.claims.attempts(run, openStep),
  recovery: async (store) => {
    const [last] = (await store.claims.attempts(run, openStep)).slice(-1);
    const point = await store.recovery.latest(openStep, `${run}/${'0'.repeat(16)}/0003-00000000`);
    return point && last && store.recovery.checkpoints(openStep, point.attempt).read(point.checkpoint);
  },
  story: async (store) => readingRun(run, () => readStory(store, run)),
};

async function limited(work: Promise<unknown>, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`${what} hangs`)), longestMs)));
  await Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

test(`${mutations} mutated stores of seed ${seed}: every reader answers, or refuses with a code`, async (context) => {
  const random = stream(seed, 'security/mutations');
  const counts = new Map<string, number>();
  const folder = join(outside, 'elsewhere', 'copy');
  for (let number = 0; number < mutations; number++) {
    rmSync(folder, { recursive: true, force: true });
    cpSync(home, folder, { recursive: true });
    const what = damage(folder, random);
    for (const [name, read] of Object.entries(readers)) {
      const place = `${name} after mutation ${number} of ${what}`;
      try {
        await limited(read(await openStore(join(folder, 'store')), folder), place);
        counts.set('answered', (counts.get('answered') ?? 0) + 1);
      } catch (error) {
        const code = errorCodeOf(error);
        assert.ok(code !== undefined && code !== 'EAGAN_INTERNAL', `${place}: ${(error as Error).stack}`);
        counts.set(code, (counts.get(code) ?? 0) + 1);
      }
    }
  }
  context.diagnostic(`seed ${seed}: ${JSON.stringify(Object.fromEntries([...counts].sort()))}`);
  assert.equal(readFileSync(join(outside, 'precious'), 'utf8'), 'years of work');
  assert.deepEqual(readdirSync(outside).sort(), ['elsewhere', 'home', 'precious']);
  assert.deepEqual(readdirSync(join(outside, 'elsewhere')), ['copy']);
  assert.ok(statSync(home).isDirectory());
});

test(`${mutations * 10} mutated headers of seed ${seed}: tensors or EAGAN_OBJECT_CORRUPT`, () => {
  const random = stream(seed, 'security/headers');
  const names = ['a', 'b/weights', 'c'];
  const whole = writeSafetensors(
    new Map(names.map((name, i) => [name, { shape: [i + 1, 2], data: new Float32Array((i + 1) * 2) }])),
    { generator: '{}' },
  );
  const length = Number(new DataView(whole.buffer, whole.byteOffset).getBigUint64(0, true));
  const header: unknown = JSON.parse(Buffer.from(whole.subarray(8, 8 + length)).toString('utf8'));
  let [read, refused] = [0, 0];
  for (let number = 0; number < mutations * 10; number++) {
    const json = Buffer.from(JSON.stringify(mutated(header, random)) ?? 'null');
    const bytes = Buffer.concat([Buffer.alloc(8), json, whole.subarray(8 + length)]);
    bytes.writeBigUInt64LE(BigInt(random.uniform() < 0.9 ? json.length : random.integer(1_000_000)));
    try {
      for (const [, { shape, data }] of readSafetensors(bytes).tensors)
        assert.equal(
          shape.reduce((product, size) => product * size, 1),
          data.length,
        );
      read++;
    } catch (error) {
      assert.equal(errorCodeOf(error), 'EAGAN_OBJECT_CORRUPT', String(error));
      refused++;
    }
  }
  assert.ok(read > 0 && refused > read);
});
