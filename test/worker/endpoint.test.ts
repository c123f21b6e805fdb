// Which Temporal is configured, by the environment or a profile.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { configuredTarget, targetOf } from '../../worker/endpoint.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let folder: string;
const before = { ...process.env };
beforeEach(() => {
  folder = temporaryFolder();
  for (const name of Object.keys(process.env)) if (name.startsWith('TEMPORAL_')) delete process.env[name];
  process.env.TEMPORAL_CONFIG_FILE = join(folder, 'temporal.toml');
});
afterEach(() => {
  process.env = { ...before };
});

test('without an address nothing is configured', () => {
  assert.equal(configuredTarget(), null);
});

test('the environment gives address, namespace and API key, and a key means TLS', () => {
  Object.assign(process.env, {
    TEMPORAL_ADDRESS: 'temporal.example:7233',
    TEMPORAL_NAMESPACE: 'gans',
    TEMPORAL_API_KEY: 'a-key',
  });
  const target = configuredTarget()!;
  assert.deepEqual(target.endpoint, {
    kind: 'configured',
    address: 'temporal.example:7233',
    namespace: 'gans',
    ui: null,
  });
  assert.equal(target.connection.apiKey, 'a-key');
  assert.equal(target.connection.tls, true);
  assert.deepEqual(targetOf(target.endpoint), target);
});

test('a profile in the configuration file gives the address and the TLS certificates', () => {
  const certificate = Buffer.from('a certificate').toString();
  writeFileSync(
    process.env.TEMPORAL_CONFIG_FILE!,
    `[profile.lab]\naddress = "lab.example:7233"\n[profile.lab.tls]\nserver_ca_cert_data = "${certificate}"\n`,
  );
  assert.equal(configuredTarget(), null, 'the default profile has no address');
  process.env.TEMPORAL_PROFILE = 'lab';
  const { endpoint, connection } = configuredTarget()!;
  assert.equal(endpoint.address, 'lab.example:7233');
  const tls = connection.tls as { serverRootCACertificate: Buffer };
  assert.equal(Buffer.from(tls.serverRootCACertificate).toString(), certificate);
});

test('a configuration that cannot be read is an error with a cure', () => {
  writeFileSync(process.env.TEMPORAL_CONFIG_FILE!, 'this is no TOML');
  assert.throws(configuredTarget, { code: 'EAGAN_TEMPORAL_UNREACHABLE', cure: /TEMPORAL_ADDRESS/ });
  process.env.TEMPORAL_CONFIG_FILE = join(folder, 'none.toml');
  process.env.TEMPORAL_PROFILE = 'of-nobody';
  assert.throws(configuredTarget, { code: 'EAGAN_TEMPORAL_UNREACHABLE', message: /of-nobody/ });
});
