// What other users of this machine could change: the state folder, its sockets, the cache, and programs on PATH.
import { delimiter, join } from 'node:path';
import { cacheFolder } from '../../scripts/cache.mjs';
import { projectRoot } from '../../scripts/project.mjs';
import { safeFoldersFile } from '../../scripts/safe-folders.mjs';
import { distrustByLooks, distrustOf, entryDistrust, notTrusted, type Distrust } from '../../scripts/trust.mjs';
import { whichAll } from '../../scripts/tools.mjs';
import { stateFolderDistrust } from '../../worker/state-folder.js';
import { statePaths } from '../../worker/state-paths.js';
import type { Check, CheckResult } from './check.js';

const mine = 'only you and root can change it';

export const stateFolderTrust: Check = {
  name: 'State folder',
  examine: async ({ stateFolder }) =>
    judged(stateFolder, stateFolderDistrust(stateFolder), 'Or choose another with --home or EAGAN_HOME.'),
};

export const cacheTrust: Check = {
  name: 'Cache',
  examine: async ({ environment }) => {
    const folder = cacheFolder(environment);
    return judged(folder, distrustOf(folder, { env: environment }), 'Or choose another with EAGAN_CACHE.');
  },
};

/** Where supervisor and server lock the folder, and commands reach the supervisor. */
export const sockets: Check = {
  name: 'Sockets',
  examine: async ({ stateFolder }) => {
    const { socket, databaseLock } = statePaths(stateFolder);
    const entries = [socket, databaseLock].map((path) => entryDistrust(path, 'lock'));
    const distrust = distrustOf(stateFolder) ?? entries.find((found) => found !== null) ?? null;
    return judged(distrust?.path ?? socket, distrust);
  },
};

/** The program's own code: others who can change it can run code as the user who starts eagan. */
export const program: Check = {
  name: 'Program',
  examine: async () => {
    const root = projectRoot();
    const parts = [root, join(root, 'dist'), join(root, 'node_modules'), join(root, 'cli', 'bin.mjs')];
    const distrust = parts.map((path) => distrustOf(path)).find((found) => found !== null) ?? null;
    const { status, ...rest } = judged(distrust?.path ?? root, distrust);
    return { ...rest, status: status === 'failed' ? 'warning' : status };
  },
};

/** The set-up and the server start these. */
const programs = ['temporal', 'node', 'npm', 'python3', 'go', 'g++'];

export const pathTools: Check = {
  name: 'Tools on PATH',
  examine: async ({ environment }) => {
    const found = programs.flatMap((name) => whichAll(name, environment).slice(0, 1));
    const bad = found.flatMap((path) => distrustOf(path, { env: environment }) ?? []);
    const facts = { path: environment.PATH ?? '', programs: found.join(delimiter), trusted: bad.length === 0 };
    if (bad.length === 0)
      return { status: 'ok', detail: `${found.length} programs, ${mine.replace('it', 'them')}`, facts };
    const detail = bad.map((one) => notTrusted(one).message).join('\n');
    return { status: 'warning', detail, cure: notTrusted(bad[0]!).cure, facts };
  },
};

/** A check of what is in the state folder: nothing is opened in a folder that others could have changed. */
export function ifTrusted({ name, examine }: Check): Check {
  return {
    name,
    examine: async (subject) => {
      if (stateFolderDistrust(subject.stateFolder) === null) return examine(subject);
      return { status: 'failed', detail: 'not looked at: the state folder is not trusted', cure: 'See State folder.' };
    },
  };
}

function judged(path: string, distrust: Distrust | null, otherwise?: string): CheckResult {
  if (distrust) {
    const { message, cure } = notTrusted(distrust, path, otherwise);
    const { required, found } = distrust;
    return { status: 'failed', detail: message, cure, facts: { path: distrust.path, trusted: false, required, found } };
  }
  const byName = distrustByLooks(path) !== null;
  const detail = byName ? `${path}, trusted by name (${safeFoldersFile()} or EAGAN_SAFE_FOLDERS)` : `${path}, ${mine}`;
  return { status: 'ok', detail, facts: { path, trusted: true, byName } };
}
