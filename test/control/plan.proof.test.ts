// `eagan plan`: every shipped pipeline plans, as text and as JSON of a stable form, without a store, a server or a
// trainer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runEagan, type CommandOutput } from '../cli/support.js';
import { shippedSearches, shippedFile } from '../support/pipelines.js';

const home = temporaryFolder();
const plan = (...argv: string[]): Promise<CommandOutput> => runEagan(['--home', home, 'plan', ...argv]);

const count = { type: 'integer', minimum: 0 };
const object = (properties: Record<string, object>): object => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
  additionalProperties: false,
});
const list = (items: object): object => ({ type: 'array', items });
const costs = object({ parameters: count, multiplyAdds: count });
const form = object({
  schemaVersion: { const: 1 },
  file: { type: 'string' },
  name: { type: 'string' },
  digest: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  images: object({ trainImages: count, heldOutImages: count, from: { enum: ['file', 'folder', 'option', 'assumed'] } }),
  selections: list({ type: 'string' }),
  steps: count,
  phases: list(
    object({
      phase: { type: 'string' },
      search: { enum: ['generator', 'discriminator', 'both', null] },
      spaceSize: { type: ['string', 'null'], pattern: '^[0-9]+$' },
      steps: { type: 'object', additionalProperties: count },
      ...{ generations: count, evaluations: count, candidates: count, iterations: count, warmupIterations: count },
      ...{ generatorSteps: count, imagesTrained: count, imagesGenerated: count, imagesJudged: count },
      stopsEarly: { type: 'boolean' },
    }),
  ),
  networks: list(
    object({
      network: { type: 'string' },
      space: { type: 'string' },
      supernet: costs,
      smallest: costs,
      largest: costs,
    }),
  ),
  memory: list(
    object({
      phase: { type: 'string' },
      ...{
        programBytes: count,
        dataBytes: count,
        stateBytes: count,
        opponentBytes: count,
        stepBytes: count,
        graphBytes: count,
        judgeBytes: count,
        totalBytes: count,
        furtherBytes: count,
      },
    }),
  ),
  machine: object({ memoryBytes: count, memoryLimit: { type: ['string', 'null'] }, freeBytes: count }),
  slots: count,
  disk: object({
    dataBytes: count,
    judgeBytes: count,
    largest: { type: 'object', additionalProperties: count },
    peakBytes: count,
    collectedBytes: count,
  }),
  time: { type: 'null' },
  pauses: list(object({ of: { type: 'string' }, limit: { type: 'string' }, share: { type: 'number' } })),
  stored: { type: 'null' },
  warnings: list({
    type: 'object',
    required: ['code', 'severity', 'file', 'line', 'column', 'path', 'message', 'frame'],
  }),
});
const check = new Ajv({ strict: false }).compile(form);

for (const name of shippedSearches) {
  test(`${name} can be planned, as text within a hundred columns and as JSON of the documented form`, async () => {
    const text = await plan(shippedFile(name), '--train-images', '50000');
    assert.equal(text.exitCode, 0, text.stderr);
    // Complaints come last. They show lines of the file, which may be wider.
    const [own] = text.stdout.split(/^\S+ warning EAGAN_/m) as [string];
    for (const line of own.split('\n').filter((line) => !line.startsWith('selection')))
      assert.ok(line.length <= 100, line);
    const json = await plan(shippedFile(name), '--json');
    assert.ok(check(JSON.parse(json.stdout)), JSON.stringify(check.errors));
  });
}

test('a plan for a machine that was not measured says so, and how to measure it', async () => {
  const { stdout } = await plan(shippedFile('tiny.yaml'));
  assert.match(stdout, /time: unknown; .*eagan plan FILE --calibrate/);
});

test('a missing folder is planned with an assumed number of images, and the plan asks for the number', async () => {
  const { stdout } = await plan(shippedFile('cifar10-paper.yaml'), '--set', 'dataset.images=null');
  assert.match(stdout, /10,000 training images, which is a guess, .*--train-images N/);
  assert.match(
    (await plan(shippedFile('cifar10-paper.yaml'), '--train-images', '50000')).stdout,
    /1,398 steps on 50,000/,
  );
});

test('a plan that needs more than the machine has gives a warning with a code that `explain` knows', async () => {
  // One stage, against one opponent: no architecture that chance picks decides what is named.
  const big = await plan(shippedFile('small/eagan-g.yaml'), '--set', 'networks.generator.channels=4096');
  assert.match(
    big.stdout,
    /--set:1:29 warning EAGAN_MEMORY_ESTIMATE: networks\.generator\.channels should fit .* a trainer of .* needs about/,
  );
  assert.equal(big.exitCode, 0);
});

test('the plan names a selection rule other than Pareto selection', async () => {
  const { stdout } = await plan(shippedFile('quickstart.yaml'), '--set', 'stageDefaults.selection={ kind: random }');
  assert.match(stdout, /selection: random .*in generator, discriminator/);
});
