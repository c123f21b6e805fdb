// Where the keys of a state folder come from: the environment, a file that it names, or the folder's own file.
import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { EaganError } from '../../domain/errors.js';
import { makeFolderSync } from '../../scripts/files.mjs';
import { withLock } from '../../scripts/lock.mjs';
import { requireTrusted } from '../../scripts/trust.mjs';
import { statePaths } from '../state-paths.js';
import { makeKeyFile, parseKeys, rotateKeyFile } from './key-file.js';
import { FileKeys, fixedKeys, type KeyRing } from './key-ring.js';

/** Names a file of keys, or has the keys themselves: for workers on several machines without a common folder. */
export const keyVariables = { file: 'EAGAN_PAYLOAD_KEY_FILE', keys: 'EAGAN_PAYLOAD_KEYS' } as const;

/**
 * The keys of a state folder. Makes its key if it has none and none is given. Throws EAGAN_PAYLOAD_KEYS, and
 * EAGAN_NOT_TRUSTED if others could replace a given file.
 */
export function openKeys(stateFolder: string): KeyRing {
  const given = givenKeys();
  if (given) return given;
  const { folder, payloadKeys } = statePaths(stateFolder);
  makeFolderSync(folder);
  if (!isThere(payloadKeys)) makeKeyFile(payloadKeys);
  return new FileKeys(payloadKeys, true);
}

/** The same for those who only look: without a key that can be used, nothing opens. */
export function existingKeys(stateFolder: string): KeyRing {
  try {
    const { payloadKeys } = statePaths(stateFolder);
    return givenKeys() ?? new FileKeys(payloadKeys, true);
  } catch {
    return fixedKeys([]);
  }
}

/**
 * Makes a new key that seals from now on, and returns its name. `forgetsOld`: what earlier keys sealed is refused, and
 * open runs continue from the store.
 */
export async function rotateKeys(stateFolder: string, forgetsOld: boolean): Promise<string> {
  const given = givenBy();
  if (given) throw notOurs(given);
  const { payloadKeys } = statePaths(stateFolder);
  return withLock(`${payloadKeys}.lock`, async () => {
    openKeys(stateFolder);
    rotateKeyFile(payloadKeys, !forgetsOld);
    return openKeys(stateFolder).sealing().id;
  });
}

const givenBy = (): string | null => Object.values(keyVariables).find((name) => process.env[name]) ?? null;

function givenKeys(): KeyRing | null {
  const { [keyVariables.file]: file, [keyVariables.keys]: text } = process.env;
  if (file) {
    requireTrusted(resolve(file), { otherwise: `Or name another file with ${keyVariables.file}.` });
    return new FileKeys(file, false);
  }
  if (!text) return null;
  const keys = parseKeys(text);
  if (keys) return fixedKeys(keys);
  const message = `${keyVariables.keys} must have keys of 64 hex digits, separated by commas (it has something else)`;
  throw new EaganError('EAGAN_PAYLOAD_KEYS', message, `Make a key with: openssl rand -hex 32`);
}

function notOurs(variable: string): EaganError {
  const message = `eagan can only replace the key of its own file (the keys come from ${variable})`;
  const cure = `On every machine, add the new key as the last one in ${variable}; then make it the first one; then remove the old one. Restart the workers each time.`;
  return new EaganError('EAGAN_PAYLOAD_KEYS', message, cure);
}

/** A link counts: whoever opens it is told. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
