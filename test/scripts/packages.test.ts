// node_modules compared with the lock file: what counts as equal, and what is refused.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packagesDifference, providePackages } from '../../scripts/packages.mjs';
import { temporaryFolder } from '../support/temporary-folder.js';

const locked = {
  '': { version: '0.1.0' },
  'node_modules/left': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/right': { version: '2.0.0', integrity: 'sha512-b', optional: true },
};

function project(installed: object | null): string {
  const root = temporaryFolder();
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: locked }));
  if (!installed) return root;
  mkdirSync(join(root, 'node_modules', 'left'), { recursive: true });
  writeFileSync(join(root, 'node_modules', 'left', 'package.json'), '{}');
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  return root;
}

test('an installation that lacks only packages for other platforms is complete', () => {
  assert.equal(packagesDifference(project({ 'node_modules/left': locked['node_modules/left'] })), null);
});

test('no installation, another version, other bytes and a removed folder are differences', () => {
  assert.match(packagesDifference(project(null))!, /not installed/);
  assert.match(packagesDifference(project({}))!, /left must be 1\.0\.0 \(it is not installed\)/);
  const older = { 'node_modules/left': { version: '0.9.0', integrity: 'sha512-a' } };
  assert.match(packagesDifference(project(older))!, /left must be 1\.0\.0 \(got 0\.9\.0\)/);
  const other = { 'node_modules/left': { version: '1.0.0', integrity: 'sha512-z' } };
  assert.match(packagesDifference(project(other))!, /left must be 1\.0\.0/);
  const root = project({ 'node_modules/left': locked['node_modules/left'] });
  rmSync(join(root, 'node_modules', 'left'), { recursive: true });
  assert.match(packagesDifference(root)!, /left is missing/);
});

test('node_modules that is a link to a wrong folder is refused and not emptied', async () => {
  const root = project(null);
  symlinkSync(temporaryFolder(), join(root, 'node_modules'));
  await assert.rejects(
    providePackages(root, () => {}),
    { code: 'EAGAN_PACKAGES_MISSING', message: /is a link/ },
  );
});
