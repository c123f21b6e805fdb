// Limits that Linux control groups, versions 1 and 2, put on this process, at every level above it.
import { join } from 'node:path';

/** A small file of the system; null if it cannot be read. @typedef {(path: string) => string | null} ReadText */
/** @typedef {{ point: string, root: string, version: 1 | 2, controllers: string[] }} Hierarchy */
/** @typedef {{ bytes: number, path: string }} MemoryLimit */
/** @typedef {{ memory: MemoryLimit | null, availableBytes: number | null, cpus: number | null }} CgroupLimits */

/** Version 1 writes "no limit" as the largest multiple of a page: about 2^63. */
const noLimit = 2 ** 60;

/** @param {ReadText} readText @returns {CgroupLimits} null: no limit */
export function cgroupLimits(readText) {
  const memory = foldersOf('memory', readText).flatMap((folder) => memoryOf(folder, readText));
  const cpus = foldersOf('cpu', readText).flatMap((folder) => cpusOf(folder, readText));
  const smallest = memory.reduce((best, { limit }) => (!best || limit.bytes < best.bytes ? limit : best), nothing);
  const available = memory.flatMap(({ availableBytes }) => (availableBytes === null ? [] : [availableBytes]));
  return {
    memory: smallest,
    availableBytes: available.length > 0 ? Math.min(...available) : null,
    cpus: cpus.length > 0 ? Math.min(...cpus) : null,
  };
}

const nothing = /** @type {MemoryLimit | null} */ (null);

/**
 * The folders of this process's group for a controller and of every group above it, nearest first.
 * @param {'memory' | 'cpu'} controller @param {ReadText} readText
 */
function foldersOf(controller, readText) {
  const memberships = (readText('/proc/self/cgroup') ?? '').split('\n').map((line) => line.split(':'));
  return hierarchies(readText)
    .filter(({ version, controllers }) => version === 2 || controllers.includes(controller))
    .flatMap(({ point, root, version }) => {
      const member = memberships.find(([id, names]) =>
        version === 2 ? id === '0' : names?.split(',').includes(controller),
      );
      if (!member) return [];
      return withParents(insideOf(root, member.slice(2).join(':'))).map((path) => ({
        folder: join(point, path),
        version,
      }));
    });
}

/** Mounts of control groups, from /proc/self/mountinfo. @param {ReadText} readText @returns {Hierarchy[]} */
function hierarchies(readText) {
  return (readText('/proc/self/mountinfo') ?? '').split('\n').flatMap((line) => {
    const [mount = '', kind = ''] = line.split(' - ');
    const [, , , root = '/', point = ''] = mount.split(' ').map(unescape);
    const [type, , options = ''] = kind.split(' ');
    const version = type === 'cgroup2' ? 2 : 1;
    return type?.startsWith('cgroup') ? [{ point, root, version, controllers: options.split(',') }] : [];
  });
}

/** Decodes `\040` and the like. @param {string} text */
const unescape = (text) => text.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));

/**
 * A container may see only a part of the tree: its group's path begins at the mount's root.
 * @param {string} root
 * @param {string} path
 */
function insideOf(root, path) {
  if (root === '/') return path;
  if (path === root || path.startsWith(`${root}/`)) return path.slice(root.length) || '/';
  return '/';
}

/** `/a/b` gives `/a/b`, `/a` and `/`. @param {string} path */
function withParents(path) {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  return [...parts.keys(), parts.length].map((count) => `/${parts.slice(0, count).join('/')}`).reverse();
}

/** @param {{ folder: string, version: 1 | 2 }} group @param {ReadText} readText */
function memoryOf({ folder, version }, readText) {
  // Beyond memory.high the system slows a process down until it hardly runs. The soft limit of version 1 limits nobody.
  const names = version === 2 ? ['memory.max', 'memory.high'] : ['memory.limit_in_bytes'];
  const limits = names.map((name) => amount(readText(join(folder, name)))).filter((bytes) => bytes !== null);
  if (limits.length === 0) return [];
  const bytes = Math.min(...limits);
  const used = amount(readText(join(folder, version === 2 ? 'memory.current' : 'memory.usage_in_bytes')));
  const stat = readText(join(folder, 'memory.stat')) ?? '';
  const cached = Number(/^(?:total_)?inactive_file (\d+)$/m.exec(stat)?.[1] ?? 0);
  const availableBytes = used === null ? null : Math.max(0, bytes - Math.max(0, used - cached));
  return [{ limit: { bytes, path: folder }, availableBytes }];
}

/** Cores that a quota allows. @param {{ folder: string, version: 1 | 2 }} group @param {ReadText} readText */
function cpusOf({ folder, version }, readText) {
  const [quota, period] =
    version === 2
      ? (readText(join(folder, 'cpu.max')) ?? 'max').trim().split(' ')
      : ['cpu.cfs_quota_us', 'cpu.cfs_period_us'].map((name) => readText(join(folder, name))?.trim());
  const cpus = Number(quota) / Number(period);
  return Number(quota) > 0 && cpus > 0 ? [cpus] : [];
}

/** Bytes of a limit or a counter; null: none. @param {string | null} text */
function amount(text) {
  const bytes = text === null || text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(bytes) && bytes >= 0 && bytes < noLimit ? bytes : null;
}
