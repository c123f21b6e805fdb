// Keys of signatures: each key that cannot be used says why, and what to do.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { passphraseVariable, readSigningKey, readTrustedKey } from '../../control/audit/keys.js';
import { keyIdOf, openEnvelope, sealStatement } from '../../control/audit/envelope.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const own = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = { format: 'pem' } as const;
const locked = own.privateKey.export({ type: 'pkcs8', ...pem, cipher: 'aes-256-cbc', passphrase: 'open sesame' });

function file(name: string, text: string | Buffer, mode = 0o600): string {
  writeFileSync(join(folder, name), text, { mode });
  chmodSync(join(folder, name), mode);
  return name;
}
const privatePem = own.privateKey.export({ type: 'pkcs8', ...pem });
const publicPem = own.publicKey.export({ type: 'spki', ...pem });
mkdirSync(join(folder, 'folder'));

const refusals: readonly (readonly [what: string, file: string, code: string, says: RegExp, cure: RegExp])[] = [
  ['no file', 'nothing.pem', 'EAGAN_KEY_UNUSABLE', /no such file/, /openssl genpkey/],
  ['a folder', 'folder', 'EAGAN_KEY_UNUSABLE', /got a folder/, /openssl genpkey/],
  ['no PEM', file('text.pem', 'hello'), 'EAGAN_KEY_UNUSABLE', /PEM/, /openssl genpkey/],
  ['a large file', file('large.pem', Buffer.alloc(70_000)), 'EAGAN_KEY_UNUSABLE', /got 69 KiB/, /openssl genpkey/],
  ['damage', file('damaged.pem', privatePem.toString().replace(/M\w{10}/, 'M')), 'EAGAN_KEY_UNUSABLE', /damaged/, /genpkey/], // prettier-ignore
  ['another kind', file('rsa.pem', rsa.privateKey.export({ type: 'pkcs8', ...pem })), 'EAGAN_KEY_UNUSABLE', /kind rsa/, /ed25519/], // prettier-ignore
  ['a public key', file('public.pem', publicPem), 'EAGAN_KEY_UNUSABLE', /got a public key/, /private key/],
  ['a key with a passphrase', file('locked.pem', locked), 'EAGAN_KEY_UNUSABLE', /passphrase/, /EAGAN_KEY_PASSPHRASE/],
  ['a key that others can read', file('shared.pem', privatePem, 0o640), 'EAGAN_KEY_EXPOSED', /mode 0640/, /chmod 600/],
];

for (const [what, name, code, says, cure] of refusals) {
  test(`${what} is no key to sign with`, () => {
    assert.throws(() => readSigningKey(name, folder, {}), { code, message: says, cure });
  });
}

test('a passphrase opens its key, and another one does not', () => {
  file('locked.pem', locked);
  const key = readSigningKey('locked.pem', folder, { [passphraseVariable]: 'open sesame' });
  assert.equal(keyIdOf(key), keyIdOf(own.publicKey));
  const wrong = { [passphraseVariable]: 'close sesame' };
  assert.throws(() => readSigningKey('locked.pem', folder, wrong), (error: Error) => {
    assert.match(error.message, /EAGAN_KEY_PASSPHRASE/);
    assert.ok(!error.message.includes('sesame'));
    return true;
  }); // prettier-ignore
});

test('a private key is no key to trust, nor is a key of another kind', () => {
  file('private.pem', privatePem);
  file('rsa-public.pem', rsa.publicKey.export({ type: 'spki', ...pem }));
  assert.throws(() => readTrustedKey('private.pem', folder), { code: 'EAGAN_KEY_UNUSABLE', cure: /-pubout/ });
  assert.throws(() => readTrustedKey('rsa-public.pem', folder), { code: 'EAGAN_KEY_UNUSABLE', message: /kind rsa/ });
});

test('an envelope opens with its own key only, and equal statements have equal envelopes', () => {
  const statement = { run: 'tiny', lines: 3 };
  const envelope = sealStatement(statement, own.privateKey);
  assert.deepEqual(openEnvelope(envelope, own.publicKey), statement);
  assert.deepEqual(sealStatement(statement, own.privateKey), envelope);
  assert.equal(openEnvelope(envelope, generateKeyPairSync('ed25519').publicKey), null);
});
