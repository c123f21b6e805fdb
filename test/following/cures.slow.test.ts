// Each code that can end a run, except those about images: the run ends with the code, and each command that its cure
// prints helps.
import assert from 'node:assert/strict';
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { executionOf } from '../../control/execution/open-steps.js';
import { findOrFreeze, type RunRequest } from '../../control/runs/freeze-run.js';
import { followRun } from '../../control/execution/follow-run.js';
import { createOutput } from '../../terminal/output.js';
import { addPipelineOptions } from '../../terminal/pipeline-options.js';
import { requirePipeline } from '../../control/runs/pipeline-file.js';
import { runFailed } from '../../cli/run-end.js';
import { requestOf } from '../../cli/commands/run.js';
import type { EvaluationArtifact } from '../../domain/steps/artifacts.js';
import { EaganError, errorCatalogue, type ErrorCode } from '../../domain/errors.js';
import { digestJson } from '../../domain/digest.js';
import { getJson, putJson } from '../../domain/steps/objects.js';
import { runEndings, stateOf } from '../../domain/runs/run-ends.js';
import { type RunState } from '../../domain/runs/run-state.js';
import { ingestStep } from '../../domain/plan/index.js';
import { stepKey } from '../../domain/steps/step.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import type { RunInStore, Store } from '../../store/index.js';
import { calculatedTrainer, type CalculatedTrainer } from '../support/calculated-trainer.js';
import { commandsIn, drivenBy } from '../support/cures.js';
import { eventually } from '../support/processes.js';
import { withServer, type Scene } from '../support/runs.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { emptyStore } from '../support/quick-store.js';

const onServer = withServer();
const folder = temporaryFolder();

const short = `version: 1
seed: 1
dataset: { kind: shapes, images: 600 }
networks: { generator: { channels: 4, latent: 12 }, discriminator: { channels: 4 } }
metrics: { extractor: { kind: classifier, features: 16 }, images: 50 }
training: { batch: { discriminator: 4, generator: 8 }, segmentIterations: 8 }
finalTraining:
  duration: { steps: 8 }
  networks:
    generator: { from: builtin, genotype: plain-g }
    discriminator: { from: builtin, genotype: simple }
stages: []
`;
const searching = short.replace(
  'stages: []',
  `stages:
  - id: generator
    search: generator
    space: narrow
    pairing: manyToOne
    population: 4
    generations: 1
    warmup: { steps: 8 }
    duration: { steps: 8 }
    objectives: { frechetDistance: minimize, parameters: minimize }
    opponent: { from: builtin, genotype: simple }
searchSpaces:
  narrow:
    network: generator
    operations: { up: [nearest, bilinear], normal: [conv_1x1] }
    constraints: [{ kind: equalCells }]`,
);

/** A pipeline file of that name. Its path has a blank, which commands must quote. */
function fileOf(name: string, text: string): string {
  const file = join(folder, `${name} run.yaml`);
  writeFileSync(file, text.replace('version: 1', `version: 1\nname: ${name}`));
  return file;
}

/** The request that `eagan run` makes from these words. */
async function requestFor(...words: readonly string[]): Promise<RunRequest> {
  const cli = addPipelineOptions(new Command().exitOverride().argument('<file>')).option('--new').option('--fresh');
  cli.parse(words, { from: 'user' });
  const options = cli.opts<{ new?: boolean; fresh?: boolean; set?: string[]; seed?: string }>();
  const silent = { write: () => undefined };
  const output = createOutput(silent, silent, {}, false);
  const context = {
    output,
    environment: {},
    directory: folder,
    stateFolder: () => folder,
    namedStateFolder: () => folder,
    exitCode: 0,
  };
  const file = cli.args[0]!;
  return requestOf(file, requirePipeline(file, { ...options, directory: folder }), options, context);
}

/** Does what the command with these words does. */
async function type(words: readonly string[], { store, session, run, follow, toEnd }: Scene): Promise<RunState | null> {
  const [, command, ...rest] = words;
  if (command === 'run') return toEnd(await findOrFreeze(store, await requestFor(...rest)));
  assert.equal(command, 'resume', words.join(' '));
  assert.equal(rest[0], run.frozen.run);
  const from = rest[1] === '--from' ? rest[2] : undefined;
  await ensureStarted(session, store, run, { from });
  return followRun(follow().request, session);
}

interface Row {
  readonly code: ErrorCode;
  readonly text?: string;
  /** The file's text once the cause is gone. */
  readonly mended?: string;
  /** Changes the frozen pipeline without validation, so that it can be as one of an older version. */
  readonly past?: (request: RunRequest) => RunRequest;
  readonly before?: (store: Store, run: RunInStore) => Promise<void>;
  readonly trainer?: (store: Store, isBroken: () => boolean) => CalculatedTrainer;
  /** What happens while the run runs. */
  readonly meanwhile?: (scene: Scene) => Promise<void>;
}

/**
 * Ends a run with the row's code, removes the cause, and does a command of the cure. Gives how many commands the cure
 * has.
 */
async function drive(row: Row, choice: number): Promise<number> {
  const store = await emptyStore();
  let broken = true;
  const trainer = (row.trainer ?? throwing(row.code))(store, () => broken);
  const name = `${row.code.toLowerCase().replaceAll('_', '-')}-${choice}`;
  const asked = await requestFor(fileOf(name, row.text ?? short), '--seed', '3');
  return onServer().withRun(row.past?.(asked) ?? asked, store, trainer, async (scene) => {
    await row.before?.(store, scene.run);
    const ended = row.meanwhile ? scene.toEnd() : null;
    await row.meanwhile?.(scene);
    const state = await (ended ?? scene.toEnd());
    broken = false;
    assert.ok(state?.status === 'failed' || state?.status === 'blocked', `${row.code}: ${state?.status}`);
    assert.deepEqual([state.code, state.status], [row.code, stateOf(row.code)], state.message);
    const { cure } = runFailed(scene.run.frozen, state);
    const commands = commandsIn(cure!).filter(([, command]) => command !== 'server');
    assert.ok(commands.length > 0, cure);
    if (choice === 0 && row.mended !== undefined) fileOf(name, row.mended);
    const after = await type(commands[choice]!, scene);
    assert.equal(after?.status, 'completed', `${commands[choice]!.join(' ')}: ${JSON.stringify(after)}`);
    return commands.length;
  });
}

const throwing = (code: ErrorCode) => (store: Store, isBroken: () => boolean) =>
  calculatedTrainer(store, (place) => {
    if (place === 'dataset' && isBroken()) throw new EaganError(code, 'thrown by a test');
  });

/** Fakes twenty attempts at the first step that ended with this code: more than any limit. */
const attempted =
  (code: ErrorCode) =>
  async (store: Store, { frozen }: RunInStore) => {
    const { run, pipeline, contents, decoder } = frozen;
    const key = stepKey(ingestStep(pipeline, { contents, decoder }));
    const at = '2026-01-01T00:00:00.000Z';
    for (let attempt = 1; attempt <= 20; attempt++) {
      const fence = { epoch: 1, workflowRunId: 'before', activityId: '1', attempt };
      const claim = await store.claims.take(run, key, fence, {
        host: 'here',
        startedAt: at,
        fingerprint: '0'.repeat(64),
      });
      await claim.end({ at, code, message: 'so it ended', iteration: null });
    }
  };

const reading = (read: (store: Store) => Promise<unknown>) => (store: Store, isBroken: () => boolean) =>
  calculatedTrainer(store, async (place) => {
    if (place === 'extractor' && isBroken()) await read(store);
  });

/** Stores an object, damages its file and reads it. */
async function readSpoilt(store: Store): Promise<unknown> {
  const digest = await store.objects.put(Buffer.from('spoilt by a test'));
  const objects = join(store.folder, 'objects');
  const file = readdirSync(objects, { recursive: true, encoding: 'utf8' }).find(
    (name) => name.replaceAll(/\W/g, '') === digest || digest.endsWith(name.split('/').at(-1)!),
  )!;
  chmodSync(join(objects, file), 0o644);
  rmSync(join(objects, file));
  writeFileSync(join(objects, file), 'other bytes');
  return store.objects.get(digest);
}

/** A trainer that judges one individual under another protocol. */
const unequal = (store: Store, isBroken: () => boolean): CalculatedTrainer => {
  const trainer = calculatedTrainer(store);
  return {
    ...trainer,
    async run(task, options) {
      const ran = await trainer.run(task, options);
      if (!isBroken() || !task.step.place.endsWith('evaluate/01')) return ran;
      const artifact = await getJson<EvaluationArtifact>(store.objects, ran.result.outputs.evaluation!);
      const protocol = await putJson(store.objects, 'another protocol');
      const evaluation = await putJson(store.objects, { ...artifact, protocol });
      return { ...ran, result: { ...ran.result, outputs: { evaluation } } };
    },
  };
};

/** A trainer whose runtime differs from the one that the worker began with. */
const different = (store: Store, isBroken: () => boolean): CalculatedTrainer => {
  const trainer = calculatedTrainer(store);
  return {
    ...trainer,
    async run(task, options) {
      const ran = await trainer.run(task, options);
      return isBroken() ? { ...ran, identity: { ...ran.identity, tensorflow: 'another' } } : ran;
    },
  };
};

const special: readonly Row[] = [
  {
    code: 'EAGAN_BATCH_TOO_LARGE',
    text: searching.replace('discriminator: 4, generator', 'discriminator: 550, generator'),
    mended: searching,
    trainer: calculatedTrainerOf,
  },
  {
    code: 'EAGAN_SPACE_TOO_SMALL',
    text: searching,
    trainer: calculatedTrainerOf,
    past: (request) => {
      const [stage] = request.pipeline.stages;
      const pipeline = { ...request.pipeline, stages: [{ ...stage!, population: 64 }] };
      return { ...request, pipeline, digest: digestJson(pipeline) };
    },
  },
  { code: 'EAGAN_METRICS_UNEQUAL', text: searching, trainer: unequal },
  { code: 'EAGAN_TRAINER_DIFFERS', trainer: different },
  { code: 'EAGAN_OBJECT_MISSING', trainer: reading((store) => store.objects.get('f'.repeat(64))) },
  { code: 'EAGAN_OBJECT_CORRUPT', trainer: reading(readSpoilt) },
  {
    code: 'EAGAN_RUN_BLOCKED',
    trainer: (store, isBroken) =>
      calculatedTrainer(store, async (place, _, signal) => {
        while (place === 'dataset' && isBroken() && !signal.aborted) await sleep(50);
      }),
    meanwhile: async ({ session: { client }, store, run }) => {
      const workflowId = runWorkflowId(run.frozen.run, store.id);
      // The store says that a run runs a moment before its workflow is there.
      await eventually('its workflow is there', async () => (await executionOf(client, workflowId)) !== null);
      await client.workflow.getHandle(workflowId).terminate();
    },
  },
];

function calculatedTrainerOf(store: Store): CalculatedTrainer {
  return calculatedTrainer(store);
}

const hashes = Object.keys(drivenBy).filter((code) => drivenBy[code] === 'hashes' && code in errorCatalogue);
for (const code of hashes as ErrorCode[]) {
  const plain = errorCatalogue[code].retryable ? { code, before: attempted(code) } : { code };
  const row = special.find((each) => each.code === code) ?? plain;
  test(`each command of the cure continues a run that ended with ${code} (${runEndings[code]!.way})`, async () => {
    const commands = await drive(row, 0);
    for (let choice = 1; choice < commands; choice++) await drive(row, choice);
  });
}
