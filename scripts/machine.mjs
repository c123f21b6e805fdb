// How much of this machine this process may use: cores, memory, disk. All code that needs such a size asks here.
import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { cgroupLimits } from './cgroups.mjs';

/** @typedef {import('./cgroups.mjs').ReadText} ReadText */

/**
 * What the system reports; tests replace it.
 * @typedef {object} System
 * @property {ReadText} readText
 * @property {number} parallelism cores in the affinity mask
 * @property {number} totalBytes installed memory
 * @property {number} freeBytes free memory, used if the system reports nothing better
 */

/**
 * @typedef {object} MachineSize
 * @property {number} cores whole ones, at least one
 * @property {string | null} coresLimit what allows fewer cores than the affinity mask has; null: nothing
 * @property {number} memoryBytes
 * @property {string | null} memoryLimit what allows less memory than is installed; null: nothing
 * @property {number} availableBytes memory that is available now
 */

/** Cores and memory that this process may use. @param {System} system @returns {MachineSize} */
export function machineSize(system = thisSystem()) {
  const { readText, parallelism, totalBytes } = system;
  const cgroup = cgroupLimits(readText);
  const cores = Math.max(1, Math.min(parallelism, Math.floor(cgroup.cpus ?? Infinity)));
  const limits = [
    { bytes: totalBytes, limit: null },
    { bytes: cgroup.memory?.bytes ?? Infinity, limit: `the memory cgroup ${cgroup.memory?.path}` },
    { bytes: addressSpace(readText), limit: 'the address space limit (ulimit -v)' },
  ];
  const smallest = limits.reduce((best, next) => (next.bytes < best.bytes ? next : best));
  return {
    cores,
    coresLimit: cores < parallelism ? `a CPU quota of ${Number(cgroup.cpus?.toFixed(2))} cores` : null,
    memoryBytes: smallest.bytes,
    memoryLimit: smallest.limit,
    availableBytes: Math.min(available(system), cgroup.availableBytes ?? Infinity, smallest.bytes),
  };
}

/**
 * Space of the file system that holds an existing folder. `freeBytes`: what this user may still write; `sizeBytes`: of
 * the whole file system, 0 if it does not say.
 * @param {string} folder
 */
export async function diskSize(folder) {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize };
}

/** @returns {System} */
function thisSystem() {
  return { readText, parallelism: availableParallelism(), totalBytes: totalmem(), freeBytes: freemem() };
}

/** @param {string} path */
function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** `freemem` does not count what the kernel's cache would give back. @param {System} system */
function available({ readText, freeBytes }) {
  const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(readText('/proc/meminfo') ?? '')?.[1];
  return kilobytes ? Number(kilobytes) * 1024 : freeBytes;
}

/** @param {ReadText} readText */
function addressSpace(readText) {
  const soft = /^Max address space\s+(\S+)/m.exec(readText('/proc/self/limits') ?? '')?.[1];
  return soft && soft !== 'unlimited' ? Number(soft) : Infinity;
}
