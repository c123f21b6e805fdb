// The chain of a ledger: from lines of version 1 to lines of version 2, and whatever somebody does to its files or to
// its index.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { canonicalJson, digestJson } from '../../domain/digest.js';
import { chainStart, type LedgerLine, type StepLine } from '../../domain/ledger/lines.js';
import { omit } from '../../domain/omit.js';
import { stream } from '../../domain/stream.js';
import { makeFolderSync } from '../../scripts/files.mjs';
import { openStore, type Store } from '../../store/index.js';
import { packLines } from '../../store/ledger-index.js';
import { lineBytes, parsed, textOf, type Head } from '../../store/ledger-line.js';
import { readStory } from '../../store/story.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const nameOf = (sequence: number): string => `${String(sequence).padStart(8, '0')}.json`;
const pathOf = (folder: string, sequence: number): string => join(folder, 'ledger', 'run', nameOf(sequence));
const entry = (place: string): { place: string; key: string; fingerprint: string; at: string } => ({
  ...{ place, key: 'k', fingerprint: 'f', at: 'now' },
});

/** A line as version 1 wrote it. */
function version1(previous: string, sequence: number): string {
  const body = { ...entry(`old ${sequence}`), sequence, epoch: 1, previous };
  return `${canonicalJson({ ...body, digest: digestJson(body) })}\n`;
}

/** Lines of both versions: 3 of version 1, then steps and other events. */
async function mixed(): Promise<Store> {
  const store = await openStore(temporaryFolder());
  makeFolderSync(join(store.folder, 'ledger', 'run'));
  let previous = chainStart;
  for (const sequence of [1, 2, 3]) {
    const text = version1(previous, sequence);
    writeFileSync(pathOf(store.folder, sequence), text);
    previous = (JSON.parse(text) as LedgerLine).digest;
  }
  await store.ledger.tell('run', 2, { kind: 'started', from: null });
  await store.ledger.append('run', 2, { ...entry('new'), record: 'a'.repeat(64) });
  await store.ledger.tell('run', 2, { kind: 'requested', request: 'pause', by: { user: 'u', host: 'h', reason: '"digest":"x"' } }); // prettier-ignore
  return store;
}

test('a chain goes from lines of version 1 to lines of version 2, and each line has the digest of the one before', async () => {
  const { ledger } = await mixed();
  const lines = await ledger.lines('run');
  assert.deepEqual(
    lines.map(({ schemaVersion, kind }) => `${kind} ${schemaVersion}`),
    ['step 1', 'step 1', 'step 1', 'started 2', 'step 2', 'requested 2'],
  );
  assert.deepEqual(
    lines.map(({ previous }) => previous),
    [chainStart, ...lines.slice(0, -1).map(({ digest }) => digest)],
  );
  assert.deepEqual(await ledger.head('run'), { sequence: 6, digest: lines[5]!.digest });
  assert.deepEqual(
    (await ledger.entries('run')).map(({ place, record }) => [place, record]),
    [...['old 1', 'old 2', 'old 3'].map((place) => [place, undefined]), ['new', 'a'.repeat(64)]],
  );
});

test('a journal of an earlier version is read between the lines, by its times', async () => {
  const store = await openStore(temporaryFolder());
  makeFolderSync(join(store.folder, 'journal', 'run'));
  const note = { schemaVersion: 1, at: '2024-01-02', epoch: 1, kind: 'started', from: null };
  writeFileSync(join(store.folder, 'journal', 'run', nameOf(1)), canonicalJson(note));
  await store.ledger.append('run', 1, { ...entry('a'), at: '2024-01-01' });
  await store.ledger.append('run', 1, { ...entry('b'), at: '2024-01-03' });
  assert.deepEqual(
    (await readStory(store, 'run')).map((each) => ('place' in each ? each.place : each.kind)),
    ['a', 'started', 'b'],
  );
});

test('one changed bit anywhere in any line but the end of the last one is found and located', async () => {
  const { folder } = await mixed();
  const random = stream(Number(process.env.EAGAN_FUZZ_SEED ?? 1), 'test/ledger-bits');
  for (let flip = 0; flip < 300; flip++) {
    const sequence = 1 + random.integer(6);
    const path = pathOf(folder, sequence);
    const whole = readFileSync(path);
    const bytes = Buffer.from(whole);
    bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
    writeFileSync(path, bytes);
    const { ledger } = await openStore(folder);
    const isTorn = parsed(textOf(bytes)) === undefined && sequence === 6;
    if (isTorn) assert.equal((await ledger.lines('run')).length, 5);
    else await assert.rejects(ledger.lines('run'), { code: 'EAGAN_OBJECT_CORRUPT', message: new RegExp(nameOf(sequence)) }); // prettier-ignore
    writeFileSync(path, whole);
  }
  assert.equal((await (await openStore(folder)).ledger.lines('run')).length, 6);
});

/** A line that was changed and digested again, as somebody does who knows how. */
function resealed(text: string, change: Partial<LedgerLine>): string {
  const body = omit({ ...(JSON.parse(text) as LedgerLine), ...change }, 'digest');
  return `${canonicalJson({ ...body, digest: digestJson(body) })}\n`;
}

const forgeries: Record<string, { at: number; forge: (folder: string) => void }> = {
  'a line that names another line before it': {
    at: 5,
    forge: (folder) => {
      const path = pathOf(folder, 5);
      writeFileSync(path, resealed(readFileSync(path, 'utf8'), { previous: 'e'.repeat(64) }));
    },
  },
  'an edited line with a new digest': {
    at: 5,
    forge: (folder) => {
      const path = pathOf(folder, 4);
      writeFileSync(path, resealed(readFileSync(path, 'utf8'), { at: 'earlier' }));
    },
  },
  'two swapped lines': {
    at: 4,
    forge: (folder) => {
      const [a, b] = [readFileSync(pathOf(folder, 4)), readFileSync(pathOf(folder, 5))];
      writeFileSync(pathOf(folder, 4), b);
      writeFileSync(pathOf(folder, 5), a);
    },
  },
  'a line that is lost in the middle': { at: 3, forge: (folder) => rmSync(pathOf(folder, 3)) },
  'a line of an unknown kind': {
    at: 6,
    forge: (folder) => {
      const path = pathOf(folder, 6);
      writeFileSync(path, resealed(readFileSync(path, 'utf8'), { kind: 'other' as 'step' }));
    },
  },
};
for (const [what, { at, forge }] of Object.entries(forgeries)) {
  test(`${what} breaks the chain at its file`, async () => {
    const { folder } = await mixed();
    forge(folder);
    const { ledger } = await openStore(folder);
    const broken = { code: 'EAGAN_OBJECT_CORRUPT', message: new RegExp(nameOf(at)) };
    await assert.rejects(ledger.lines('run'), broken);
    await assert.rejects(ledger.append('run', 2, entry('later')), broken, 'it stays broken');
  });
}

/** A ledger of that many lines, and what is in it. */
async function long(count: number): Promise<Store> {
  const store = await openStore(temporaryFolder());
  makeFolderSync(join(store.folder, 'ledger', 'run'));
  let head: Head = null;
  for (let sequence = 1; sequence <= count; sequence++) {
    const bytes = lineBytes(head, 1, { kind: 'step', ...omit(entry(`${sequence}`), 'at') }, 'now');
    writeFileSync(pathOf(store.folder, sequence), bytes);
    head = parsed(textOf(bytes)) as Head;
  }
  return store;
}

const packs = (folder: string): string[] => {
  const path = join(folder, 'index', 'run');
  return existsSync(path) ? readdirSync(path) : [];
};

test('a long ledger leaves an index, which may be lost or damaged, and never shows lines that the files do not have', async () => {
  const { folder, ledger } = await long(2 * packLines + 5);
  const head = await ledger.head('run');
  assert.deepEqual(packs(folder), ['00000000.jsonl', '00000001.jsonl']);
  const again = async (): Promise<Store['ledger']> => (await openStore(folder)).ledger;
  // From the index: the files of packed lines but the last are not read.
  const second = readFileSync(pathOf(folder, 2));
  rmSync(pathOf(folder, 2));
  assert.deepEqual(await (await again()).head('run'), head);
  await assert.rejects(async () => {
    for await (const line of (await again()).walk('run')) void line;
  }, { code: 'EAGAN_OBJECT_CORRUPT', message: /00000002/ }); // prettier-ignore
  writeFileSync(pathOf(folder, 2), second);
  const first = join(folder, 'index', 'run', '00000000.jsonl');
  const whole = readFileSync(first, 'utf8');
  for (const damaged of ['', 'x', whole.slice(0, 5000), whole.replace('"place":"7"', '"place":"8"')]) {
    writeFileSync(first, damaged);
    assert.deepEqual(await (await again()).head('run'), head);
    assert.equal((await (await again()).entries('run'))[6]!.place, '7');
  }
  assert.deepEqual(packs(folder), ['00000000.jsonl', '00000001.jsonl'], 'it is made again');
});

test('lines that somebody wants are the same from the index and from the files', async () => {
  const { folder } = await long(2 * packLines + 5);
  const asked: string[] = [];
  const isWanted = ({ place }: { readonly place?: string }): boolean => (asked.push(place!), place!.endsWith('7'));
  const picked = async (): Promise<string[]> =>
    (await (await openStore(folder)).ledger.pick('run', isWanted)).map((line) => (line as StepLine).place);
  const expected = Array.from({ length: 2 * packLines + 5 }, (_, index) => String(index + 1));
  const wanted = expected.filter((place) => place.endsWith('7'));
  assert.deepEqual(await picked(), wanted, 'from the files');
  assert.deepEqual(packs(folder), ['00000000.jsonl', '00000001.jsonl'], 'which leaves an index');
  assert.deepEqual(asked.splice(0), [...expected].reverse());
  assert.deepEqual(await picked(), wanted, 'from the index');
  assert.deepEqual(asked.splice(0), [...expected].reverse());
});

test('an index that agrees with itself and not with the files is thrown away', async () => {
  const other = await long(packLines);
  await other.ledger.head('run');
  const { folder } = await openStore(temporaryFolder());
  const { ledger } = await openStore(folder);
  await ledger.append('run', 1, entry('only'));
  makeFolderSync(join(folder, 'index', 'run'));
  const pack = readFileSync(join(other.folder, 'index', 'run', '00000000.jsonl'));
  writeFileSync(join(folder, 'index', 'run', '00000000.jsonl'), pack);
  const places = (await (await openStore(folder)).ledger.entries('run')).map(({ place }) => place);
  assert.deepEqual(places, ['only']);
  assert.deepEqual(packs(folder), []);
});

test('a request of a person and a new owner race: whichever is first, nothing of the older epoch follows the newer', async () => {
  for (let time = 0; time < 10; time++) {
    const folder = temporaryFolder();
    const [person, owner] = [await openStore(folder), await openStore(folder)];
    await person.refs.compareAndSwap('runs/run/owner', 0, { epoch: 1 });
    const asks = person.ledger.tell('run', 1, { kind: 'requested', request: 'pause' }).then(() => 'told', (error: { code: string }) => error.code); // prettier-ignore
    const takes = owner.refs
      .compareAndSwap('runs/run/owner', 1, { epoch: 2 })
      .then(() => owner.ledger.tell('run', 2, { kind: 'started', from: null }));
    const [asked] = await Promise.all([asks, takes]);
    const epochs = (await owner.ledger.lines('run')).map(({ epoch }) => epoch);
    assert.deepEqual(epochs, asked === 'told' ? [1, 2] : [2]);
    assert.ok(asked === 'told' || asked === 'EAGAN_SUPERSEDED');
  }
});

test('what is told once is one line, whoever tells it how often at once', async () => {
  const folder = temporaryFolder();
  const stores = await Promise.all([1, 2, 3].map(() => openStore(folder)));
  const attempt = {
    kind: 'attempt',
    place: 'a',
    key: 'k',
    host: 'h',
    takenAt: '',
    endedAt: null,
    outcome: 'lost',
  } as const;
  await Promise.all(
    stores.flatMap(({ ledger }) => [
      ledger.tell('run', 1, { kind: 'run', frozen: 'f'.repeat(64) }),
      ...['x', 'y'].map((claim) => ledger.tell('run', 1, { ...attempt, claim })),
      ledger.tell('run', 1, { kind: 'ended', state: 'paused' }),
    ]),
  );
  const lines = await stores[0]!.ledger.lines('run');
  assert.deepEqual(lines.map(({ kind }) => kind).sort(), ['attempt', 'attempt', 'ended', 'run']);
  assert.deepEqual(
    lines.flatMap((line) => (line.kind === 'attempt' ? [line.number] : [])),
    [1, 2],
  );
});

test('a packed copy that was forged with its checksum is told by a walk over the files', async () => {
  const { folder, ledger } = await long(2 * packLines);
  await ledger.head('run');
  const told = async (): Promise<string[]> => {
    const others: string[] = [];
    const store = await openStore(folder, { isIndexed: false });
    for await (const line of store.ledger.walk('run', (path) => others.push(path))) void line;
    return others;
  };
  assert.deepEqual(await told(), []);
  const forged = join(folder, 'index', 'run', '00000001.jsonl');
  const lines =
    readFileSync(forged, 'utf8').split('\n').slice(0, packLines).join('\n').replace('"1500"', '"1600"') + '\n';
  writeFileSync(forged, `${lines}${createHash('sha256').update(lines).digest('hex')}\n`);
  assert.equal((await (await openStore(folder)).ledger.entries('run'))[1499]!.place, '1600', 'it is believed');
  assert.deepEqual(await told(), [forged]);
});
