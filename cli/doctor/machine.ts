// What the machine offers: the state folder and its file system, free disk, cores, memory.
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../scripts/cache.mjs';
import { formatBytes } from '../../scripts/format.mjs';
import { machineSize } from '../../scripts/machine.mjs';
import { diskSpace, fileSystemKind, openStore } from '../../store/index.js';
import { nearestExisting } from '../../store/file-system.js';
import { statePaths } from '../../worker/state-paths.js';
import type { Check, CheckResult, DoctorSubject } from './check.js';

const GB = 1e9;
/** A quickstart's trainer stays under 1.5 GB, worker and server under another 0.5. */
const MEMORY = { failed: 2 * GB, warning: 4 * GB };
/** A quickstart writes some hundred MB; the paper's search some ten GB. */
const DISK = { failed: 1 * GB, warning: 10 * GB };

export const store: Check = {
  name: 'Store',
  examine: async ({ stateFolder }: DoctorSubject) => {
    const folder = statePaths(stateFolder).store;
    if (existsSync(join(folder, 'store.json'))) {
      const { id } = await openStore(folder);
      return writable(folder, `${folder}, id ${id}`);
    }
    return writable(await nearestExisting(folder), `${folder}, which the first run creates`);
  },
};

/** Only writing proves that writing works: permissions, quotas, read-only mounts. */
async function writable(folder: string, detail: string): Promise<CheckResult> {
  try {
    const probe = await mkdtemp(join(folder, '.eagan-doctor-'));
    await writeFile(join(probe, 'probe'), 'x', { flush: true }).finally(() => rm(probe, { recursive: true }));
    return { status: 'ok', detail: `${detail}, writable`, facts: { folder } };
  } catch (error) {
    const cure = 'Make the folder writable, or choose another with --home or EAGAN_HOME.';
    return { status: 'failed', detail: `${folder} is not writable: ${(error as Error).message}`, cure };
  }
}

export const fileSystem: Check = {
  name: 'File system',
  examine: async ({ stateFolder }: DoctorSubject) => {
    const { name, verdict } = await fileSystemKind(stateFolder);
    const facts = { name, verdict };
    if (verdict === 'local') return { status: 'ok', detail: `${name}, local`, facts };
    if (verdict === 'unknown') {
      const cure = 'If several machines share it, choose a folder on a local disk with --home or EAGAN_HOME.';
      return { status: 'warning', detail: `${name}: unknown whether it is local or shared`, cure, facts };
    }
    const cure = 'Choose a folder on a local disk with --home or EAGAN_HOME.';
    return { status: 'failed', detail: `${name} is shared between machines, which can damage databases`, cure, facts };
  },
};

export const disk: Check = {
  name: 'Free disk',
  examine: async ({ stateFolder, environment }: DoctorSubject) => {
    const { freeBytes: state } = await diskSpace(stateFolder);
    const { freeBytes: cache } = await diskSpace(cacheFolder(environment));
    const detail = `${formatBytes(state)} for the state folder, ${formatBytes(cache)} for the cache`;
    const finding = graded(
      Math.min(state, cache),
      DISK,
      detail,
      'Free some space, or choose other folders with EAGAN_HOME and EAGAN_CACHE.',
    );
    return { ...finding, facts: { stateFolderBytes: state, cacheBytes: cache } };
  },
};

export const cores: Check = {
  name: 'Cores',
  examine: async () => {
    const { cores, coresLimit } = machineSize();
    const detail = coresLimit ? `${cores}, limited by ${coresLimit}` : `${cores}`;
    return { status: 'ok', detail, facts: { cores, limit: coresLimit } };
  },
};

export const memory: Check = {
  name: 'Memory',
  examine: async () => {
    const { memoryBytes, memoryLimit, availableBytes } = machineSize();
    const by = memoryLimit ? `, limited by ${memoryLimit}` : '';
    const detail = `${formatBytes(memoryBytes)}${by}, ${formatBytes(availableBytes)} available`;
    const cure = memoryLimit
      ? 'End other programs, or raise this limit.'
      : 'End other programs, or use a machine with more memory.';
    const facts = { totalBytes: memoryBytes, availableBytes, limit: memoryLimit };
    return { ...graded(availableBytes, MEMORY, detail, cure), facts };
  },
};

function graded(bytes: number, limits: { failed: number; warning: number }, detail: string, cure: string): CheckResult {
  if (bytes < limits.failed) return { status: 'failed', detail, cure };
  return bytes < limits.warning ? { status: 'warning', detail, cure } : { status: 'ok', detail };
}
