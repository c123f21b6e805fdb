// Latency tables: they must have the architectures that a stage may find, at the sizes of the pipeline.
import { genes, operationName } from '../domain/search/genotype.js';
import type { LatencyRecord, NetworkName, Pipeline, Stage } from '../domain/pipeline.js';
import { findSpace } from '../domain/search/search-space.js';
import type { Path } from './complaint.js';
import { ofStage, type ReportFinding } from './report.js';
import { listNames } from './show-value.js';

/** How to make a table; said wherever one is missing or wrong. */
const record = 'eagan latency FILE --output latency.yaml';
const again = `Record the table again, on the machine that will run the winner: ${record}`;

/** The latency of every architecture that the stage may find must be known. */
export function checkLatency(pipeline: Pipeline, stage: Stage, index: number, report: ReportFinding): void {
  const { latency } = pipeline.metrics;
  for (const network of Object.keys(stage.spaces) as NetworkName[]) {
    if (latency?.[network] !== undefined) {
      const isWhole = checkOperations(pipeline, stage, network, report);
      if (latency.recorded !== undefined) checkRecord(pipeline, network, latency.recorded, report);
      // A table that must be made again will say what it is of.
      else if (isWhole) warnUnknown(report);
      continue;
    }
    report('EAGAN_LATENCY_TABLE', [...ofStage(index, 'objectives', 'latency'), ['metrics', 'latency']], {
      atKey: true,
      must: `needs recorded latencies of ${network}s in metrics.latency`,
      found: latency === null ? 'no table' : `a table without ${network}`,
      expected: 'metrics.latency: { from: file, path: latency.yaml }',
      suggestion: `Record a table: ${record}. Or remove the objective.`,
    });
  }
}

/** Operations without arithmetic take no time, and need no entry. */
const free = 'none';

/** Reports what is missing in a table; true if nothing is. */
function checkOperations(
  { metrics, searchSpaces }: Pipeline,
  { spaces }: Stage,
  network: NetworkName,
  report: ReportFinding,
): boolean {
  let isWhole = true;
  const { cells } = metrics.latency![network]!;
  const space = findSpace(spaces[network]!, searchSpaces);
  space?.allowed.forEach((cell, position) =>
    cell.forEach((values, gene) => {
      const { name, kind } = genes[network][gene]!;
      const known = cells[position]?.[name] ?? {};
      const missing = values
        .map((value) => operationName(kind, value))
        .filter((one) => one !== free && !(one in known));
      if (missing.length === 0) return;
      isWhole = false;
      report('EAGAN_LATENCY_TABLE', [['metrics', 'latency', network, 'cells', position, name]], {
        atKey: true,
        must: `must have the milliseconds of every operation that the space allows: ${listNames(missing)}`,
        found: listNames(Object.keys(known)),
        expected: listNames(missing),
        suggestion: again,
      });
    }),
  );
  return isWhole;
}

/**
 * A number in the table's record, what it must be, and where the pipeline says it. An error there is reported first.
 */
type Size = readonly [path: readonly string[], of: (recorded: LatencyRecord) => number, expected: number, said: Path];

function sizesOf({ networks, dataset }: Pipeline, network: NetworkName): Size[] {
  const { generator, discriminator } = networks;
  const common: Size[] = [
    [['imageSize'], (recorded) => recorded.imageSize, dataset.size, ['dataset', 'size']],
    [['batch'], (recorded) => recorded.batch, 1, ['metrics', 'latency', 'recorded', 'batch']],
  ];
  const ofNetwork: Record<NetworkName, Size[]> = {
    generator: [
      sizeOf('generator', 'channels', (recorded) => recorded.generator.channels, generator.channels),
      sizeOf('generator', 'latent', (recorded) => recorded.generator.latent, generator.latent),
    ],
    discriminator: [
      sizeOf('discriminator', 'channels', (recorded) => recorded.discriminator.channels, discriminator.channels),
    ],
  };
  return [...common, ...ofNetwork[network]];
}

const sizeOf = (network: NetworkName, key: string, of: Size[1], expected: number): Size => [
  [network, key],
  of,
  expected,
  ['networks', network, key],
];

/**
 * A table of other sizes is of other networks. A table of other threads may be meant for another machine: that is
 * reported, not refused.
 */
function checkRecord(pipeline: Pipeline, network: NetworkName, recorded: LatencyRecord, report: ReportFinding): void {
  for (const [path, of, expected, said] of sizesOf(pipeline, network)) {
    if (of(recorded) === expected) continue;
    report('EAGAN_LATENCY_TABLE', [['metrics', 'latency', 'recorded', ...path], said], {
      must: `must be ${expected}, as in this pipeline: the table was recorded at another size`,
      found: String(of(recorded)),
      expected: String(expected),
      suggestion: again,
    });
  }
  const { threads } = pipeline.resources.evaluate;
  if (recorded.threads === undefined || recorded.threads === threads) return;
  report(
    'EAGAN_LATENCY_TABLE',
    [
      ['metrics', 'latency', 'recorded', 'threads'],
      ['resources', 'evaluate', 'threads'],
    ],
    {
      severity: 'warning',
      must: `should be ${threads}, the threads of resources.evaluate, unless the winner will run on another machine`,
      found: String(recorded.threads),
      expected: String(threads),
      suggestion: `${again}. If you recorded it with --threads on purpose, ignore this warning.`,
    },
  );
}

/** Other arithmetic takes other times. `numericsVersion`: this program's; undefined if nobody asks. */
export function checkNumerics(
  { metrics, stages }: Pipeline,
  numericsVersion: number | undefined,
  report: ReportFinding,
): void {
  const { numericsVersion: found = numericsVersion } = metrics.latency?.recorded ?? {};
  if (found === numericsVersion || numericsVersion === undefined) return;
  if (!stages.some(({ objectives }) => 'latency' in objectives)) return;
  report('EAGAN_LATENCY_TABLE', [['metrics', 'latency', 'recorded', 'numericsVersion']], {
    severity: 'warning',
    must: `should be ${numericsVersion}, the version of the arithmetic of this program: other versions take other times`,
    found: String(found),
    expected: String(numericsVersion),
    suggestion: again,
  });
}

/** A table that people wrote, or one from before sizes were recorded: nobody knows what it was measured on. */
function warnUnknown(report: ReportFinding): void {
  report(
    'EAGAN_LATENCY_TABLE',
    [
      ['metrics', 'latency', 'path'],
      ['metrics', 'latency'],
    ],
    {
      severity: 'warning',
      atKey: true,
      must: 'should have the key recorded, with the sizes and the machine that it was recorded for',
      found: 'a table without this key',
      expected: 'recorded: { imageSize, batch, generator, discriminator, … }',
      suggestion: again,
    },
  );
}
