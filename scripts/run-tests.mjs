// `node scripts/run-tests.mjs [GROUP|FILE…]`: runs the compiled tests with node:test. Node 20 accepts no globs, so
// files are listed here.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { machineSize } from './machine.mjs';

const TESTS = join('dist', 'test');
/** A module for each folder whose tests share a process, which imports them. */
const FOLDERS = join('dist', 'test-folders');
const { cores } = machineSize();
/** A file that takes longer hangs: it is ended and fails. Groups with longer files have a limit of their own. */
const fileLimitMinutes = 20;

/** Folders of test/ by what they need. A folder that is not named here is in `server`, so no test is left out. */
const groups = {
  pure: {
    folders: [
      ...['cli', 'control', 'domain', 'docs', 'formats', 'lint', 'planning', 'schemas', 'scripts', 'store'],
      ...['report', 'terminal', 'trackers'],
    ],
    atOnce: cores,
    modules: byFolder,
  },
  // Also pure, but with thousands of states and texts: too long for `npm run check`. `*.proof.test.ts` too.
  // They compute, and wait for the disk.
  proofs: { folders: ['audit', 'crash', 'fuzz'], atOnce: cores + 1 },
  tensorflow: {
    folders: ['bench', 'datasets', 'doctor', 'golden', 'metrics', 'models', 'ports', 'trainer'],
    atOnce: cores,
  },
  // They wait for servers, heartbeats and kills more than they compute.
  server: { folders: /** @type {string[]} */ ([]), atOnce: 3 * cores },
  // Attacks, with a second user where one is needed.
  security: { folders: ['security'], atOnce: 2 * cores },
  // Half of them compute, half wait for servers and kills.
  slow: { folders: ['slow'], atOnce: 2 * cores, limitMinutes: 45 },
  // Minutes for each file: `*.long.test.ts`.
  long: { folders: ['long'], atOnce: cores, limitMinutes: 90 },
  chaos: { folders: ['chaos'], atOnce: 1, limitMinutes: 90 },
};

/** @typedef {keyof typeof groups} Group */

/** The folder of test/ that holds a file. @param {string} file */
const folderOf = (file) => relative(TESTS, file).split(sep)[0] ?? '';

/** A name such as `controls.slow.test.js` decides before the folder does. @param {string} file @returns {Group} */
function groupOf(file) {
  if (file.endsWith('.slow.test.js')) return 'slow';
  if (file.endsWith('.long.test.js')) return 'long';
  if (file.endsWith('.proof.test.js')) return 'proofs';
  const folder = folderOf(file);
  const names = /** @type {Group[]} */ (Object.keys(groups));
  return names.find((name) => groups[name].folders.includes(folder)) ?? 'server';
}

/** @param {string} folder */
function testsBelow(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => join(folder, name))
    .sort();
}

/** @param {Group} group */
const testsOf = (group) => testsBelow(TESTS).filter((file) => groupOf(file) === group);

/**
 * One process for each folder instead of each file, which halves the time of tests that take milliseconds.
 * @param {string[]} files
 * @returns {string[]}
 */
function byFolder(files) {
  rmSync(FOLDERS, { recursive: true, force: true });
  mkdirSync(FOLDERS);
  return [...new Set(files.map(folderOf))].map((folder) => {
    const own = files.filter((file) => folderOf(file) === folder);
    const path = join(FOLDERS, `${folder}.test.mjs`);
    writeFileSync(path, own.map((file) => `await import('../../${file.split(sep).join('/')}');\n`).join(''));
    return path;
  });
}

/**
 * @param {string} name
 * @param {string[]} files
 * @param {{ atOnce: number, modules?: (files: string[]) => string[], limitMinutes?: number }} how `modules`: what
 * node runs instead of files; `limitMinutes`: the limit of a file
 * @returns {boolean} whether all passed
 */
function runTests(name, files, { atOnce, modules, limitMinutes = fileLimitMinutes }) {
  console.log(`\n${name}: ${files.length} files, ${atOnce} at once`);
  const reporter = `--test-reporter=./${join('scripts', 'test-reporter.mjs')}`;
  const options = ['--enable-source-maps', '--test', reporter, '--test-reporter-destination=stdout'];
  const limits = [`--test-concurrency=${atOnce}`, `--test-timeout=${limitMinutes * 60_000}`];
  const args = [...options, ...limits, ...(modules?.(files) ?? files)];
  return files.length === 0 || spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;
}

/** The longest limit of the groups that these files are in. @param {string[]} files */
function longestLimit(files) {
  const limits = files
    .map((file) => groups[groupOf(file)])
    .map((group) => ('limitMinutes' in group ? group.limitMinutes : 0));
  return Math.max(fileLimitMinutes, ...limits);
}

if (!existsSync(TESTS)) {
  console.error(`${TESTS} is missing: run \`npm run build\` first`);
  process.exit(1);
}
const asked = process.argv.slice(2);
const isGroup = (/** @type {string} */ name) => name in groups;
const files = asked.filter((name) => !isGroup(name));
const outcomes = asked
  .filter(isGroup)
  .map((name) => runTests(name, testsOf(/** @type {Group} */ (name)), groups[/** @type {Group} */ (name)]));
if (files.length > 0) outcomes.push(runTests('chosen', files, { atOnce: 1, limitMinutes: longestLimit(files) }));
process.exitCode = outcomes.every(Boolean) ? 0 : 1;
