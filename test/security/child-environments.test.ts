// Attack: secrets of the user in processes that do not need them, and variables that change what tools do.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { childEnvironment } from '../../scripts/child-environment.mjs';
import { trainerEnvironment } from '../../trainer/child-process.js';
import { filesOfProject, projectRoot } from '../support/project.js';

const secrets = {
  TEMPORAL_API_KEY: 'secret',
  TEMPORAL_TLS_CLIENT_KEY_DATA: 'secret',
  TEMPORAL_GRPC_META_AUTHORIZATION: 'secret',
  EAGAN_PAYLOAD_KEY: 'secret',
  EAGAN_PAYLOAD_OLD: 'secret',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'secret',
  GITHUB_TOKEN: 'secret',
  GOOGLE_APPLICATION_CREDENTIALS: 'secret',
  AZURE_CLIENT_SECRET: 'secret',
  NPM_TOKEN: 'secret',
  HF_TOKEN: 'secret',
  SSH_AUTH_SOCK: 'secret',
  TF_TOKEN_app_terraform_io: 'secret',
  TF_VAR_database: 'secret',
  CUDA_LICENSE_KEY: 'secret',
  DATABASE_URL: 'secret',
  https_proxy: 'http://user:secret@proxy:3128',
};
const loaders = {
  PYTHONPATH: 'evil',
  PYTHONSTARTUP: 'evil',
  PYTHONHOME: 'evil',
  PIP_TARGET: 'evil',
  PIP_REQUIREMENT: 'evil',
  PIP_NO_DEPS: 'evil',
  GOFLAGS: 'evil',
  GOSUMDB: 'evil',
  GONOSUMDB: 'evil',
  GONOSUMCHECK: 'evil',
  CGO_CFLAGS: 'evil',
  CC: 'evil',
  BASH_ENV: 'evil',
  ENV: 'evil',
  PERL5OPT: 'evil',
  GIT_EXTERNAL_DIFF: 'evil',
};
const children = ['supervisor', 'trainer', 'server', 'tool', 'node', 'python', 'npm', 'go', 'compiler'] as const;
const values = (environment: NodeJS.ProcessEnv): string => Object.values(environment).join(' ');

for (const child of children.filter((one) => one !== 'supervisor')) {
  test(`a key, a token or a password reaches no child of the kind ${child}`, () => {
    const { https_proxy: proxy, ...others } = secrets;
    const needsProxy = ['python', 'npm', 'go'].includes(child);
    assert.doesNotMatch(values(childEnvironment(child, others)), /secret/);
    assert.equal(childEnvironment(child, secrets).https_proxy, needsProxy ? proxy : undefined);
  });
}

test('supervisor and worker get what Temporal needs, and nothing of clouds', () => {
  const names = Object.keys(childEnvironment('supervisor', secrets)).sort();
  const ofTemporal = Object.keys(secrets).filter((name) => /^(TEMPORAL_|EAGAN_PAYLOAD_|https_proxy)/.test(name));
  assert.deepEqual(names, ofTemporal.sort());
});

test('a trainer has no secret, also where other values of its environment are ours', () => {
  assert.doesNotMatch(values(trainerEnvironment(secrets, 2)), /secret/);
});

for (const child of children) {
  test(`variables that load code or change what is believed reach no ${child}`, () => {
    assert.doesNotMatch(values(childEnvironment(child, loaders)), /evil/);
  });
}

test('what users need keeps working', () => {
  const wanted = {
    PATH: '/usr/bin',
    HOME: '/home/me',
    TMPDIR: '/tmp',
    LC_ALL: 'C.UTF-8',
    CUDA_VISIBLE_DEVICES: '0',
    TF_ENABLE_ONEDNN_OPTS: '0',
    OMP_NUM_THREADS: '2',
    LD_LIBRARY_PATH: '/opt/cuda',
    NODE_OPTIONS: '--max-old-space-size=4096',
    EAGAN_DRILL: '/drill',
    XDG_CACHE_HOME: '/cache',
  };
  assert.deepEqual(childEnvironment('trainer', wanted), wanted);
  assert.deepEqual(childEnvironment('supervisor', wanted), wanted);
  const pip = { PIP_INDEX_URL: 'x', PIP_CERT: 'x', HTTPS_PROXY: 'x', SSL_CERT_FILE: 'x', NO_PROXY: 'x' };
  assert.deepEqual(childEnvironment('python', pip), pip);
  assert.deepEqual(childEnvironment('go', { GOPROXY: 'x' }), { GOPROXY: 'x' });
});

test('folders of PATH below the working directory are left out', () => {
  for (const child of children)
    assert.equal(childEnvironment(child, { PATH: '.:/usr/bin::bin:./x' })['PATH'], '/usr/bin');
});

/** Those that start a process with the whole environment, and why. */
const whole: Readonly<Record<string, string>> = {
  'cli/bin.mjs': 'our own build, which starts its tools by the table',
  'scripts/run-tests.mjs': 'tests, whose environment is what they test',
  'scripts/test-nodes.mjs': 'the same',
  'scripts/chaos.mjs': 'the same',
  'scripts/lint-commits.mjs': 'for those who work on eagan: their git, their commitlint',
};

test('every place that starts a process takes its environment from the table', () => {
  const starting = filesOfProject().filter(
    ({ name, text }) => /\.(ts|mjs)$/.test(name) && !name.startsWith('test/') && /from 'node:child_process'/.test(text),
  );
  const without = starting.filter(({ text }) => {
    const starts = [...text.matchAll(/(?<![.\w])(?:spawn|spawnSync|fork|execFile|execFileSync|execSync)\(/g)].length;
    const given = [...text.matchAll(/\b(?:childEnvironment|trainerEnvironment|environmentOf)\(/g)].length;
    return starts > 0 && given < starts;
  });
  assert.ok(starting.length > 10, 'hardly any place was found');
  assert.deepEqual(without.map(({ name }) => name).sort(), Object.keys(whole).sort()); // prettier-ignore
});

test('the table names each variable once for each child', () => {
  const text = readFileSync(join(projectRoot, 'scripts/child-environment.mjs'), 'utf8');
  const names = [...text.matchAll(/names: '([^']+)'/g)].flatMap((match) => match[1]!.split(' '));
  assert.deepEqual([...new Set(names)], names);
});
