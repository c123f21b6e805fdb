// docs/after-the-search.md, run word for word: each of its commands works on the run of the one before, in one folder.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { MatrixOverview } from '../../control/matrix/overview.js';
import type { RunOverview } from '../../control/runs/run-overview.js';
import { Home } from '../support/home.js';
import { eaganProgram, projectRoot } from '../support/project.js';
import { patternOf } from '../support/shown-lines.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const home = new Home();
const folder = temporaryFolder();
cpSync(join(projectRoot, 'pipelines'), join(folder, 'pipelines'), { recursive: true });
after(() => home.remove());

const page = readFileSync(join(projectRoot, 'docs', 'after-the-search.md'), 'utf8');
/** Each block of commands, with the lines that the page shows below it. */
const blocks = [...page.matchAll(/```sh\n([^]*?)\n```(?:\n\n```text\n([^]*?)\n```)?/g)].map(([, commands, shown]) => ({
  commands: commands!.split('\n'),
  shown: (shown ?? '').split('\n').filter((line) => line !== '' && line !== '…'),
}));

let source: RunOverview;

/** Runs a line of the page in a shell, as a reader does. */
function typed(line: string): string {
  const named = line.replaceAll(/\bRUN\b/g, () => source.run);
  const script = `eagan() { "${process.execPath}" "${eaganProgram}" --home "${home.folder}" "$@"; }\n${named}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, `${named}\n${stdout}${stderr}`);
  source ??= home.onlyRun();
  return stdout;
}

for (const { commands, shown } of blocks)
  test(commands.join(' · '), () => {
    const lines = commands.flatMap((command) => typed(command).split('\n'));
    assert.deepEqual(shown.filter((line) => !lines.some((told) => patternOf(line).test(told))), [], lines.join('\n')); // prettier-ignore
  });

test('the files that the page names are there', () => {
  const files = ['grid.png', 'report.html', 'winner/README.md', 'winner/node.mjs', 'random.html', 'settings.svg'];
  assert.deepEqual(files.filter((name) => !existsSync(join(folder, name))), []); // prettier-ignore
});

test('forks share what is before their places, and a longer training goes on from the first one', () => {
  const forks = home.runs().filter(({ forkedFrom }) => forkedFrom !== null);
  assert.equal(forks.length, 3);
  assert.equal(new Set([source, ...forks].map(({ resultDigest }) => resultDigest)).size, 4);
  const computedBy = (set: string): string[] => {
    const { run } = forks.find(({ options }) => options.some((option) => option.includes(set)))!;
    return home.history(run).flatMap(({ step, circumstances }) => (circumstances.run === run ? [step.place] : []));
  };
  const longer = computedBy('finalTraining.duration');
  assert.ok(!longer.includes('final/train/segment-00') && longer.includes('final/train/segment-02'), longer.join());
  const reseeded = computedBy('finalTraining.seed');
  assert.ok(reseeded.includes('final/open') && !reseeded.some((place) => place.startsWith('discriminator/')));
});

test('a matrix finds the runs that are there, shares equal steps, and knows its settings', () => {
  const matrix = home.json<MatrixOverview & { settings: readonly { runs: string[] }[] }>('status', 'random');
  assert.equal(matrix.members[0]!.run, source.run);
  assert.deepEqual(matrix.settings.map(({ runs }) => runs.length), [2, 2]); // prettier-ignore
  const runs = new Set(matrix.members.map(({ run }) => run));
  assert.equal(home.runs().length, runs.size + 3, 'the matrix of seeds made no other run than that of random search');
  const other = matrix.members[1]!.run;
  const shared = home.history(other).filter(({ circumstances }) => circumstances.run !== other);
  assert.deepEqual(shared.map(({ step }) => step.place).slice(0, 3), ['dataset', 'extractor', 'reference']); // prettier-ignore
});
