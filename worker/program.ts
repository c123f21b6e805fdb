// Which program this is: its version, the commit of its checkout, its packages, Node and the system below it.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { release } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunningProgram } from '../domain/ledger/program.js';
import { programVersion } from './program-version.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
let known: RunningProgram | undefined;

/** It cannot change while the process runs, so it is read once. No process is started for it. */
export function runningProgram(): RunningProgram {
  return (known ??= {
    schemaVersion: 1,
    kind: 'program',
    version: programVersion(),
    commit: commitOf(root),
    lock: createHash('sha256')
      .update(readFileSync(join(root, 'package-lock.json')))
      .digest('hex'),
    node: process.version,
    sdk: sdkVersion(),
    system: `${process.platform} ${release()} ${process.arch}`,
  });
}

function sdkVersion(): string {
  const { version } = createRequire(import.meta.url)('@temporalio/client/package.json') as { version: string };
  return version;
}

/**
 * The commit of a checkout of git, read from its files; null: the folder is none, or keeps its refs in another form.
 * Changes that are not committed are not seen.
 */
export function commitOf(checkout: string): string | null {
  try {
    const folder = gitFolder(join(checkout, '.git'));
    const head = textOf(join(folder, 'HEAD'));
    const name = /^ref: (\S+)$/.exec(head)?.[1];
    return asCommit(name === undefined ? head : refIn(commonFolder(folder), name));
  } catch {
    return null;
  }
}

/** `.git` of a linked work tree is a file that names its folder. */
function gitFolder(path: string): string {
  if (statSync(path).isDirectory()) return path;
  return resolve(path, '..', /^gitdir: (.+)$/.exec(textOf(path))![1]!);
}

/** Linked work trees share the refs of the first one. */
function commonFolder(folder: string): string {
  try {
    return resolve(folder, textOf(join(folder, 'commondir')));
  } catch {
    return folder;
  }
}

function refIn(folder: string, name: string): string {
  try {
    return textOf(join(folder, name));
  } catch {
    const lines = textOf(join(folder, 'packed-refs')).split('\n');
    return lines.find((line) => line.endsWith(` ${name}`))?.split(' ')[0] ?? '';
  }
}

const textOf = (path: string): string => readFileSync(path, 'utf8').trim();
const asCommit = (text: string): string | null => (/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text) ? text : null);
