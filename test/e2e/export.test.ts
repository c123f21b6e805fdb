// A real tiny run in its own processes: its end prints the head, its export is checked without eagan, its winner leaves
// for TensorFlow.js, and images are drawn from it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parquetReadObjects } from 'hyparquet';
import { needsPython, UnpackedExport, type Loose } from '../support/audit-export.js';
import { Home } from '../support/home.js';
import { filesBelow } from '../support/files-below.js';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const home = new Home();
after(() => home.remove());

test('a real run leaves audit.json, prints its head, and its export passes both checkers with all exported files', async () => {
  const ran = home.eaganShowing('run', 'pipelines/tiny.yaml');
  assert.equal(ran.exitCode, 0);
  const { run, resultDigest, head } = home.onlyRun();
  assert.ok(head && head.sequence > 40);
  assert.match(ran.stdout, /^head {6}[0-9a-f]{64}$/m);
  const left = JSON.parse(readFileSync(join(home.folder, 'runs', run, 'audit.json'), 'utf8')) as Loose;
  assert.equal(left.statement.resultDigest, resultDigest);
  const zip = join(temporaryFolder(), 'out.zip');
  const { exitCode, stderr } = home.eagan('export', run, '--audit', zip);
  assert.equal(exitCode, 0, stderr);
  const audit = UnpackedExport.of(zip);
  const checks = [audit.check(), audit.check('--head', head.digest), audit.check('--head', join(home.folder, 'runs', run, 'audit.json'))]; // prettier-ignore
  for (const { output, exitCode: verdict } of [...checks, ...(needsPython ? [] : [audit.checkInPython()])])
    assert.equal(verdict, 0, output);
  const { exports } = (audit.json('audit.json') as Loose).statement;
  const files = ['genotype.json', 'manifest.json', 'pipeline.yaml', 'samples.png', 'weights.safetensors'];
  assert.deepEqual(Object.keys(exports as object).sort(), files);
  for (const name of files)
    assert.ok(
      readFileSync(audit.path(`results/${name}`)).equals(readFileSync(join(home.folder, 'runs', run, name))),
      name,
    );
  const file = readFileSync(audit.path('candidates.parquet'));
  const rows = await parquetReadObjects({ file: file.buffer.slice(file.byteOffset, file.byteOffset + file.length) });
  assert.ok(rows.length > 8);
  for (const row of rows) assert.ok((row.seconds as number) > 0 && (row.parameters as number) > 0);
});

test('the winner leaves in a folder with digests, the same each time, whose script makes the exported image', () => {
  const [one, two] = [join(temporaryFolder(), 'winner'), join(temporaryFolder(), 'winner')];
  for (const folder of [one, two]) assert.equal(home.eagan('export', '--winner', folder).exitCode, 0);
  const files = filesBelow(one)
    .map((path) => path.slice(one.length + 1))
    .sort();
  assert.ok(files.length > 15, files.join());
  for (const path of files) assert.ok(readFileSync(join(one, path)).equals(readFileSync(join(two, path))), path);
  const sums = readFileSync(join(one, 'SHA256SUMS'), 'utf8').trim().split('\n').map((line) => line.split('  ')); // prettier-ignore
  assert.deepEqual([...sums.map(([, path]) => path), 'SHA256SUMS'].sort(), files);
  for (const [digest, path] of sums)
    assert.equal(
      createHash('sha256')
        .update(readFileSync(join(one, path!)))
        .digest('hex'),
      digest,
    );
  const { generator, run } = JSON.parse(readFileSync(join(one, 'genotype.json'), 'utf8')) as { generator: { cells: unknown[] }; run: string }; // prettier-ignore
  assert.equal(run, home.onlyRun().run);
  assert.match(JSON.stringify(generator.cells[0]), /^\{"n0":"\w+",.*"u1":"(nearest|bilinear|conv_transpose)"\}$/);
  symlinkSync(join(projectRoot, 'node_modules'), join(one, 'node_modules'));
  const { stdout, stderr } = spawnSync(process.execPath, ['node.mjs'], { cwd: one, encoding: 'utf8' });
  const apart = Number(/largest difference ([\d.e-]+)/.exec(stdout)?.[1]);
  assert.ok(apart < 1e-5, stdout + stderr);
  const { folder: kept } = home.json<{ folder: string }>('export', '--winner');
  assert.equal(kept, join(home.folder, 'runs', run, 'winner'));
  for (const path of files) assert.ok(readFileSync(join(kept, path)).equals(readFileSync(join(two, path))), path);
  for (const wrong of ['', run.slice(0, -2)]) {
    const refused = home.eagan('export', '--winner', wrong);
    assert.deepEqual([refused.exitCode, /EAGAN_USAGE: --winner must be followed by/.test(refused.stderr)], [2, true]);
  }
  const again = home.eagan('export', '--winner', two);
  assert.deepEqual([again.exitCode, again.stderr.includes('EAGAN_FILE_EXISTS')], [2, true], again.stderr);
});

test('the same seed draws the same images, however many, from the winner and from an individual', () => {
  const [few, more] = [join(temporaryFolder(), 'few'), join(temporaryFolder(), 'more')];
  assert.equal(home.eagan('sample', '--output', more, '--images', '103', '--seed', '3').exitCode, 0);
  assert.equal(home.eagan('sample', '--output', few, '--images', '2', '--seed', '3').exitCode, 0);
  assert.deepEqual(readdirSync(few).sort(), ['00000.png', '00001.png', 'samples.json']);
  for (const name of ['00000.png', '00001.png'])
    assert.ok(readFileSync(join(few, name)).equals(readFileSync(join(more, name))), name);
  assert.equal(readdirSync(more).length, 104);
  const forced = home.eagan('sample', '--output', more, '--images', '2', '--seed', '4', '--force');
  assert.equal(forced.exitCode, 0, forced.stderr);
  assert.deepEqual(readdirSync(more).sort(), readdirSync(few).sort());
  assert.ok(!readFileSync(join(few, '00000.png')).equals(readFileSync(join(more, '00000.png'))), 'another seed');
  const grid = join(temporaryFolder(), 'grid.png');
  const drawn = home.eagan('--json', 'sample', '--output', grid, '--images', '5', '--individual', 'generator/g000-i00');
  assert.equal(drawn.exitCode, 0, drawn.stderr);
  assert.equal((JSON.parse(drawn.stdout) as { individual: string }).individual, 'generator/g000-i00');
  assert.equal(readFileSync(grid).subarray(1, 4).toString(), 'PNG');
});
