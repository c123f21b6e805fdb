// Temporary folders that no other user can replace.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distrustOf, notTrusted } from './trust.mjs';

/** Throws EAGAN_NOT_TRUSTED if other users could replace what is made in the system's temporary folder. */
export function requireTrustedTemporary() {
  const distrust = distrustOf(join(tmpdir(), 'eagan-'));
  if (distrust) throw notTrusted(distrust, tmpdir(), 'Or set TMPDIR to a folder of your own.');
}

/** Makes a folder with a name of its own: `eagan-plan-` and something random. @param {string} start */
export function makeTemporaryFolder(start) {
  requireTrustedTemporary();
  return mkdtempSync(join(tmpdir(), start));
}
