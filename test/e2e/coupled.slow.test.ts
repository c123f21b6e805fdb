// Both networks are searched at once, then generators against the discriminator of the best pair. The run is verified
// and run again under kills.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { WinnerArtifact } from '../../domain/steps/artifacts.js';
import { halvesOf } from '../../domain/search/pairs.js';
import type { OpponentArchitecture } from '../../domain/steps/step-parameters.js';
import type { DrillReport } from '../../tools/drill/types.js';
import { coupledText } from '../support/coupled-pipeline.js';
import { Home } from '../support/home.js';

const home = new Home();
after(() => home.remove());
const file = join(home.folder, 'coupled.yaml');
writeFileSync(file, coupledText);
const short = [file, '--set', 'stageDefaults.generations=1'];

interface Manifest {
  readonly architectures: Readonly<Record<'generator' | 'discriminator', OpponentArchitecture>>;
  readonly winners: Readonly<Record<'coupled' | 'generator', WinnerArtifact>>;
}

test('the discriminator of the best pair opposes the next stage and is exported with that stage’s generator', () => {
  const ran = home.eagan('run', ...short);
  assert.equal(ran.exitCode, 0, ran.stderr);
  assert.match(ran.stderr, /coupled: closed, the winning pair has [\d,]+ parameters/);
  const { run } = home.onlyRun();
  const read = <T>(name: string): T => JSON.parse(readFileSync(join(home.folder, 'runs', run, name), 'utf8')) as T;
  const { architectures, winners } = read<Manifest>('manifest.json');
  assert.equal(winners.coupled.searched, 'both');
  const { discriminator } = halvesOf(winners.coupled.winner.individual.genotype);
  const { genotype: generator } = winners.generator.winner.individual;
  const expected = {
    generator: { form: 'standalone', genotype: generator },
    discriminator: { form: 'standalone', genotype: discriminator },
  };
  assert.deepEqual(architectures, expected);
  const { generator: g, discriminator: d } = read<typeof architectures>('genotype.json');
  assert.deepEqual({ generator: g, discriminator: d }, expected);
  const opened = home.history().find(({ step }) => step.place === 'generator/open')!;
  assert.deepEqual((opened.step.parameters as { opponent: unknown }).opponent, expected.discriminator);
});

test('every step of the coupled stage gives the same bits when it is run again', () => {
  const { exitCode, stdout, stderr } = home.eagan('--json', 'verify', '--rerun', 'coupled');
  assert.equal(exitCode, 0, stderr);
  const { rerun } = JSON.parse(stdout) as { rerun: { place: string; verdict: string }[] };
  assert.deepEqual([...new Set(rerun.map(({ verdict }) => verdict))], ['same']);
  assert.ok(rerun.length >= 10, `${rerun.length}`);
});

test('a run that is killed while pairs are trained and judged ends with the same bits', () => {
  const { exitCode, stdout, stderr } = home.eagan('--json', 'drill', ...short, '--kills', '2', '--seed', '1');
  assert.equal(exitCode, 0, stderr + stdout);
  const report = JSON.parse(stdout) as DrillReport;
  assert.deepEqual([report.verdict, report.differences], ['same', []]);
  assert.ok(
    report.kills.some(({ counts, phase }) => counts && phase === 'coupled'),
    JSON.stringify(report.kills),
  );
});
