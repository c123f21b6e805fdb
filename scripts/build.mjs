// `node scripts/build.mjs`: compiles to dist/, compiles the JSON Schemas to code, and bundles the workflows and the
// script and style of pages; does nothing if no source changed since the last build.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { childEnvironment } from './child-environment.mjs';
import { projectLock, withLock } from './lock.mjs';
import { withUmaskOfProgram } from './privacy.mjs';
import { projectRoot } from './project.mjs';

const root = projectRoot();
const stampFile = join(root, 'dist', '.build-stamp');
const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
const SOURCE = /\.(ts|mjs|json|css)$/;

/** Folders that tsconfig.json includes. */
function sourceFolders() {
  const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  return [...new Set(include.map((/** @type {string} */ pattern) => pattern.split('/')[0]))];
}

/** @param {string} folder @returns {string[]} paths below the project's root */
function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names.map((name) => join(folder, name)).sort();
}

/** A digest of every source by contents, not times: changing a branch and returning is no change. */
function sourcesDigest() {
  const hash = createHash('sha256');
  const files = sourceFolders().flatMap((folder) => filesBelow(folder).filter((path) => SOURCE.test(path)));
  for (const path of [...files, 'tsconfig.json', 'package-lock.json']) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Compiled files whose source is gone would still run as tests. */
function removeOrphans() {
  const compiled = sourceFolders().flatMap((folder) => filesBelow(join('dist', folder)));
  for (const path of compiled.filter((name) => /\.m?js(\.map)?$/.test(name))) {
    const source = join(root, path.slice('dist/'.length).replace(/\.map$/, ''));
    if (![source, source.replace(/\.js$/, '.ts')].some(existsSync)) rmSync(join(root, path));
  }
}

/** @param {string[]} args */
function runNode(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: childEnvironment('node') });
  if (status !== 0) process.exit(status ?? 1);
}

function build() {
  const digest = sourcesDigest();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest) return;
  rmSync(stampFile, { force: true });
  runNode([compiler]);
  for (const client of [join('report', 'page', 'client'), join('ui', 'client')])
    runNode([compiler, '--project', client]);
  removeOrphans();
  runNode([join('dist', 'schemas', 'compile-schemas.js')]);
  runNode([join('dist', 'worker', 'build-workflow-bundle.js')]);
  runNode([join('scripts', 'bundle-page.mjs')]);
  writeFileSync(stampFile, digest);
}

const { path, trust } = projectLock(root, 'build');
await withLock(path, async () => withUmaskOfProgram(build), undefined, trust);
