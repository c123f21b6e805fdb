// `--reason`: every command that changes a run has it.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Command } from 'commander';
import type { CommandModule, Context } from '../../cli/command.js';
import { projectRoot } from '../support/project.js';
import { runEagan } from './support.js';

/** Commands that change a run, or what the store keeps of runs. */
const changing = ['attach', 'cancel', 'fork', 'gc', 'matrix', 'pause', 'resume', 'run'];
/** All others. A new command must be put on one of these lists. */
const others = [
  ...[
    'compare',
    'completion',
    'cost',
    'dataset',
    'doctor',
    'drill',
    'explain',
    'export',
    'history',
    'init',
    'latency',
    'lineage',
    'logs',
    'metrics',
  ],
  // `server` starts and stops processes: a run goes on as it was when they start again. `worker` works for any run.
  ...[
    'plan',
    'plot',
    'report',
    'sample',
    'select',
    'server',
    'setup',
    'show',
    'status',
    'trust',
    'validate',
    'verify',
    'worker',
  ],
];

const files = readdirSync(join(projectRoot, 'cli', 'commands')).map((file) => file.replace(/\.ts$/, ''));

test('every command is known to change runs, or to change none', () => {
  assert.deepEqual(files.sort(), [...changing, ...others].sort());
});

async function optionsOf(name: string): Promise<string[]> {
  const { command } = (await import(`../../cli/commands/${name}.js`)) as { command: CommandModule };
  const cli = new Command(name);
  command.register(cli, {} as Context);
  return cli.options.map(({ flags }) => flags);
}

for (const name of changing)
  test(`eagan ${name} has --reason`, async () => {
    assert.ok((await optionsOf(name)).includes('--reason <text>'));
  });

test('a reason that nobody could read is refused before anything happens', async () => {
  for (const name of changing) {
    const argv = [
      name,
      ...(name === 'run' || name === 'matrix' ? ['pipelines/tiny.yaml'] : ['a-run']),
      ...(name === 'fork' ? ['--at', 'final'] : []),
    ];
    const { exitCode, stderr } = await runEagan([
      ...(name === 'gc' ? ['gc'] : argv),
      '--reason',
      'a\x07b',
      '--home',
      '/nowhere',
    ]);
    assert.equal(exitCode, 2, name);
    assert.match(stderr, /EAGAN_USAGE: --reason must be one line/, name);
  }
});
