// Memory and cores that this process may use, from recorded trees of control groups.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { cgroupLimits } from '../../scripts/cgroups.mjs';
import { machineSize } from '../../scripts/machine.mjs';
import { projectRoot } from '../support/project.js';

type Tree = Readonly<Record<string, string>>;

const GiB = 2 ** 30;
const reader = (tree: Tree) => (path: string) => tree[path] ?? null;
const size = (tree: Tree, parallelism = 16) =>
  machineSize({ readText: reader(tree), parallelism, totalBytes: 64 * GiB, freeBytes: 8 * GiB });

/** /proc/self/mountinfo of a mount. */
const mounted = (type: string, point: string, { root = '/', options = 'rw' } = {}): string =>
  `31 23 0:28 ${root} ${point} rw,relatime shared:9 - ${type} ${type} ${options}\n`;
const v2 = (path: string, root = '/'): Tree => ({
  '/proc/self/mountinfo': `22 1 8:1 / / rw - ext4 /dev/sda1 rw\n${mounted('cgroup2', '/sys/fs/cgroup', { root })}`,
  '/proc/self/cgroup': `0::${path}\n`,
});
const v1 = (path: string, root = '/'): Tree => ({
  '/proc/self/mountinfo':
    mounted('cgroup', '/sys/fs/cgroup/memory', { root, options: 'rw,memory' }) +
    mounted('cgroup', '/sys/fs/cgroup/cpu,cpuacct', { root, options: 'rw,cpu,cpuacct' }),
  '/proc/self/cgroup': `7:cpu,cpuacct:${path}\n4:memory:${path}\n1:name=systemd:/\n`,
});

const memoryCases: readonly (readonly [string, Tree, number])[] = [
  ['no control groups', {}, 64],
  ['version 2 without a limit', { ...v2('/a'), '/sys/fs/cgroup/a/memory.max': 'max\n' }, 64],
  ['version 2 with a limit', { ...v2('/a'), '/sys/fs/cgroup/a/memory.max': `${2 * GiB}\n` }, 2],
  ['version 2, limited above', { ...v2('/a/b/c'), '/sys/fs/cgroup/a/memory.max': `${3 * GiB}\n`, '/sys/fs/cgroup/a/b/c/memory.max': 'max' }, 3], // prettier-ignore
  ['version 2, throttled earlier than limited', { ...v2('/a'), '/sys/fs/cgroup/a/memory.max': `${4 * GiB}`, '/sys/fs/cgroup/a/memory.high': `${GiB}` }, 1], // prettier-ignore
  ['version 2, a container that sees itself as the root', { ...v2('/'), '/sys/fs/cgroup/memory.max': `${2 * GiB}` }, 2],
  ['version 2, a container that sees a part of the tree', { ...v2('/docker/1f', '/docker/1f'), '/sys/fs/cgroup/memory.max': `${2 * GiB}` }, 2], // prettier-ignore
  ['version 2, a limit beyond the machine', { ...v2('/a'), '/sys/fs/cgroup/a/memory.max': `${900 * GiB}` }, 64],
  ['version 1 with a limit', { ...v1('/a'), '/sys/fs/cgroup/memory/a/memory.limit_in_bytes': `${2 * GiB}\n` }, 2],
  ['version 1, limited above', { ...v1('/a/b'), '/sys/fs/cgroup/memory/a/memory.limit_in_bytes': `${2 * GiB}\n` }, 2],
  ['version 1 without a limit', { ...v1('/a'), '/sys/fs/cgroup/memory/a/memory.limit_in_bytes': '9223372036854771712\n' }, 64], // prettier-ignore
  ['version 1, a container', { ...v1('/docker/1f', '/docker/1f'), '/sys/fs/cgroup/memory/memory.limit_in_bytes': `${5 * GiB}` }, 5], // prettier-ignore
  ['both versions at once', { '/proc/self/mountinfo': mounted('cgroup2', '/sys/fs/cgroup/unified') + mounted('cgroup', '/sys/fs/cgroup/memory', { options: 'rw,memory' }), '/proc/self/cgroup': '4:memory:/a\n0::/\n', '/sys/fs/cgroup/memory/a/memory.limit_in_bytes': `${7 * GiB}` }, 7], // prettier-ignore
  ['a mount point with a space', { '/proc/self/mountinfo': mounted('cgroup2', '/my\\040groups'), '/proc/self/cgroup': '0::/a:b\n', '/my groups/a:b/memory.max': `${GiB}` }, 1], // prettier-ignore
  ['a limit of address space', { '/proc/self/limits': 'Max address space         1073741824           unlimited            bytes\n' }, 1], // prettier-ignore
];
for (const [name, tree, gigabytes] of memoryCases)
  test(`memory: ${name}`, () => {
    const { memoryBytes, memoryLimit } = size(tree);
    assert.equal(memoryBytes / GiB, gigabytes);
    assert.equal(memoryLimit === null, gigabytes === 64, 'the limit has a name');
  });

const coreCases: readonly (readonly [string, Tree, number])[] = [
  ['no quota', { ...v2('/a'), '/sys/fs/cgroup/a/cpu.max': 'max 100000\n' }, 16],
  ['a quota of version 2', { ...v2('/a'), '/sys/fs/cgroup/a/cpu.max': '250000 100000\n' }, 2],
  ['a quota above', { ...v2('/a/b'), '/sys/fs/cgroup/a/cpu.max': '400000 100000\n', '/sys/fs/cgroup/a/b/cpu.max': 'max 100000\n' }, 4], // prettier-ignore
  ['less than a core', { ...v2('/a'), '/sys/fs/cgroup/a/cpu.max': '50000 100000\n' }, 1],
  ['a quota of version 1', { ...v1('/a'), '/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us': '300000\n', '/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us': '100000\n' }, 3], // prettier-ignore
  ['version 1 without a quota', { ...v1('/a'), '/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us': '-1\n', '/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us': '100000\n' }, 16], // prettier-ignore
];
for (const [name, tree, cores] of coreCases)
  test(`cores: ${name}`, () => {
    assert.equal(size(tree).cores, cores);
    assert.equal(size(tree).coresLimit === null, cores === 16);
    assert.equal(size(tree, 1).cores, 1, 'an affinity mask of one core');
  });

test('available memory includes file pages that the group can free, and is at most what the system has', () => {
  const tree = {
    ...v2('/a'),
    '/sys/fs/cgroup/a/memory.max': `${4 * GiB}`,
    '/sys/fs/cgroup/a/memory.current': `${3 * GiB}`,
    '/sys/fs/cgroup/a/memory.stat': `anon 5\ninactive_file ${GiB}\n`,
  };
  assert.equal(size(tree).availableBytes, 2 * GiB);
  assert.equal(size({ ...tree, '/proc/meminfo': `MemAvailable:    ${GiB / 1024} kB\n` }).availableBytes, GiB);
  assert.equal(cgroupLimits(reader(tree)).memory!.path, '/sys/fs/cgroup/a');
});

/** A real control group of 2 GiB, if this process may make one. */
function realGroup(): string | null {
  for (const [parent, name] of [
    ['/sys/fs/cgroup/memory', 'memory.limit_in_bytes'],
    ['/sys/fs/cgroup', 'memory.max'],
  ] as const) {
    // prettier-ignore
    const folder = join(parent, `eagan-test-${process.pid}`);
    try {
      mkdirSync(folder);
      writeFileSync(join(folder, name), String(2 * GiB));
      return folder;
    } catch {
      // Another version of control groups, or no right to make one.
      try {
        rmdirSync(folder);
      } catch {
        // It was never made.
      }
    }
  }
  return null;
}

test('a process in a real memory cgroup of 2 GiB sees 2 GiB', (context) => {
  const group = realGroup();
  if (group === null) return context.skip('no right to make a memory cgroup here');
  const module = pathToFileURL(join(projectRoot, 'scripts', 'machine.mjs')).href;
  const script = `import(${JSON.stringify(module)}).then((m) => console.log(m.machineSize().memoryBytes))`;
  const command = `echo $$ > ${group}/cgroup.procs && exec "$0" -e '${script}'`;
  try {
    const { stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath], { encoding: 'utf8' });
    assert.equal(stdout.trim(), String(2 * GiB), stderr);
  } finally {
    rmdirSync(group);
  }
});
