// Files that may come from a stranger are read by scripts/foreign-files.mjs. Every other reader is listed here, with
// the reason why nobody else can decide what it reads.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../support/project.js';

const folders = [
  ...['domain', 'store', 'models', 'metrics', 'datasets', 'trainer', 'planning', 'activities', 'workflows', 'worker'],
  ...['schemas', 'control', 'terminal', 'tools', 'ui', 'cli'],
];

const ours = 'a file of this program';
const system = 'a file that the system makes';
const drill = 'a file of a drill, in a folder that it made';
const permitted: Readonly<Record<string, string>> = {
  'store/file-layer.ts': 'the file layer, which reads by readRegular',
  'store/file-system.ts': system,
  'store/drill-passages.ts': drill,
  'tools/drill/arming.ts': drill,
  'tools/drill/passage-log.ts': drill,
  'worker/damaged-database.ts': 'the log of our own server: no link, bounded, piece by piece',
  'worker/sealing/key-file.ts': 'a key file: regular, private, bounded',
  'worker/browsers/peer-user.ts': system,
  'worker/program-version.ts': ours,
  'worker/program.ts': ours,
  'worker/process-table.ts': system,
  'trainer/crash-reason.ts': system,
  'trainer/identity.ts': system,
  'models/backend.ts': ours,
  'schemas/schema.ts': ours,
  'schemas/generate/files.ts': ours,
  'control/write-new-file.ts': 'writes a new file',
  'ui/parts.ts': ours,
  'cli/starter.ts': ours,
  'cli/commands/explain.ts': ours,
};

/** Names that are imported from Node to read a file, or all of its names. */
const reads =
  /import[^;]*\b(readFile|readFileSync|open|openSync|createReadStream|readSync)\b[^;]*from 'node:fs(\/promises)?'|import \* as \w+ from 'node:fs/;

function readersIn(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((name) => /\.(ts|mjs)$/.test(name) && reads.test(readFileSync(join(projectRoot, name), 'utf8')));
}

test('no other file opens files by itself', () => {
  const found = folders.flatMap(readersIn);
  assert.deepEqual(
    found.filter((name) => !Object.hasOwn(permitted, name)),
    [],
    'read it by scripts/foreign-files.mjs, or add it here with the reason',
  );
  assert.deepEqual(
    Object.keys(permitted).filter((name) => !found.includes(name)),
    [],
  );
});
