// A real tiny run in its own processes: its end prints the head, and its export is checked without eagan.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parquetReadObjects } from 'hyparquet';
import { needsPython, UnpackedExport, type Loose } from '../support/audit-export.js';
import { Home } from '../support/home.js';
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
