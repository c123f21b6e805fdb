// Architectures that a file writes out: each gene is an operation of its kind of edge, each group of genes is legal,
// and it is the network that is needed.
import { geneOf } from '../domain/search/define-space.js';
import { builtinNames } from '../domain/search/builtin-genotypes.js';
import {
  cellCount,
  geneGroups,
  genes,
  genotypeProblem,
  groupProblem,
  noDownSampling,
  operationNames,
  type EdgeKind,
} from '../domain/search/genotype.js';
import type { NetworkName, Opponent } from '../domain/pipeline.js';
import { otherNetwork } from '../domain/plan/architectures.js';
import { namedGenes } from './complete-parts.js';
import type { Path } from './complaint.js';
import { didYouMean } from './nearest.js';
import type { RawOpponent, RawPipeline } from './raw-pipeline.js';
import type { ReportFinding } from './report.js';
import { listNames, showValue } from './show-value.js';

type RawGenotype = Extract<RawOpponent, { from: 'genotype' }>['genotype'];

/** Checks every architecture that stages and the final training write out. */
export function checkGenotypes({ stages, finalTraining }: RawPipeline, report: ReportFinding): void {
  stages.forEach(({ opponent, search }, index) =>
    checkWritten(opponent, otherNetwork(search), ['stages', index, 'opponent'], report),
  );
  for (const network of ['generator', 'discriminator'] as const) {
    checkWritten(finalTraining.networks?.[network], network, ['finalTraining', 'networks', network], report);
  }
}

/** A built-in name must be one of that network's. */
export function checkBuiltin(opponent: Opponent, network: NetworkName, path: Path, report: ReportFinding): void {
  if (opponent.from !== 'builtin') return;
  const names: readonly string[] = builtinNames(network);
  if (names.includes(opponent.genotype)) return;
  report('EAGAN_GENOTYPE_UNKNOWN', [[...path, 'genotype']], {
    must: `must be a built-in ${network}: ${listNames(names)}`,
    found: opponent.genotype,
    expected: listNames(names),
    ...didYouMean(opponent.genotype, names),
  });
}

function checkWritten(
  opponent: RawOpponent | undefined,
  network: NetworkName,
  path: Path,
  report: ReportFinding,
): void {
  if (opponent?.from !== 'genotype') return;
  const { genotype } = opponent;
  const at = [...path, 'genotype'];
  if (isOf(network, genotype)) return;
  if (hasForeignGenes(network, genotype) && isOf(otherNetwork(network), genotype)) {
    return report('EAGAN_GENOTYPE_ILLEGAL', [at], {
      must: `must be a ${network}`,
      found: `a ${otherNetwork(network)}'s genotype`,
      expected: `cells of ${genes[network].map(({ name }) => name).join(' ')}`,
    });
  }
  genotype.forEach((cell, index) => checkCell(cell, index, network, [...at, index], report));
}

/** A broken rule alone does not show that another network was meant: many numbers are legal in both. */
const hasForeignGenes = (network: NetworkName, genotype: RawGenotype): boolean =>
  genotype.some((cell) => genes[network].some(({ kind }, gene) => !isOperation(kind, cell[gene] ?? 0)));

const isOf = (network: NetworkName, genotype: RawGenotype): boolean =>
  genotype.length === cellCount && genotypeProblem(network, namedGenes(genotype, network)) === null;

function checkCell(
  cell: RawGenotype[number],
  index: number,
  network: NetworkName,
  path: Path,
  report: ReportFinding,
): void {
  const wrong = genes[network].flatMap(({ name, kind }, gene) => {
    const value = cell[gene];
    if (value === undefined || isOperation(kind, value)) return [];
    report('EAGAN_GENOTYPE_ILLEGAL', [[...path, gene]], {
      must: `must be an operation that ${name} of cell ${index + 1} of a ${network} allows: ${listNames(namesOf(kind))}`,
      found: showValue(value),
      expected: listNames(namesOf(kind)),
      ...(typeof value === 'string' ? didYouMean(value, namesOf(kind)) : {}),
    });
    return [gene];
  });
  if (wrong.length === 0) checkGroups(cell, index, network, path, report);
}

function checkGroups(
  cell: RawGenotype[number],
  index: number,
  network: NetworkName,
  path: Path,
  report: ReportFinding,
): void {
  const [values] = namedGenes([cell], network);
  for (const group of geneGroups[network]) {
    const found = group.map((gene) => values![gene]!);
    const problem = groupProblem(network, group, found);
    if (problem === null) continue;
    report('EAGAN_GENOTYPE_ILLEGAL', [path], {
      must: `breaks a rule of cell ${index + 1} of a ${network}: ${problem}`,
      found: group.map((gene) => `${genes[network][gene]!.name}: ${cell[gene]}`).join(', '),
      expected: problem,
    });
  }
}

const namesOf = (kind: EdgeKind): readonly string[] =>
  kind === 'down' ? ['none', ...operationNames.down] : operationNames[kind];

function isOperation(kind: EdgeKind, value: number | string): boolean {
  if (typeof value === 'string') return geneOf(kind, value) !== null;
  return value in operationNames[kind] || (kind === 'down' && value === noDownSampling);
}
