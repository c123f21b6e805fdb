// Every pipeline that ships is valid, says what it is, and names its schema for editors.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Pipeline } from '../../domain/pipeline.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { projectRoot } from '../support/project.js';

const folder = join(projectRoot, 'pipelines');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

function load(name: string): Pipeline {
  const file = join(folder, name);
  const result = loadPipeline({ file, text: readFileSync(file) });
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.complaints, null, 2));
  assert.deepEqual(result.warnings, []);
  return result.pipeline;
}

test('the pipelines of the first release are there', () => {
  for (const name of ['quickstart', 'cifar10-minutes', 'cifar10-paper'])
    assert.ok(files.includes(`${name}.yaml`), name);
});

for (const name of files) {
  test(`${name} is valid, is named like its file, and its head says how long it takes`, () => {
    assert.equal(`${load(name).name}.yaml`, name);
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    assert.equal(lines[0], '# yaml-language-server: $schema=../schemas/pipeline.schema.json');
    const head = lines.slice(
      1,
      lines.findIndex((line) => line.startsWith('version:')),
    );
    assert.ok(head.length >= 3 && head.every((line) => line.startsWith('# ')));
    assert.match(head.join('\n'), /^# Takes: /m);
  });
}

test('the quickstart has both stages, at least 2 generations of 6 individuals each and 16 channels', () => {
  const { stages, networks } = load('quickstart.yaml');
  assert.deepEqual(
    stages.map(({ search }) => search),
    ['generator', 'discriminator'],
  );
  assert.ok(stages.every(({ population, generations }) => population >= 6 && generations >= 2));
  assert.ok(networks.generator.channels >= 16 && networks.discriminator.channels >= 16);
});

test('the average of the quickstart forgets the untrained weights: less than a tenth of them is left at the end', () => {
  const { ema, duration, training } = load('quickstart.yaml').finalTraining;
  assert.ok('steps' in duration);
  assert.ok(ema.decay ** (duration.steps / training.discriminatorSteps) < 0.1);
});

test("cifar10-paper.yaml has the paper's table", () => {
  const { networks, stages, finalTraining } = load('cifar10-paper.yaml');
  assert.deepEqual([networks.generator.channels, networks.discriminator.channels], [256, 128]);
  assert.equal(networks.generator.latent, 120);
  for (const stage of stages) {
    assert.deepEqual([stage.population, stage.generations], [32, 18]);
    assert.deepEqual([stage.warmup, stage.duration], [{ epochs: 50 }, { epochs: 10 }]);
    assert.equal(stage.evaluation.images, 5000);
    assert.deepEqual(stage.training.batch, { discriminator: 40, generator: 80 });
  }
  assert.deepEqual(
    [...stages, finalTraining].map(({ training }) => training.discriminatorSteps),
    [1, 5, 5],
  );
  assert.deepEqual([finalTraining.images, finalTraining.duration], [50000, { epochs: 600 }]);
});
