// `eagan latency FILE`: a pipeline with the objective `latency` can use the recorded table, and the table says how it
// was recorded. No time is asserted.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { MeasuredCell } from '../../planning/latency/measure.js';
import { networkTable } from '../../planning/latency/table.js';
import { referenceOf, variantsOf } from '../../planning/latency/variants.js';
import { genes, genotypeKey, genotypeProblem } from '../../domain/search/genotype.js';
import { latencyOf } from '../../domain/search/latency.js';
import type { LatencyRecord, NetworkName, Pipeline } from '../../domain/pipeline.js';
import { numericsVersion } from '../../planning/numerics.js';
import { builtinSpaces, randomGenotype, spaceContains } from '../../domain/search/search-space.js';
import { stream } from '../../domain/stream.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { eaganProgram, benchProgram } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { shippedText } from '../support/pipelines.js';

const folder = temporaryFolder();
const eagan = (...argv: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [eaganProgram, ...argv], { encoding: 'utf8', cwd: folder });
const networks = ['generator', 'discriminator'] as const;
const spaceOf = (network: NetworkName): (typeof builtinSpaces)[string] => builtinSpaces[`eagan-${network}`]!;

test('every legal operation of every edge has one architecture in the space, and no two are equal', () => {
  for (const network of networks) {
    for (const [gene, { name, kind }] of genes[network].entries()) {
      for (let cell = 0; cell < 3; cell++) {
        const variants = variantsOf(network, cell, gene);
        assert.ok(variants.every(({ genotype }) => genotypeProblem(network, genotype) === null));
        assert.ok(variants.every(({ genotype }) => spaceContains(spaceOf(network), genotype)));
        assert.equal(new Set(variants.map(({ genotype }) => genotypeKey(genotype))).size, variants.length);
        const without = network === 'discriminator' && name === 'n0';
        assert.equal(variants.length, { normal: without ? 6 : 7, up: 3, down: 7 }[kind], name);
      }
    }
  }
});

/**
 * Cells as if measured where the times of operations add up exactly: each operation takes its index in its list as its
 * time, plus a part for the cell and the edge.
 */
function additive(network: NetworkName, referenceMs: number): MeasuredCell[] {
  return [0, 1, 2].map((cell) => ({
    referenceMs,
    differences: Object.fromEntries(
      genes[network].map(({ name }, gene) => [
        name,
        Object.fromEntries(variantsOf(network, cell, gene).map(({ operation }, i) => [operation, i * 0.5 - 1 + gene])),
      ]),
    ),
  }));
}

test("a table's cheapest operations cost nothing, and the table reproduces the time of the reference architecture", () => {
  for (const network of networks) {
    const table = networkTable(network, additive(network, 20));
    for (const edge of table.cells.flatMap((cell) => Object.values(cell)))
      assert.equal(Math.min(...Object.values(edge)), 0);
    const total = latencyOf({ [network]: table }, network, referenceOf(network));
    assert.ok(Math.abs(total - 20) < 1e-6, `${total}`);
  }
});

test('a pipeline may name a table before it is recorded, and the recorded table has a time for every architecture', () => {
  const file = join(folder, 'fast.yaml');
  const tiny = shippedText('tiny.yaml')
    .replace('  images: 50\n', '  images: 50\n  latency: { from: file, path: latency.yaml }\n')
    .replace('parameters: minimize }', 'latency: minimize }');
  writeFileSync(file, tiny);
  const load = (): ReturnType<typeof loadPipeline> => loadPipeline({ file, text: tiny }, { directory: folder });
  assert.ok(!load().ok, 'there is no table yet');
  const run = eagan('latency', file, '--output', join(folder, 'latency.yaml'));
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stderr, /generator, cell 1 of 3: a forward takes/);
  assert.match(run.stdout, /^wrote .*latency\.yaml/);
  assert.match(
    readFileSync(join(folder, 'latency.yaml'), 'utf8'),
    /^# .*eagan latency FILE\n# Rule: (.*\n)(# .*\n)*recorded:\n/,
  );
  const loaded = load();
  assert.ok(loaded.ok, loaded.ok ? '' : JSON.stringify(loaded.complaints, null, 2));
  assert.deepEqual(loaded.warnings, []);
  const { latency } = loaded.pipeline.metrics;
  assertRecorded(latency!.recorded!, loaded.pipeline);
  for (const network of networks) {
    for (const [cell, edges] of latency![network]!.cells.entries())
      for (const [gene, { name }] of genes[network].entries())
        assert.deepEqual(
          Object.keys(edges[name]!).sort(),
          variantsOf(network, cell, gene)
            .map(({ operation }) => operation)
            .sort(),
        );
    const random = stream(1, 'test/latency');
    for (let i = 0; i < 50; i++)
      assert.ok(latencyOf(latency!, network, randomGenotype(spaceOf(network), random)) >= latency![network]!.baseMs);
  }
});

function assertRecorded(recorded: LatencyRecord, { dataset, networks: sizes, resources }: Pipeline): void {
  const { generator, discriminator } = sizes;
  const { hardware, device, tensorflow, program, ...rest } = recorded;
  assert.deepEqual(rest, {
    imageSize: dataset.size,
    batch: 1,
    generator,
    discriminator,
    threads: resources.evaluate.threads,
    numericsVersion,
  });
  assert.ok([hardware, device, tensorflow, program].every((text) => text!.length > 0));
}

test('a pipeline of other sizes refuses the table, and validate names the machine of the table', () => {
  const file = join(folder, 'fast.yaml');
  const wider = eagan('validate', file, '--set', 'networks.generator.channels=8');
  assert.equal(wider.status, 2, wider.stdout);
  assert.match(wider.stdout, /latency\.yaml:\d+:\d+ error EAGAN_LATENCY_TABLE: .*generator\.channels must be 8/);
  const same = eagan('validate', file);
  assert.equal(same.status, 0, same.stdout);
  assert.match(same.stdout, /^latency: table recorded on .+, on (cpu|gpu), \d+ threads?, TensorFlow .+, eagan \d/m);
});

test('a file that cannot be written is refused before anything is measured', () => {
  const run = eagan('latency', join(folder, 'fast.yaml'), '--output', join(folder, 'nowhere', 'latency.yaml'));
  assert.deepEqual([run.status, run.stdout], [2, '']);
  assert.match(run.stderr, /EAGAN_USAGE: --output must name a file that can be written/);
  assert.doesNotMatch(run.stderr, /a forward takes/);
});

test('a pipeline with other mistakes is refused before anything is measured', () => {
  const file = join(folder, 'wrong.yaml');
  writeFileSync(file, 'version: 1\nname: wrong\nsede: 1\n');
  for (const program of ['eagan', 'bench']) {
    const run =
      program === 'bench'
        ? spawnSync(process.execPath, [benchProgram, 'latency', file], {
            encoding: 'utf8',
          })
        : eagan('latency', file);
    assert.equal(run.status, 2);
    assert.match(run.stderr, /EAGAN_PIPELINE_UNKNOWN_KEY/);
    assert.equal(run.stdout, '');
  }
});
