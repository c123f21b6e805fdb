// Records of finished steps, added if absent under (key, fingerprint). Other results under the same names are an error.
import { join } from 'node:path';
import type { Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import { isFileName } from '../domain/file-name.js';
import { recordProblem } from '../domain/steps/record-shape.js';
import { resultText, type StepRecord } from '../domain/steps/step.js';
import type { FileLayer } from './file-layer.js';
import { toJson, tryJson } from './json.js';
import { fastJsonDigest } from './objects.js';
import { setAside } from './set-aside.js';
import type { Records } from './types.js';

/** The contents of the file: the record, and a digest of it to detect damage. */
interface StoredRecord {
  readonly record: StepRecord;
  readonly digest: Digest;
}

/**
 * Records below `folder` (`ab/<key>-<fingerprint>.json`). A damaged one goes to `quarantine` and counts as absent: its
 * step can run again.
 */
export function createRecords(files: FileLayer, folder: string, quarantine: string): Records {
  const nameOf = (key: Digest, fingerprint: Digest): string => `${safe(key)}-${safe(fingerprint)}.json`;
  const pathOf = (key: Digest, fingerprint: Digest): string => join(folder, key.slice(0, 2), nameOf(key, fingerprint));

  async function find(key: Digest, fingerprint: Digest): Promise<StepRecord | null> {
    const bytes = await files.read(pathOf(key, fingerprint));
    if (!bytes) return null;
    const record = wholeRecord(bytes);
    if (record) return record;
    const quarantined = join(quarantine, `record-${nameOf(key, fingerprint)}`);
    await setAside(files, pathOf(key, fingerprint), quarantined, (found) => wholeRecord(found) !== null);
    return null;
  }

  async function rely(key: Digest, fingerprint: Digest): Promise<StepRecord | null> {
    const record = await find(key, fingerprint);
    if (record) await files.settle(pathOf(key, fingerprint));
    return record;
  }

  async function put(record: StepRecord): Promise<StepRecord> {
    const stored: StoredRecord = { record, digest: recordDigest(record) };
    for (;;) {
      const existing = await rely(record.key, record.fingerprint);
      if (existing) return sameResult(existing, record);
      if (await files.writeNew(pathOf(record.key, record.fingerprint), toJson(stored))) return record;
    }
  }

  async function supersede(record: StepRecord): Promise<StepRecord> {
    const { key, fingerprint } = record;
    const existing = await find(key, fingerprint);
    const replaced = existing && resultText(existing) !== resultText(record) ? existing : null;
    if (replaced) {
      const quarantined = `superseded-${replaced.circumstances.finishedAt}-${nameOf(key, fingerprint)}`;
      await files.move(pathOf(key, fingerprint), join(quarantine, quarantined));
    }
    return put(record);
  }
  return { find, rely, put, supersede };
}

function safe(name: string): string {
  if (isFileName(name)) return name;
  throw new EaganError('EAGAN_OBJECT_CORRUPT', `a key must be letters, digits, _ and - (got ${JSON.stringify(name)})`);
}

function wholeRecord(bytes: Uint8Array): StepRecord | null {
  const stored = tryJson<StoredRecord | null>(bytes);
  if (recordProblem(stored?.record) !== null) return null;
  return recordDigest(stored!.record) === stored!.digest ? stored!.record : null;
}

/** Of the whole record, with its circumstances: a step's line holds it. */
export function recordDigest(record: StepRecord): Digest {
  return fastJsonDigest(record);
}

function sameResult(existing: StepRecord, offered: StepRecord): StepRecord {
  if (resultText(existing) === resultText(offered)) return existing;
  throw new EaganError(
    'EAGAN_NOT_REPRODUCIBLE',
    `step ${offered.step.place} (key ${offered.key}) must give the same result on the same runtime ` +
      `(first ${resultText(existing)}, got ${resultText(offered)})`,
    'Check the memory and the disk of this machine. If you changed the program, raise the version of the step kind.',
  );
}
