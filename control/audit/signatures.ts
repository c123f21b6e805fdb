// What `eagan verify` does with keys: reads them before the long work, signs what was found good, checks what others
// signed.
import type { RunInStore, Store, StoreFinding } from '../../store/index.js';
import { readAuditFile } from './audit-file.js';
import { readSigningKey, readTrustedKey } from './keys.js';
import { checkSignature, signRun, type CheckedSignature, type Signed } from './sign.js';

export interface SignatureOptions {
  /** Paths of keys, as they were typed. */
  readonly sign?: string;
  readonly trust?: string;
}

export interface SignatureReport {
  /** null: not asked for, or not signed because something is wrong with the run. */
  readonly signed: Signed | null;
  /** null: not asked for. */
  readonly trusted: CheckedSignature | null;
  readonly findings: readonly StoreFinding[];
}

interface Place {
  /** The working directory, absolute, and the environment. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the keys that are asked for, and returns what to do once the run is verified. `folder`: that of its exported
 * files. Throws EAGAN_KEY_UNUSABLE, EAGAN_KEY_EXPOSED.
 */
export function prepareSignatures(
  { sign, trust }: SignatureOptions,
  { directory, environment }: Place,
): (store: Store, run: RunInStore, folder: string, isGood: boolean) => Promise<SignatureReport> {
  const own = sign === undefined ? null : readSigningKey(sign, directory, environment);
  const trusted = trust === undefined ? null : readTrustedKey(trust, directory);
  return async (store, run, folder, isGood) => {
    const signed = own && isGood ? await signRun(store, run, folder, own) : null;
    const checked = trusted && (await checkSignature(store, run, await readAuditFile(folder), trusted));
    return { signed, trusted: checked, findings: checked?.findings ?? [] };
  };
}
