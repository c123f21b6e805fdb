// Replays a program's crashes: for every call that changed the disk, everything that a power cut there may leave.
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { stream } from '../../domain/stream.js';
import type { FileIo } from '../../store/file-layer.js';
import { fastDigest } from '../../store/objects.js';
import { MemoryDisk, type DiskState } from '../support/memory-disk.js';
import { afterPowerCut } from '../support/power-cut.js';
import { assertKept, folder, openOn, run, type Action, type ProgramProgress } from './program.js';

/** The disk after a call, and how far the program was. */
interface Moment extends ProgramProgress {
  readonly state: DiskState;
}

/** Runs a program on an empty disk, and gives every moment of it and the final state. */
export async function record(
  program: readonly Action[],
  io?: Disguise,
): Promise<{ moments: Moment[]; content: Content }> {
  const disk = new MemoryDisk();
  const moments: Moment[] = [];
  const reached: ProgramProgress = { done: 0, begun: 0 };
  disk.changed = (state) => void moments.push({ state, ...reached });
  await run(program, await openOn(disk, io), reached);
  moments.push({ state: disk.state, ...reached });
  return { moments, content: contentOf(disk.files()) };
}

/** Replaces a disk's calls by others. */
export type Disguise = (io: FileIo) => FileIo;

/**
 * Cuts the power at each moment. After each cut, everything that had returned must be there and whole, nothing may be
 * torn, and the program run again must reach the same end. Returns how many different states were left.
 */
export async function cutPower(program: readonly Action[], samples: number, io?: Disguise): Promise<number> {
  const { moments, content } = await record(program, io);
  const random = stream(1, 'test/power-cut');
  const seen = new Set<string>();
  for (const [call, moment] of moments.entries()) {
    for (const state of afterPowerCut(moment.state, samples, () => random.uniform())) {
      const name = nameOf(state, moment);
      if (seen.has(name)) continue;
      seen.add(name);
      await inContext(program, call, moment, async () => goOn(program, new MemoryDisk(state), moment, content));
    }
  }
  return seen.size;
}

async function goOn(
  program: readonly Action[],
  disk: MemoryDisk,
  reached: ProgramProgress,
  content: Content,
): Promise<void> {
  assertNothingTorn(disk.files());
  const store = await openOn(disk);
  await assertKept(program, store, reached);
  await run(program, store, { done: 0, begun: 0 });
  assertNothingSetAside(disk.files());
  assert.deepEqual(contentOf(disk.files()), content);
}

/**
 * Kills the process at each moment, starts the program again, and cuts the power after each of its actions. What the
 * second process builds on must be on the disk, although the first process wrote it. Returns how many cuts there were.
 */
export async function killThenCutPower(program: readonly Action[]): Promise<number> {
  let cuts = 0;
  for (const [call, moment] of (await record(program)).moments.entries()) {
    const disk = new MemoryDisk(moment.state);
    const store = await openOn(disk);
    for (let done = 1; done <= program.length; done++) {
      await program[done - 1]!.act(store);
      const reached = { done, begun: Math.max(done, moment.begun) };
      const [left] = afterPowerCut(disk.state, 0, () => 0);
      await inContext(program, call, moment, async () => {
        const reopened = await openOn(new MemoryDisk(left));
        assert.equal(reopened.id, store.id);
        await assertKept(program, reopened, reached);
      });
      cuts += 1;
    }
  }
  return cuts;
}

async function inContext(
  program: readonly Action[],
  call: number,
  { begun, done }: ProgramProgress,
  check: () => Promise<void>,
): Promise<void> {
  // prettier-ignore
  try {
    await check();
  } catch (cause) {
    const where = begun > done ? `in "${program[done]!.name}"` : `before "${program[done]?.name ?? 'the end'}"`;
    throw new Error(`after a crash at call ${call}, ${where}`, { cause });
  }
}

/** Equal for states that differ only in unfinished files: one of them is enough. */
function nameOf(state: DiskState, { done, begun }: ProgramProgress): string {
  const files = [...new MemoryDisk(state).files()].filter(([path]) => !isUnfinished(path));
  return `${done} ${begun} ${files.map(([path, bytes]) => `${path} ${fastDigest(bytes)}`).sort().join('\n')}`; // prettier-ignore
}

export type Content = Readonly<Record<string, string>>;
const isUnfinished = (path: string): boolean => basename(path).startsWith('.tmp-');

/**
 * What a store holds in the end, by path. Left out: the store's random id, unfinished files, the quarantine, the
 * journal, which may repeat an entry, and leftover recovery points, which nothing reads once the step is finished and
 * `eagan gc` removes.
 */
export function contentOf(files: ReadonlyMap<string, Uint8Array>): Content {
  const others = new RegExp(`^${folder}/(store\\.json|quarantine/|journal/|recovery/)`);
  const kept = [...files].filter(([path]) => !isUnfinished(path) && !others.test(path));
  return Object.fromEntries(kept.map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')] as const).sort());
}

function assertNothingTorn(files: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of files) {
    if (isUnfinished(path)) continue;
    const object = /objects\/([0-9a-f]{2})\/([0-9a-f]{62})$/.exec(path);
    if (object) assert.equal(fastDigest(bytes), object[1]! + object[2]!, path);
    else assert.doesNotThrow(() => void JSON.parse(Buffer.from(bytes).toString()), path);
  }
}

/** The quarantine holds superseded files, and none that were thought to be damaged. */
function assertNothingSetAside(files: ReadonlyMap<string, Uint8Array>): void {
  const aside = [...files.keys()].filter((path) => path.includes('/quarantine/') && !path.includes('superseded-'));
  assert.deepEqual(aside, []);
}
