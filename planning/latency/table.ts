// From measured differences to a latency table: each edge's cheapest operation takes no time, and the table reproduces
// the reference's forward.
import { cellCount, genes, operationName, operationNames } from '../../domain/search/genotype.js';
import type { LatencyTable, NetworkLatencies, NetworkName } from '../../domain/pipeline.js';
import { median } from '../../domain/averages.js';
import type { MeasuredCell } from './measure.js';
import { referenceOf } from './variants.js';

type Shares = Record<string, Record<string, number>>;

/** The table of a network from its three cells. */
export function networkTable(network: NetworkName, cells: readonly MeasuredCell[]): NetworkLatencies {
  const shares = cells.map(({ differences }) => mapValues(differences, sharesOf));
  const referenceMs = median(cells.map((cell) => cell.referenceMs));
  const ofReference = referenceOf(network).flatMap((cell, index) =>
    cell.map((value, gene) => {
      const { name, kind } = genes[network][gene]!;
      return shares[index]![name]![operationName(kind, value)]!;
    }),
  );
  return { baseMs: rounded(Math.max(0, referenceMs - ofReference.reduce((sum, one) => sum + one, 0))), cells: shares };
}

/** How much more an operation takes than the cheapest of its edge. */
function sharesOf(differences: Readonly<Record<string, number>>): Record<string, number> {
  const least = Math.min(...Object.values(differences));
  return mapValues(differences, (difference) => rounded(difference - least));
}

const rounded = (ms: number): number => Number(ms.toFixed(4));

function mapValues<A, B>(record: Readonly<Record<string, A>>, value: (one: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, one]) => [key, value(one)]));
}

/** The table as YAML, with comment lines before it. */
export function tableText({ recorded, ...table }: LatencyTable, comments: readonly string[]): string {
  const networks = Object.entries(table).flatMap(([network, { baseMs, cells }]) => [
    `${network}:`,
    `  baseMs: ${baseMs}`,
    '  cells:',
    ...cells.flatMap(cellLines),
  ]);
  return [...comments.map((line) => `# ${line}`), ...recordLines(recorded), ...networks, ''].join('\n');
}

function recordLines(recorded: LatencyTable['recorded']): string[] {
  const lines = Object.entries(recorded ?? {}).map(([key, value]) => `  ${key}: ${yamlOf(value)}`);
  return lines.length > 0 ? ['recorded:', ...lines] : [];
}

/** Numbers, texts and flat mappings; JSON is YAML. */
const yamlOf = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/"(\w+)":/g, ' $1: ')
    .replace(/(?<=\d)}$/, ' }');

function cellLines(cell: Readonly<Shares>): string[] {
  return Object.entries(cell).map(([edge, operations], index) => {
    const listed = Object.entries(operations).map(([operation, ms]) => `${operation}: ${ms}`);
    return `    ${index === 0 ? '-' : ' '} ${edge}: { ${listed.join(', ')} }`;
  });
}

/** Every operation at no time: stands for a table that is still to be recorded. */
export function emptyTable(): LatencyTable {
  const free = (network: NetworkName): NetworkLatencies => {
    const cell = genes[network].map(({ name, kind }) => [
      name,
      Object.fromEntries(operationNames[kind].map((operation) => [operation, 0])),
    ]);
    return { baseMs: 0, cells: Array.from({ length: cellCount }, () => Object.fromEntries(cell) as Shares) };
  };
  return { generator: free('generator'), discriminator: free('discriminator') };
}
