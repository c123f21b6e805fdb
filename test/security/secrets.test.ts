// Attack: look for keys wherever somebody else, or a log that is passed on, could have them.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SupervisorStatus } from '../../worker/types.js';
import { configuredTarget, connectToServer } from '../../worker/endpoint.js';
import { unreachableBy } from '../../worker/native-connection.js';
import { UnpackedExport } from '../support/audit-export.js';
import { Home } from '../support/home.js';
import { descendantsOf } from '../support/processes.js';
import { filesBelow } from '../support/files-below.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const before = { ...process.env };
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('TEMPORAL_')) delete process.env[name];
  process.env.TEMPORAL_CONFIG_FILE = '/nowhere/temporal.toml';
});
afterEach(() => {
  process.env = { ...before };
});
const key = 'planted-key-4711';

/** A port of this machine at which somebody listens, and whether anybody sent anything. */
async function listener(): Promise<{ address: string; heard(): boolean; close(): void }> {
  let heard = false;
  const server = createServer((socket) => socket.on('data', () => (heard = true)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { address, heard: () => heard, close: () => server.close() };
}

const unencrypted: readonly (readonly [how: string, environment: Record<string, string>])[] = [
  ['TEMPORAL_TLS=false', { TEMPORAL_API_KEY: key, TEMPORAL_TLS: 'false' }],
  ['TEMPORAL_TLS=True, which Temporal reads as off', { TEMPORAL_API_KEY: key, TEMPORAL_TLS: 'True' }],
  ['a key in a header', { TEMPORAL_GRPC_META_AUTHORIZATION: `Bearer ${key}` }],
  ['a token in a header', { TEMPORAL_GRPC_META_X_ACCESS_TOKEN: key }],
];
for (const [how, environment] of unencrypted) {
  test(`without TLS no key is sent, also not on this machine: ${how}`, async () => {
    const { address, heard, close } = await listener();
    Object.assign(process.env, { TEMPORAL_ADDRESS: address }, environment);
    try {
      const connected = (async () => connectToServer(configuredTarget()!, 1000))();
      await assert.rejects(connected, (error: Error & { code: string }) => {
        assert.equal(error.code, 'EAGAN_KEY_WITHOUT_TLS');
        assert.ok(!error.message.includes(key));
        return true;
      });
      assert.equal(heard(), false, 'something was sent');
    } finally {
      close();
    }
  });
}

test('a profile with a key and TLS turned off is refused; with TLS, or without a key, it is not', () => {
  const file = join(temporaryFolder(), 'temporal.toml');
  process.env.TEMPORAL_CONFIG_FILE = file;
  writeFileSync(file, `[profile.default]\naddress = "a.example:7233"\napi_key = "${key}"\n[profile.default.tls]\ndisabled = true\n`); // prettier-ignore
  assert.throws(configuredTarget, { code: 'EAGAN_KEY_WITHOUT_TLS', cure: /TEMPORAL_TLS=true/ });
  writeFileSync(file, `[profile.default]\naddress = "a.example:7233"\napi_key = "${key}"\n`);
  assert.equal(configuredTarget()!.connection.tls, true);
  writeFileSync(file, '[profile.default]\naddress = "a.example:7233"\n[profile.default.tls]\ndisabled = true\n');
  assert.equal(configuredTarget()!.connection.tls, false);
});

test('no error repeats a key, also where a library does', async () => {
  const broken = `${key}\nwith a line break`;
  Object.assign(process.env, { TEMPORAL_ADDRESS: '127.0.0.1:1', TEMPORAL_API_KEY: broken });
  const target = configuredTarget()!;
  await assert.rejects(connectToServer(target, 1000), (error: Error) => {
    assert.ok(!inspected(error).includes(key), inspected(error));
    return true;
  });
  const native = unreachableBy(target.endpoint, new Error(`invalid header Bearer ${broken}`));
  assert.ok(!inspected(native).includes(key), inspected(native));
});

function inspected(error: Error): string {
  return [error.message, error.stack, String((error.cause as Error | undefined)?.stack ?? '')].join('\n');
}

const planted = {
  TEMPORAL_API_KEY: 'planted-temporal-4711',
  EAGAN_PAYLOAD_PLANTED: 'planted-payload-4711',
  AWS_SECRET_ACCESS_KEY: 'planted-cloud-4711',
  GITHUB_TOKEN: 'planted-token-4711',
  TF_TOKEN_app: 'planted-terraform-4711',
  EAGAN_KEY_PASSPHRASE: 'planted-passphrase-4711',
};
const plantedInProfile = 'planted-profile-4711';
const isPlanted = /planted-\w+-4711/;

test('a run leaves no key in its files, in arguments, or in processes that do not talk to Temporal', async () => {
  const home = new Home();
  const file = join(temporaryFolder(), 'temporal.toml');
  writeFileSync(file, `[profile.default]\napi_key = "${plantedInProfile}"\n`);
  const environment = { ...planted, TEMPORAL_CONFIG_FILE: file };
  const seen = new Map<string, string>();
  try {
    const command = home.startIn(environment, 'run', 'pipelines/tiny.yaml');
    let [ended, output] = [false, ''];
    for (const stream of [command.stdout!, command.stderr!]) stream.on('data', (text) => (output += String(text)));
    command.once('close', () => (ended = true));
    let supervisor: number | null = null;
    for (; !ended; await sleep(200)) {
      supervisor ??= supervisorOf(home);
      for (const pid of supervisor === null ? [] : [supervisor, ...descendantsOf(supervisor)]) look(pid, seen);
    }
    assert.equal(command.exitCode, 0, output);
    assert.doesNotMatch(output, isPlanted);
    const kinds = [...seen.values()].join(' ');
    for (const kind of ['trainer', 'server', 'worker', 'supervisor']) assert.ok(kinds.includes(kind), `${kind}: ${kinds}`);
    const key = signingKey();
    const zip = join(temporaryFolder(), 'out.zip');
    const signing = ['verify', '--sign', key.file];
    for (const args of [['status'], ['logs'], ['history'], ['verify'], signing, ['export', '--audit', zip]])
      assert.doesNotMatch(home.eaganIn(environment, '--json', ...args).stdout, isPlanted);
    const audit = UnpackedExport.of(zip);
    assert.deepEqual([audit.check().exitCode, audit.json('audit.json').envelope?.signatures.length], [0, 1]);
    const files = [...filesBelow(home.folder), ...filesBelow(audit.folder)];
    assert.ok(files.length > 50);
    for (const path of files) {
      const text = readFileSync(path, 'latin1');
      assert.doesNotMatch(text, isPlanted, path);
      assert.ok(!text.includes(key.secret) && !text.includes(key.file), path);
    }
  } finally {
    home.remove();
  }
}); // prettier-ignore

/** A private key with the planted passphrase, in a file whose name is in no file either. */
function signingKey(): { file: string; secret: string } {
  const { privateKey } = generateKeyPairSync('ed25519');
  const cipher = { cipher: 'aes-256-cbc', passphrase: planted.EAGAN_KEY_PASSPHRASE };
  const file = join(temporaryFolder(), 'signing-4711.pem');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }), { mode: 0o600 });
  return { file, secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().split('\n')[1]! };
}

/** The supervisor's process, once there is one. */
const supervisorOf = (home: Home): number | null => {
  const status = home.eagan('--json', 'status').stdout;
  return (JSON.parse(status) as { processes: SupervisorStatus | null }).processes?.pid ?? null;
};

/** Judges a living process, and notes what it was. */
function look(pid: number, seen: Map<string, string>): void {
  const [command, environ] = ['cmdline', 'environ'].map((name) => readProc(pid, name)) as [string, string];
  if (command === '' || environ === '') return;
  assert.doesNotMatch(command, isPlanted, `arguments of ${command}`);
  const kind = /trainer\/child\.js|supervisor-main\.js|worker\/main\.js|start-dev/.exec(command)?.[0] ?? 'tool';
  const name = { 'trainer/child.js': 'trainer', 'supervisor-main.js': 'supervisor', 'worker/main.js': 'worker', 'start-dev': 'server' }[kind] ?? kind; // prettier-ignore
  seen.set(`${pid}`, name);
  // These two talk to Temporal, and would need its key.
  const talks = name === 'supervisor' || name === 'worker';
  const found = environ.split('\0').filter((one) => isPlanted.test(one) && !(talks && /^(TEMPORAL|EAGAN_PAYLOAD)_/.test(one))); // prettier-ignore
  assert.deepEqual(found, [], `environment of ${name}`);
}

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}
