// The keys of signatures: Ed25519 in PEM files. A private key must be this user's alone.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { EaganError } from '../../domain/errors.js';
import { ForeignFileError, readRegularFile } from '../../scripts/foreign-files.mjs';

/** The variable that opens a private key with a passphrase. */
export const passphraseVariable = 'EAGAN_KEY_PASSPHRASE';

/** A key of any kind that people use has less. */
const mostKeyBytes = 64 * 1024;

const makeKey = 'Make a key: (umask 077; openssl genpkey -algorithm ed25519 -out KEY.pem).';
const makePublic = 'Make its public key: openssl pkey -in KEY.pem -pubout -out PUB.pem.';

/** A private key to sign with. Throws EAGAN_KEY_UNUSABLE, EAGAN_KEY_EXPOSED. */
export function readSigningKey(
  path: string,
  directory: string,
  environment: Readonly<Record<string, string | undefined>>,
): KeyObject {
  const text = readPem(path, directory, makeKey);
  if (/-----BEGIN (PUBLIC KEY|CERTIFICATE)-----/.test(text) && !/PRIVATE KEY-----/.test(text))
    throw unusable(path, 'a private key to sign with', 'a public key', `Name the private key. ${makeKey}`);
  refuseExposed(resolve(directory, path), path);
  const passphrase = environment[passphraseVariable];
  const isLocked = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text);
  if (isLocked && !passphrase)
    throw unusable(
      path,
      'a key that can be opened',
      'one with a passphrase',
      `Set ${passphraseVariable} to its passphrase for this command, or use a key without one.`,
    );
  const key = attempt(() => createPrivateKey({ key: text, ...(isLocked ? { passphrase } : {}) }));
  if (!key && isLocked)
    throw unusable(
      path,
      `a key that ${passphraseVariable} opens`,
      'another passphrase, or damage',
      `Correct ${passphraseVariable}.`,
    );
  return ed25519(key, path, 'a private key to sign with', makeKey);
}

/** A public key whose signatures are trusted. Throws EAGAN_KEY_UNUSABLE. */
export function readTrustedKey(path: string, directory: string): KeyObject {
  const text = readPem(path, directory, makePublic);
  if (/PRIVATE KEY-----/.test(text))
    throw unusable(path, 'a public key', 'a private key, which nobody else may see', makePublic);
  return ed25519(
    attempt(() => createPublicKey(text)),
    path,
    'a public key',
    makePublic,
  );
}

function readPem(path: string, directory: string, cure: string): string {
  try {
    const text = readRegularFile(resolve(directory, path), { atMost: mostKeyBytes }).toString('utf8');
    if (/-----BEGIN [A-Z0-9 ]+-----/.test(text)) return text;
  } catch (error) {
    if (error instanceof ForeignFileError) throw unusable(path, 'a file with a key in PEM', error.kind, cure);
    const { code } = error as { code?: string };
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw unusable(path, 'a file with a key in PEM', 'no such file', `Name the file of the key. ${cure}`);
    throw error;
  }
  throw unusable(path, 'a key in PEM (-----BEGIN …-----)', 'something else', cure);
}

/** Whoever can read the key can sign in its owner's name. */
function refuseExposed(place: string, path: string): void {
  const mode = statSync(place).mode & 0o077;
  if (mode === 0) return;
  const found = (statSync(place).mode & 0o777).toString(8).padStart(4, '0');
  throw new EaganError(
    'EAGAN_KEY_EXPOSED',
    `${path} must be a private key that only its owner can read (got mode ${found})`,
    `Take the rights of others: chmod 600 ${path}. If others could have read it, make a new key.`,
  );
}

function attempt(read: () => KeyObject): KeyObject | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function ed25519(key: KeyObject | null, path: string, what: string, cure: string): KeyObject {
  if (key?.asymmetricKeyType === 'ed25519') return key;
  const found = key === null ? 'a damaged key, or one of an unknown kind' : `one of kind ${key.asymmetricKeyType}`;
  throw unusable(path, `${what} of kind ed25519`, found, cure);
}

function unusable(path: string, what: string, found: string, cure: string): EaganError {
  return new EaganError('EAGAN_KEY_UNUSABLE', `${path} must be ${what} (got ${found})`, cure);
}
