// Opens a store: a folder of objects, refs, records, recovery points and ledgers that any number of processes may
// share.
import { randomBytes } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { EaganError } from '../domain/errors.js';
import type { Objects } from '../domain/steps/objects.js';
import { createCheckpoints } from './checkpoints.js';
import { createClaims } from './claims.js';
import { createFileLayer, type FileLayer } from './file-layer.js';
import { fileSystemKind, refuseNetwork, type FileSystemKind } from './file-system.js';
import { fixedFolders } from './fixed-folders.js';
import { createJournal } from './journal.js';
import { parseCheckedJson, toCheckedJson } from './checked-json.js';
import { createLedger } from './ledger.js';
import { refuseLinks } from './link-guard.js';
import { createObjects } from './objects.js';
import { readOnlyFiles } from './read-only-files.js';
import { createRecords } from './records.js';
import { createRecoveryPoints } from './recovery.js';
import { createRefs } from './refs.js';
import type { Store } from './types.js';

export { readBudgets, writeBudgets } from './budgets.js';
export { readTensors } from './checkpoints.js';
export { closureOf, hasInputs, makerOf } from './closure.js';
export { collectGarbage, type Collection } from './collect-garbage.js';
export { planGarbage, type Garbage, type GarbageKind, type GarbagePlan, type NotRerunnable } from './garbage.js';
export { derivedFiles } from './derived.js';
export { fileSystemKind } from './file-system.js';
export { diskSpace, hasRoom } from './disk-space.js';
export { passFaultPoint } from './fault-points.js';
export { explainAnyError } from './file-errors.js';
export { readRuns, type RunsInStore } from './all-runs.js';
export { damagedRun, orDamaged, readingRun, type DamagedRun } from './damaged-run.js';
export { refuseLinks } from './link-guard.js';
export { checksumProblem, toCheckedJson } from './checked-json.js';
export { fastDigest } from './objects.js';
export { readOnlyFiles } from './read-only-files.js';
export { createFileLayer, type FileLayer } from './file-layer.js';
export type { FileSystemKind } from './file-system.js';
export {
  matrixNames,
  memberStates,
  readMatrices,
  readMatrix,
  writeMatrix,
  writeMatrixRequest,
  type MatrixInStore,
} from './matrices.js';
export { removedStates } from './removed.js';
export { foundStep, readPopulation, readWinner } from './found-step.js';
export { recordRunEnd } from './record-end.js';
export { frozenDigest, tellForked, tellFrozen, tellRun } from './tell-run.js';
export { rawFiles, type RawFiles } from './raw-files.js';
export { recordDigest } from './records.js';
export { factsOfLines, recordFile } from './record-facts.js';
export { recordOfKey, recordsOf, runRecords, runResultDigest, standingLines, wholeRecords } from './result.js';
export { walkStoredRun } from './run-progress.js';
export type { StoreFinding } from './finding.js';
export type { LedgerLine, StepLine } from '../domain/ledger/lines.js';
export * from './runs.js';
export { readStory, type StoryEntry } from './story.js';
export { enterSharedSteps, linesBefore } from './shared-steps.js';
export type * from './types.js';
export { verifyRun, type RuntimeUse, type Verification } from './verify-run.js';
export { readSafetensors, writeSafetensors } from './safetensors.js';

/** The version of the folder's format. It is raised if an older program could not read it. */
const schemaVersion = 1;

export interface StoreOptions {
  /** All writes go through it. */
  readonly files?: FileLayer;
  /** Another store's objects: they are read and never written, and this store holds only what they lack. */
  readonly objectsFolder?: string;
  /** False: ledgers are read from their lines alone, as proofs must. */
  readonly isIndexed?: boolean;
  /** Says what the folder is on. */
  readonly fileSystem?: (folder: string) => Promise<FileSystemKind>;
}

/**
 * Opens the store in a folder; makes it if there is none. Throws EAGAN_FILE_SYSTEM_UNSAFE, EAGAN_STORE_NOT_WRITABLE,
 * EAGAN_STORE_VERSION, EAGAN_STATE_LINK, EAGAN_DISK_FULL.
 */
export async function openStore(folder: string, options: StoreOptions = {}): Promise<Store> {
  const root = resolve(folder);
  const files = options.files ?? createFileLayer({ root });
  refuseNetwork(root, await (options.fileSystem ?? fileSystemKind)(root));
  refuseLinks(root, fixedFolders);
  const id = await storeId(files, join(root, 'store.json'));
  const quarantine = join(root, 'quarantine');
  const ledgers = { folder: join(root, 'ledger'), index: join(root, 'index'), isIndexed: options.isIndexed ?? true };
  const shared = options.objectsFolder === undefined ? undefined : objectsToRead(options.objectsFolder);
  const objects = createObjects(files, join(root, 'objects'), quarantine, shared);
  const refs = createRefs(files, join(root, 'refs'));
  return {
    folder: root,
    id,
    objects,
    refs,
    records: createRecords(files, join(root, 'records'), quarantine),
    recovery: createRecoveryPoints(files, join(root, 'recovery'), quarantine, objects),
    claims: createClaims(files, join(root, 'claims'), refs),
    journal: createJournal(files, join(root, 'journal')),
    ledger: createLedger(files, { ...ledgers, quarantine }, refs),
    checkpoints: createCheckpoints(objects),
  };
}

function objectsToRead(folder: string): Objects {
  return createObjects(readOnlyFiles(createFileLayer({ root: dirname(folder) })), folder, folder);
}

/** The id of the store. The first process that opens it writes it. */
async function storeId(files: FileLayer, path: string): Promise<string> {
  const existing = await files.read(path);
  if (!existing) {
    await files.writeNew(path, toCheckedJson({ schemaVersion, id: randomBytes(4).toString('hex') }));
    return storeId(files, path);
  }
  const found = parseCheckedJson<{ schemaVersion: number; id: string }>(existing, path);
  if (found.schemaVersion === schemaVersion) return found.id;
  throw new EaganError(
    'EAGAN_STORE_VERSION',
    `${path} must have schema version ${schemaVersion} (got ${found.schemaVersion})`,
    'Use the version of eagan that made this state folder, or choose another folder with --home or EAGAN_HOME.',
  );
}
