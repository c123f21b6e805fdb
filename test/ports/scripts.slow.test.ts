// The scripts of a winner's folder, run as people run them: Node, a browser, PyTorch and ONNX. They make the image of
// the exported latent. EAGAN_EVERY_OPERATION=1: for generators that together have every operation on every edge, which
// tfjs.test.ts tries in one process. EAGAN_WINNERS: more folders that `eagan export --winner` wrote.
// EAGAN_TORCH_PYTHON and EAGAN_PUBLISHED: a Python with PyTorch, and a checkout of the published code.
// EAGAN_ONNX_MODULES: a node_modules with onnxruntime-node.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, createReadStream, existsSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { noChromium } from '../../scripts/chromium.mjs';
import { Browser } from '../support/browser.js';
import { projectRoot } from '../support/project.js';
import { coveringPairs } from '../support/sample-genotypes.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { folderOf, randomWinner, tolerance } from './support.js';

const {
  EAGAN_WINNERS,
  EAGAN_EVERY_OPERATION,
  EAGAN_TORCH_PYTHON: python = 'python3',
  EAGAN_PUBLISHED: published,
} = process.env;
const onnxModules = process.env.EAGAN_ONNX_MODULES ?? join(projectRoot, 'node_modules');

const folders = new Map<string, string>([
  ...coveringPairs()
    .slice(0, EAGAN_EVERY_OPERATION === '1' ? undefined : 2)
    .map((pair, index): [string, string] => [`every operation ${index}`, folderOf(randomWinner(pair, 8))]),
  ...(EAGAN_WINNERS ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((path): [string, string] => [path, resolve(path)]),
]);
const differences = new Map<string, Map<string, number>>();

/** Reads what a script prints, and keeps it for the table. */
function judge(port: string, name: string, printed: string): void {
  const found = /largest difference ([\d.e+-]+)/.exec(printed);
  assert.ok(found, printed);
  const apart = Number(found[1]);
  differences.set(name, (differences.get(name) ?? new Map<string, number>()).set(port, apart));
  assert.ok(apart < tolerance, `${port}, ${name}: the images differ by ${apart}`);
}

function run(program: string, args: readonly string[], cwd: string): string {
  const { stdout, stderr, status } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** A copy of the folder with packages: scripts look for them beside themselves. */
function besidePackages(folder: string, packages: string): string {
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true });
  symlinkSync(packages, join(copy, 'node_modules'));
  return copy;
}

const noOnnx = existsSync(join(onnxModules, 'onnxruntime-node')) ? false : 'the package onnxruntime-node is not installed'; // prettier-ignore
const noTorch = withoutTorch();
const noBrowser = noChromium() ?? false;

function withoutTorch(): string | false {
  if (published === undefined) return 'EAGAN_PUBLISHED names no checkout of github.com/marsggbo/EAGAN';
  const { status } = spawnSync(python, ['-c', 'import torch']);
  return status === 0 ? false : `${python} has no PyTorch`;
}

test('the script for Node makes the image with TensorFlow.js', () => {
  for (const [name, folder] of folders)
    judge('Node', name, run(process.execPath, ['node.mjs'], besidePackages(folder, join(projectRoot, 'node_modules'))));
});

test('the script for Node makes the image with ONNX', { skip: noOnnx }, () => {
  for (const [name, folder] of folders)
    judge('ONNX', name, run(process.execPath, ['onnx.mjs'], besidePackages(folder, onnxModules)));
});

test('the script for PyTorch loads the published class strictly and makes the image', { skip: noTorch }, () => {
  for (const [name, folder] of folders)
    judge('PyTorch', name, run(python, ['-W', 'ignore', 'pytorch.py', resolve(published!)], folder));
});

let browser: Browser | undefined;
before(async () => {
  if (!noBrowser) browser = await Browser.start();
});
after(() => browser?.close());

test('the page makes the image in a browser', { skip: noBrowser }, async () => {
  for (const [name, folder] of folders) {
    const server = createServer(({ url }, answer) => {
      const path = join(url!.startsWith('/node_modules/') ? projectRoot : folder, new URL(url!, 'http://x').pathname);
      answer.setHeader('content-type', path.endsWith('.html') ? 'text/html' : path.endsWith('.js') ? 'text/javascript' : 'application/octet-stream'); // prettier-ignore
      createReadStream(path).on('error', () => answer.writeHead(404).end()).pipe(answer); // prettier-ignore
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const page = await browser!.page(400, 300);
    await page.goTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/browser.html`);
    const text = await page.showing([/largest difference/]);
    judge('Chromium', name, text);
    server.closeAllConnections();
    server.close();
  }
});

test('the largest differences, as a table', (context: TestContext) => {
  const ports = ['Node', 'Chromium', 'PyTorch', 'ONNX'];
  context.diagnostic(['generator', ...ports].join(' | '));
  for (const [name, found] of differences)
    context.diagnostic([name, ...ports.map((port) => found.get(port)?.toExponential(1) ?? '–')].join(' | '));
  assert.ok(differences.size >= folders.size);
});
