// Proofs that a process knows the secret of a state folder, without telling the secret.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, renameSync, rmSync } from 'node:fs';
import { writePrivate } from '../scripts/files.mjs';
import { readRegularFile } from '../scripts/foreign-files.mjs';

/** The random numbers of both sides: so no proof can be used again. */
export interface Nonces {
  readonly command: string;
  readonly supervisor: string;
}

export const newNonce = (): string => randomBytes(32).toString('hex');

/** The proof of one side. `said`: what it proves to have said. */
export function proofOf(secret: string, side: keyof Nonces, { command, supervisor }: Nonces, said = ''): string {
  return createHmac('sha256', secret).update([side, command, supervisor, said].join('\n')).digest('hex');
}

/** Compares in a time that does not depend on the texts. */
export function isProof(given: unknown, expected: string): boolean {
  if (typeof given !== 'string' || given.length !== expected.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

/** The secret of a state folder; the first process that asks makes it. */
export function secretIn(path: string): string {
  const found = readSecret(path);
  if (found !== null) return found;
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  writePrivate(temporary, `${newNonce()}\n`);
  try {
    linkSync(temporary, path);
  } catch {
    // Another process was faster, or there is a file without a secret.
    if (readSecret(path) === null) renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
  return readSecret(path) ?? secretIn(path);
}

function readSecret(path: string): string | null {
  try {
    const text = readRegularFile(path, { atMost: 1024, links: 'refuse' }).toString('utf8').trim();
    return /^[0-9a-f]{64}$/.test(text) ? text : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
