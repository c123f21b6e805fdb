// `npm run golden` on bad input: each bad file is named and counted, and the others are still checked.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { changedStep, goldenFile } from './support.js';

const step = 'step_odd_edges.safetensors';

function golden(...args: string[]): { exitCode: number | null; lines: string[] } {
  const main = join(projectRoot, 'dist', 'tools', 'golden', 'main.js');
  const { status, stdout } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
  return { exitCode: status, lines: stdout.trimEnd().split('\n') };
}

const bad: readonly [name: string, content: () => Uint8Array | string, complaint: RegExp][] = [
  ['cut-header.safetensors', () => readFileSync(goldenFile(step)).subarray(0, 100), /header is truncated/],
  ['cut-data.safetensors', () => readFileSync(goldenFile(step)).subarray(0, 100_000), /must be complete/],
  ['empty.safetensors', () => '', /header is truncated/],
  [
    'no-metadata.safetensors',
    () => changedStep(step, ({ metadata }) => Object.keys(metadata).forEach((key) => delete metadata[key])),
    /the metadata must have latent_dim/,
  ],
  [
    'bad-metadata.safetensors',
    () => changedStep(step, ({ metadata }) => void (metadata.generator = '[[1,')),
    /the metadata's generator must be JSON/,
  ],
  [
    'illegal.safetensors',
    () =>
      changedStep(
        step,
        ({ metadata }) => void (metadata.generator = '[[0,0,0,0,1,1,1],[0,0,1,1,1,1,1],[0,0,1,1,1,1,1]]'),
      ),
    /illegal genotype: cell 1 of the generator: n0, n1 must not all be 0/,
  ],
  [
    'no-tensor.safetensors',
    () => changedStep(step, ({ tensors }) => void tensors.delete('after.D.l5.weight_u')),
    /must have the tensor after\.D\.l5\.weight_u/,
  ],
  [
    'other-shape.safetensors',
    () => changedStep(step, ({ metadata }) => void (metadata.gf_dim = '5')),
    /must have the shape/,
  ],
  [
    'other-latent.safetensors',
    () => changedStep(step, ({ metadata }) => void (metadata.latent_dim = '7')),
    /latent \/ 3 must be a positive integer/,
  ],
  ['broken.json', () => '[{"fid": 1,', /it must be JSON/],
  ['metrics.json', () => '[]', /at least one case/],
  ['non_dominated_sorting.json', () => '{"points": [[1, 2]]}', /must have points_minimise, fronts, crowding/],
  ['illegal_D.npy', () => genotypeWith(0), /illegal genotype: cell 1 of the discriminator: n0 must be 1 to 6/],
  ['short.npy', () => readFileSync(sample()).subarray(0, 200), /168 bytes of numbers must follow the header/],
  ['no.npy', () => 'no array at all', /must be a NumPy file/],
];

/** A NumPy file of three cells [gene, 0, 3, 0, 1, −1, −1]. */
function genotypeWith(gene: number): Uint8Array {
  const header = `{'descr': '<i8', 'fortran_order': False, 'shape': (3, 7), }`.padEnd(117) + '\n';
  const bytes = Buffer.alloc(10 + header.length + 21 * 8);
  bytes.write('\x93NUMPY\x01\x00', 'latin1');
  bytes.writeUInt16LE(header.length, 8);
  bytes.write(header, 10, 'latin1');
  [gene, 0, 3, 0, 1, -1, -1].forEach((value, i) => {
    for (let cell = 0; cell < 3; cell++) bytes.writeBigInt64LE(BigInt(value), 10 + header.length + (cell * 7 + i) * 8);
  });
  return bytes;
}

function sample(): string {
  const path = join(temporaryFolder(), 'fine_D.npy');
  writeFileSync(path, genotypeWith(3));
  return path;
}

/** Tensors of a kind that this version does not check: no part of a step and no settings. */
function featuresFile(): Buffer {
  const tensor = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
  const header = Buffer.from(JSON.stringify({ features: tensor }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(4)]);
}

test('bad files and missing paths are named and counted, good files are still checked, and other files are ignored', () => {
  const folder = temporaryFolder();
  for (const [name, content] of bad) writeFileSync(join(folder, name), content());
  mkdirSync(join(folder, 'below'));
  copyFileSync(goldenFile(step), join(folder, 'below', step));
  copyFileSync(goldenFile('parameter_counts.json'), join(folder, 'below', 'other-name.json'));
  copyFileSync(sample(), join(folder, 'below', 'fine_D.npy'));
  writeFileSync(join(folder, 'README.md'), 'nothing to check');
  writeFileSync(join(folder, 'package.json'), '{"name": "no golden file"}');
  writeFileSync(join(folder, 'features.safetensors'), featuresFile());
  const { exitCode, lines } = golden(join(folder, 'missing'), folder);
  assert.equal(exitCode, 1);
  assert.equal(lines.at(-1), `3 passed, ${bad.length + 1} failed`);
  for (const [name, , complaint] of bad) {
    const at = lines.findIndex((line) => line.startsWith('FAILED') && line.endsWith(join('/', name)));
    assert.ok(at >= 0, `${name} is not named`);
    assert.match(lines[at + 1]!, complaint);
  }
  assert.match(lines[0]!, /^FAILED .*missing$/);
  assert.match(lines[1]!, /no such file or directory/);
  for (const name of ['README.md', 'package.json', 'features.safetensors'])
    assert.ok(
      lines.some((line) => line.startsWith('ignored') && line.includes(name)),
      name,
    );
});

test('a single good file is enough for exit code 0', () => {
  const { exitCode, lines } = golden(goldenFile('parameter_counts.json'));
  assert.equal(lines.at(-1), '1 passed, 0 failed');
  assert.equal(exitCode, 0);
});

test('an empty folder and a folder without a golden file fail', () => {
  const [empty, other] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(other, 'notes.txt'), 'nothing');
  assert.deepEqual([golden(empty).exitCode, golden(other).exitCode], [1, 1]);
  assert.match(golden(empty).lines.join('\n'), /the folder is empty\n0 passed, 1 failed/);
});

test('an unknown option is refused, and the usage is shown', () => {
  const { exitCode, lines } = golden('--quick');
  assert.equal(exitCode, 2);
  assert.match(lines.join('\n'), /there is no option --quick\n\nusage: npm run golden/);
});
