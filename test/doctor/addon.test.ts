// The set-up's addon: packages that are installed anew at the same moment take the old one away.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { installedAddon } from '../../scripts/tensorflow-addon.mjs';
import { provideTensorFlow } from '../../scripts/tensorflow.mjs';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const packageOf = (root: string): string => join(root, 'node_modules/@tensorflow/tfjs-node-gpu');

/** A checkout that has only the addon, as a link to ours. */
function checkout(): string {
  const root = temporaryFolder();
  mkdirSync(dirname(installedAddon(root)), { recursive: true });
  symlinkSync(realpathSync(installedAddon(projectRoot)), installedAddon(root));
  return root;
}

async function installAnew(root: string): Promise<void> {
  await sleep(3_000);
  rmSync(join(root, 'node_modules'), { recursive: true });
  mkdirSync(packageOf(root), { recursive: true });
  cpSync(join(packageOf(projectRoot), 'package.json'), join(packageOf(root), 'package.json'));
}

const context = (root: string): Parameters<typeof provideTensorFlow>[0] => ({
  ...{ root, env: process.env, verify: false },
  say: () => undefined,
});

test('the addon is there after packages were installed anew', async () => {
  const root = checkout();
  const packages = installAnew(root);
  await Promise.all([provideTensorFlow(context(root), packages), packages]);
  assert.ok(existsSync(installedAddon(root)));
});

test('an addon that works is left as it is if the packages are complete', async () => {
  const root = checkout();
  assert.match(await provideTensorFlow(context(root), null), /^TensorFlow 2/);
  assert.ok(existsSync(installedAddon(root)));
});
