// Every fault: a call that the disk refuses gives a named error, loses no write that had returned, and blocks nothing
// afterwards.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EaganError } from '../../domain/errors.js';
import { failure, MemoryDisk, type DiskCall } from '../support/memory-disk.js';
import { afterPowerCut } from '../support/power-cut.js';
import { assertKept, openOn, run, type Action, type ProgramProgress } from './program.js';
import { programs } from './programs.js';
import { contentOf, record } from './replay.js';

interface Fault {
  readonly code: string;
  /** The code that people read. */
  readonly named: string;
  readonly strikes: (call: DiskCall) => boolean;
}
const writes = ['open', 'write', 'sync', 'link', 'rename', 'mkdir'];
const isWrite = ({ name, isFolder }: DiskCall): boolean => writes.includes(name) && !(name === 'open' && isFolder);
const faults: readonly Fault[] = [
  ...['ENOSPC', 'EDQUOT'].map((code) => ({ code, named: 'EAGAN_DISK_FULL', strikes: isWrite })),
  { code: 'EIO', named: 'EAGAN_DISK_ERROR', strikes: () => true },
];

/**
 * Runs a program in which the n-th call that the fault can strike fails; if the fault lasts, all later ones too. Gives
 * the error; undefined: the program succeeded; null: there are fewer calls.
 */
async function strike(program: readonly Action[], fault: Fault, nth: number, lasts: boolean): Promise<Struck | null> {
  const disk = new MemoryDisk();
  const store = await openOn(disk);
  const reached: ProgramProgress = { done: 0, begun: 0 };
  let left = nth;
  disk.before = (call) => {
    if (fault.strikes(call) && (left-- === 0 || (lasts && left < 0))) throw failure(fault.code, call.path);
  };
  const error: unknown = await run(program, store, reached).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  disk.before = () => undefined;
  return left >= 0 ? null : { disk, store, reached, error };
}
interface Struck {
  readonly disk: MemoryDisk;
  readonly store: Awaited<ReturnType<typeof openOn>>;
  readonly reached: ProgramProgress;
  readonly error: unknown;
}

async function assertHarmless(
  program: readonly Action[],
  struck: Struck,
  fault: Fault,
  content: object,
): Promise<void> {
  const { disk, store, reached, error } = struck;
  if (error !== undefined) assert.equal(error instanceof EaganError && error.code, fault.named, String(error));
  await assertKept(program, store, reached);
  await assertOnDisk(program, struck);
  await run(program, store, reached);
  assert.deepEqual(contentOf(disk.files()), content);
  // This matters most after a failed sync: what returned the second time must be on the disk.
  await assertOnDisk(program, struck);
}

/** Checks that a power cut that takes everything unsynced takes no write that had returned. */
async function assertOnDisk(program: readonly Action[], { disk, reached }: Struck): Promise<void> {
  const [left] = afterPowerCut(disk.state, 0, () => 0);
  await assertKept(program, await openOn(new MemoryDisk(left)), reached);
}

for (const [what, program] of Object.entries(programs)) {
  for (const fault of faults) {
    for (const lasts of [false, true]) {
      const when = lasts ? 'from any call on' : 'at any call';
      test(`${fault.code} ${when} while ${what} are written is ${fault.named}, and nothing is lost`, async (t) => {
        const { content } = await record(program);
        let nth = 0;
        for (; ; nth++) {
          const struck = await strike(program, fault, nth, lasts);
          if (struck === null) break;
          await assertHarmless(program, struck, fault, content).catch((cause: unknown) => {
            throw new Error(`after ${fault.code} at call ${nth}, in "${program[struck.reached.begun - 1]?.name}"`, {
              cause,
            });
          });
        }
        t.diagnostic(`${nth} faults`);
        assert.ok(nth > program.length);
      });
    }
  }
}
