// The story of a run that failed in between, was paused, continued, forked and taken back, as the commands tell it:
// who, when, why, every attempt, and what it cost.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { followRun } from '../../control/execution/follow-run.js';
import { stopRun } from '../../control/execution/stop-run.js';
import { forkRun } from '../../control/runs/fork-run.js';
import { EaganError } from '../../domain/errors.js';
import type { Actor } from '../../domain/ledger/actor.js';
import { expectedSteps } from '../../domain/plan/index.js';
import { readRun } from '../../store/index.js';
import { runEagan, type CommandOutput } from '../cli/support.js';
import { calculatedTrainer, heldAt, untilAsked } from '../support/calculated-trainer.js';
import { quickStore } from '../support/quick-store.js';
import { tinyPipeline, withServer } from '../support/runs.js';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.js';

const onServer = withServer();
const failing = 'generator/gen-000/train/segment-01';
const held = 'discriminator/gen-000/train/segment-00';
const takenBack = 'discriminator/gen-001';
const anna: Actor = { user: 'anna', host: 'here', declared: 'Anna Example', reason: 'first try' };
const ben: Actor = { user: 'ben', host: 'there', reason: 'the machine is needed' };

const home = temporaryFolder();
let run = '';

/** `--json` lines of a command on the run. */
interface Line {
  readonly kind: string;
  readonly place?: string;
  readonly epoch: number;
  readonly by?: Actor;
  readonly [field: string]: unknown;
}

const eagan = (...argv: readonly string[]): Promise<CommandOutput> => runEagan([...argv, '--home', home]);

async function told(...filters: readonly string[]): Promise<Line[]> {
  const { exitCode, stdout } = await eagan('history', run, '--json', ...filters);
  assert.equal(exitCode, 0);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}

test('a run completes after a failure, a pause, a fork and steps that were taken back', async () => {
  const store = await quickStore(join(home, 'store'));
  const isHeld = heldAt(held);
  const trainer = calculatedTrainer(store, (place, time, signal) => {
    if (place === failing && time === 1)
      throw new EaganError('EAGAN_TRAINER_KILLED', 'the trainer was ended with SIGKILL');
    return isHeld(place, time, signal);
  });
  await onServer().withRun('story', store, trainer, async (scene) => {
    const { session, follow, now } = scene;
    run = scene.run.frozen.run;
    await ensureStarted(session, store, scene.run, { by: anna });
    await untilAsked(trainer, held);
    assert.equal((await stopRun({ kind: 'pause', by: ben }, follow().request))?.status, 'paused');
    await ensureStarted(session, store, await now(), { by: { ...anna, reason: 'the night is mine' } });
    assert.equal((await followRun(follow().request, session))?.status, 'completed');
    await forkRun(store, await now(), { at: 'final', set: [], directory: home, by: ben });
    await ensureStarted(session, store, await now(), { by: ben, from: takenBack });
    assert.equal((await followRun(follow().request, session))?.status, 'completed');
  });
});
after(() => removeFolder(home));

test('what people asked for is told in order, with who and why', async () => {
  const people = await told('--people');
  assert.deepEqual(
    people.map(({ kind, epoch, by }) => [kind, epoch, by?.user, by?.reason]),
    [
      ['started', 1, 'anna', 'first try'],
      ['requested', 1, 'ben', 'the machine is needed'],
      ['started', 2, 'anna', 'the night is mine'],
      ['forked', 2, 'ben', 'the machine is needed'],
      ['superseded', 3, 'ben', 'the machine is needed'],
      ['started', 3, 'ben', 'the machine is needed'],
    ],
  );
  const { stdout } = await eagan('history', run, '--people');
  assert.match(stdout, /started .*epoch 1, by anna on here as "Anna Example": "first try", from the beginning/);
  assert.match(stdout, /requested .*to pause, by ben on there: "the machine is needed"/);
  assert.match(stdout, /started .*epoch 2, .*from discriminator/);
});

test('each start names the program that ran', async () => {
  for (const { running } of await told('--kind', 'started'))
    assert.equal((running as { readonly node: string }).node, process.version);
});

test('every step of the plan is told, and those that were taken back stay, marked with the epoch that did it', async () => {
  const plan = (await expectedSteps(tinyPipeline, 500)).map(({ place }) => place);
  const steps = await told('--kind', 'step');
  const standing = steps.filter(({ takenBackIn }) => takenBackIn === undefined);
  assert.deepEqual(standing.map(({ place }) => place).sort(), plan.sort());
  const gone = steps.filter(({ takenBackIn }) => takenBackIn !== undefined);
  assert.ok(gone.length > 0);
  for (const { epoch, takenBackIn } of gone) assert.ok(takenBackIn === 3 && epoch < 3);
  assert.ok(
    steps.every(({ outputs, circumstances }) => outputs && circumstances),
    'each has the fields of its record',
  );
});

test('what was taken back names the steps that stood there before, and the result that the run had', async () => {
  const [line, ...others] = await told('--kind', 'superseded');
  const { steps, resultDigest } = line!.stoodBefore as { steps: readonly Line[]; resultDigest: string };
  assert.equal(others.length, 0);
  const gone = (await told('--kind', 'step')).filter(({ takenBackIn }) => takenBackIn === 3);
  assert.deepEqual(steps.map(({ place }) => place).sort(), gone.map(({ place }) => place).sort());
  const result = (await readRun((await quickStore(join(home, 'store'))).refs, run))!.result!.resultDigest;
  assert.equal(resultDigest, result, 'the same steps gave the same result again');
  const { stdout } = await eagan('history', run, '--kind', 'superseded');
  assert.match(stdout, new RegExp(`${steps.length} steps stood there before, the result was ${result.slice(0, 12)}`));
});

test('attempts are numbered over all epochs, and tell how they ended', async () => {
  const attempts = await told('--kind', 'attempt');
  const at = (place: string): unknown[] =>
    attempts.filter((line) => line.place === place).map(({ number, outcome, code }) => [number, outcome, code]);
  assert.deepEqual(at(failing), [
    [1, 'failed', 'EAGAN_TRAINER_KILLED'],
    [2, 'finished', undefined],
  ]);
  assert.deepEqual(
    at(held).map((each) => (each as unknown[]).slice(0, 2)),
    [
      [1, 'interrupted'],
      [2, 'finished'],
    ],
  );
  const { stdout } = await eagan('history', run, '--attempts', '--stage', 'generator');
  assert.match(stdout, /attempt 1 failed, .* on here, EAGAN_TRAINER_KILLED: the trainer was ended with SIGKILL/);
});

test('a generation ends with its costs, its front and its hypervolume', async () => {
  const ends = await told('--kind', 'generation');
  assert.deepEqual(
    ends.map(({ stage, generation, epoch }) => [stage, generation, epoch]),
    [
      ['generator', 0, 1],
      ['generator', 1, 1],
      ['discriminator', 0, 2],
      ['discriminator', 1, 2],
      ['discriminator', 1, 3],
    ],
  );
  const [first] = ends as unknown as readonly {
    readonly cost: { readonly steps: number; readonly withoutResult: { readonly failed: number } };
    readonly front: { readonly individuals: readonly string[]; readonly hypervolume: number };
  }[];
  assert.equal(first!.cost.withoutResult.failed, 1);
  assert.equal(first!.cost.steps, 2 + tinyPipeline.stages[0]!.population + 1);
  assert.ok(first!.front.individuals.length > 0 && first!.front.hypervolume > 0);
  const { stdout } = await eagan('history', run, '--generation', '0', '--stage', 'generator');
  assert.match(stdout, /closed: wall .*, 1 attempt failed \(device .*\), front of \d+: g000-i0.*, hypervolume /);
});

test('filters go together, and one that means nothing says what there is', async () => {
  const places = (await told('--stage', 'generator', '--generation', 'gen-001', '--kind', 'evaluate')).filter(
    ({ kind }) => kind === 'step',
  );
  assert.equal(places.length, tinyPipeline.stages[0]!.population);
  assert.deepEqual(await told('--since', '2999-01-01'), []);
  assert.match((await eagan('history', run, '--since', '2999-01-01')).stderr, /has no such entry yet/);
  for (const [option, value, message] of [
    ['--stage', 'encoder', /one of data, generator, discriminator, final \(got encoder\)/],
    ['--generation', '7', /from 0 to 1/],
    ['--kind', 'step-up', /one of run, step, attempt/],
    ['--since', 'noon', /It must be a time like/],
  ] as const) {
    const { exitCode, stderr } = await eagan('history', run, option, value);
    assert.deepEqual([exitCode, stderr.includes('EAGAN_USAGE')], [2, true], option);
    assert.match(stderr, message);
  }
});

test('a run that has ended is followed to its end at once', async () => {
  const [followed, once] = [await eagan('history', run, '--follow'), await eagan('history', run)];
  assert.deepEqual([followed.exitCode, followed.stdout], [0, once.stdout]);
});

interface Cost {
  readonly steps: number;
  readonly deviceMs: number;
  readonly withoutResult: { readonly failed: number; readonly interrupted: number };
}

test('costs add up: stages and kinds together are the whole, and what was taken back is a part of it', async () => {
  const { exitCode, stdout } = await eagan('cost', run, '--json');
  assert.equal(exitCode, 0);
  const { total, stages, kinds, takenBack } = JSON.parse(stdout) as {
    readonly total: Cost;
    readonly takenBack: Cost;
    readonly stages: readonly { readonly stage: string; readonly cost: Cost }[];
    readonly kinds: readonly { readonly cost: Cost }[];
  };
  const steps = (await told('--kind', 'step')).length;
  assert.equal(total.steps, steps);
  assert.equal(takenBack.steps, (await told('--kind', 'step')).filter(({ takenBackIn }) => takenBackIn).length);
  assert.deepEqual([total.withoutResult.failed, total.withoutResult.interrupted], [1, 1]);
  for (const groups of [stages, kinds]) {
    assert.equal(
      groups.reduce((sum, { cost }) => sum + cost.steps, 0),
      total.steps,
    );
    assert.equal(
      groups.reduce((sum, { cost }) => sum + cost.deviceMs, 0),
      total.deviceMs,
    );
  }
  assert.deepEqual(
    stages.map(({ stage }) => stage),
    ['data', 'generator', 'discriminator', 'final'],
  );
  const text = (await eagan('cost', run)).stdout;
  assert.match(text, /1 attempt failed, 1 attempt interrupted/);
  assert.match(text, /^ {2}gen-000 /m);
  assert.match(text, /steps were taken back: device .* of the above/);
});

test('status keeps the first start, and shows when the newest execution began', async () => {
  const { stdout } = await eagan('status', run, '--json');
  const { startedAt, resumedAt, epoch } = JSON.parse(stdout) as Record<string, unknown>;
  const starts = (await told('--kind', 'started')).map(({ at }) => at);
  assert.deepEqual([startedAt, epoch], [starts[0], 3]);
  assert.equal(resumedAt, starts[2]);
});
