// Attack: a stranger's folder, environment, index or program decides what the set-up runs and fetches.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { provideTemporal } from '../../scripts/temporal.mjs';
import { provideLibrary } from '../../scripts/tensorflow-library.mjs';
import { requirePip, requireTool, run, whichAll } from '../../scripts/tools.mjs';
import { TEMPORAL_CLI, cpuWheel, gpuWheel, nodePackages } from '../../scripts/versions.mjs';
import { machineWithGo } from '../scripts/support.js';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const home = process.cwd();
/** A stranger's folder, in which somebody types our commands. */
const strange = temporaryFolder();
const mark = join(strange, 'executed');
const wasExecuted = (): boolean => existsSync(mark);

before(() => {
  const evil = `open(${JSON.stringify(mark)}, "w").write("owned")\nraise SystemExit(0)\n`;
  for (const name of ['pip.py', 'sitecustomize.py', 'usercustomize.py', 'zipfile.py', 'fnmatch.py'])
    writeFileSync(join(strange, name), evil);
  for (const name of ['python3', 'python', 'go', 'npm', 'temporal', 'ps', 'nvidia-smi'])
    writeFileSync(join(strange, name), `#!/bin/sh\necho owned > ${mark}\n`, { mode: 0o755 });
  process.chdir(strange);
});
after(() => process.chdir(home));

const hostileEnvironment = { ...process.env, PYTHONPATH: strange, PYTHONSTARTUP: join(strange, 'pip.py') };
const pip = await requirePip().catch(() => null);
const needsPip = { skip: pip === null ? 'needs python3 with pip' : false };

test('modules of the folder where the command is typed, and of PYTHONPATH, are not run', needsPip, async () => {
  assert.equal(await requirePip(hostileEnvironment), pip);
  const script = join(projectRoot, 'scripts/unpack_wheel.py');
  const folder = temporaryFolder();
  const made = 'import zipfile,sys; zipfile.ZipFile(sys.argv[1],"w").writestr("a/b","c")';
  await run(pip!, ['-I', '-c', made, join(folder, 'a.whl')], { child: 'python' });
  const unpacked = await run(pip!, ['-I', script, join(folder, 'a.whl'), folder, 'a/*'], { child: 'python', env: hostileEnvironment }); // prettier-ignore
  assert.equal(unpacked.code, 0, unpacked.stderr);
  assert.ok(existsSync(join(folder, 'a/b')));
  assert.equal(wasExecuted(), false);
});

test('programs of the folder where the command is typed are not found, whatever PATH says', async () => {
  const env = { ...process.env, PATH: `.:${strange}/../${strange.split('/').at(-1)}/nothing::./` };
  assert.deepEqual(whichAll('python3', env), []);
  assert.throws(() => requireTool('go', env), { code: 'EAGAN_TOOL_MISSING' });
  await run('ps', [], { env: { ...process.env, PATH: `.:${process.env.PATH}` } });
  assert.equal(wasExecuted(), false);
});

test('a wheel with other bytes is refused, wherever pip found it', needsPip, async () => {
  const folder = temporaryFolder();
  const wheel = cpuWheel();
  const name = `${wheel.package.replaceAll('-', '_')}-2.21.0-cp312-cp312-${wheel.pipPlatforms[0]}.whl`;
  const metadata = 'Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: 2.21.0\n';
  const made =
    'import zipfile,sys\nwith zipfile.ZipFile(sys.argv[1],"w") as z:\n z.writestr("tensorflow/libtensorflow_cc.so.2","evil"); z.writestr("tensorflow_cpu-2.21.0.dist-info/METADATA",sys.argv[2]); z.writestr("tensorflow_cpu-2.21.0.dist-info/WHEEL","Wheel-Version: 1.0\\n"); z.writestr("tensorflow_cpu-2.21.0.dist-info/RECORD","")';
  await run(pip!, ['-I', '-c', made, join(folder, name), metadata], { child: 'python' });
  const env = { ...process.env, EAGAN_CACHE: join(folder, 'cache'), PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder };
  const fetched = provideLibrary({ env, say: () => undefined, verify: false }, wheel);
  await assert.rejects(fetched, /HASH|hashes/i);
  assert.equal(existsSync(join(folder, 'cache', 'tensorflow-cpu-2.21.0-linux-x64')), false);
});

test('everything that can be fetched for a platform has a hash here', () => {
  const wheels = [...['linux-x64', 'linux-arm64', 'darwin-arm64'].map((one) => cpuWheel(one)), gpuWheel('linux-x64')!];
  const hashes = wheels.flatMap(({ sha256, cuda = [] }) => [sha256, ...cuda.map((one) => one.sha256)]);
  for (const hash of hashes) assert.match(hash, /^[0-9a-f]{64}$/);
  assert.equal(new Set(hashes).size, 16);
  const nodes = Object.values(nodePackages).flatMap((one) => Object.values(one));
  for (const digest of nodes) assert.match(digest, /^sha512-[A-Za-z0-9+/]{86}==$/);
  const [modules, sums] = ['go.mod', 'go.sum'].map((name) =>
    readFileSync(join(projectRoot, 'scripts/temporal-cli', name), 'utf8'),
  ) as [string, string];
  assert.ok(modules.includes(`github.com/temporalio/cli v${TEMPORAL_CLI}`));
  const needed = [...modules.matchAll(/^\t(\S+) (v\S+)/gm)].map((match) => `${match[1]} ${match[2]}`);
  assert.ok(needed.length > 100);
  for (const one of needed) assert.ok(sums.includes(`${one}/go.mod h1:`), `no hash of ${one}`);
  const lock = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { integrity?: string }>;
  };
  const bare = Object.entries(lock.packages).filter(([name, { integrity }]) => name !== '' && !integrity);
  assert.deepEqual(bare, []);
});

test('Go believes our hashes, whatever the environment says', async () => {
  const { folder, env } = machineWithGo();
  const seen = join(folder, 'seen');
  const go = join(folder, 'bin/go');
  const noting = `/usr/bin/env > ${seen}; /bin/ls go.sum >> ${seen}; pwd >> ${seen}`;
  writeFileSync(go, readFileSync(go, 'utf8').replace('echo "$@"', `${noting}\necho "$@"`));
  chmodSync(go, 0o755);
  mkdirSync(join(folder, 'cache'));
  const hostile = {
    ...{ GOFLAGS: '-mod=mod -insecure -toolexec=evil', GOSUMDB: 'off', GONOSUMDB: '*', GONOSUMCHECK: '1' },
    ...{ GOINSECURE: '*', GOPRIVATE: '*', GOWORK: strange, CGO_CFLAGS: '-evil', CC: 'evil', TEMPORAL_API_KEY: 'evil' },
  };
  await provideTemporal({ env: { ...env, ...hostile, GOPROXY: 'https://goproxy' }, say: () => undefined, verify: false });
  const text = readFileSync(seen, 'utf8');
  assert.match(text, /^GOFLAGS=-mod=readonly /m);
  assert.match(text, /^GOSUMDB=sum\.golang\.org$/m);
  for (const name of ['GONOSUMDB', 'GOINSECURE', 'GOPRIVATE']) assert.ok(text.includes(`${name}=none.invalid`), name);
  assert.match(text, /^GOPROXY=https:\/\/goproxy$/m);
  assert.match(text, /^go\.sum$/m);
  assert.doesNotMatch(text, /evil|GONOSUMCHECK|toolexec/);
  assert.equal(wasExecuted(), false);
}); // prettier-ignore
