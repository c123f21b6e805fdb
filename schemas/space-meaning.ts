// Search spaces that a file defines, and what a stage needs of one: it exists, and holds a whole population.
import { allNames, geneOf, type GeneOperation } from '../domain/search/define-space.js';
import { genes } from '../domain/search/genotype.js';
import type { NetworkName, Pipeline, SearchSpace, Stage } from '../domain/pipeline.js';
import { builtinSpaces, findSpace, spaceNames, spaceSize } from '../domain/search/search-space.js';
import { didYouMean } from './nearest.js';
import type { RawPipeline } from './raw-pipeline.js';
import { ofStage, type Origins, type ReportFinding } from './report.js';
import { listNames } from './show-value.js';

/** Checks the spaces that the file defines. */
export function checkSpaces({ searchSpaces }: Pipeline, raw: RawPipeline, report: ReportFinding): void {
  for (const [name, definition] of Object.entries(raw.searchSpaces ?? {})) {
    checkName(name, report);
    const rules = (['force', 'forbid'] as const).flatMap((kind) =>
      (definition[kind] ?? []).map((rule, index) => ({
        rule,
        origin: ['searchSpaces', name, kind, index, 'operation'],
      })),
    );
    const wrong = rules.filter(({ rule, origin }) => checkRule(rule, definition.network, [origin], report));
    const space = searchSpaces[name]!;
    if (wrong.length === 0 && spaceSize(space) === 0n) reportEmpty(name, space, report);
  }
}

function checkName(name: string, report: ReportFinding): void {
  if (!Object.hasOwn(builtinSpaces, name)) return;
  const expected = 'a name of its own';
  report('EAGAN_SPACE_UNKNOWN', [['searchSpaces', name]], {
    must: 'must not be a built-in name',
    found: name,
    expected,
    atKey: true,
  });
}

/** A forced or forbidden operation must be one that the gene's edge has; true if it is not. */
function checkRule(
  { gene, operation }: GeneOperation,
  network: NetworkName,
  origins: Origins,
  report: ReportFinding,
): boolean {
  const known = genes[network].find(({ name }) => name === gene);
  if (!known || geneOf(known.kind, operation) !== null) return false;
  const expected = listNames(allNames(known.kind));
  report('EAGAN_PIPELINE_VALUE', origins, {
    must: `must be an operation of ${gene}: ${expected}`,
    found: operation,
    expected,
    ...didYouMean(operation, allNames(known.kind)),
  });
  return true;
}

function reportEmpty(name: string, { network, allowed }: SearchSpace, report: ReportFinding): void {
  const empty = allowed.flatMap((cell, index) =>
    cell.flatMap((values, gene) => (values.length === 0 ? [`${genes[network][gene]!.name} of cell ${index + 1}`] : [])),
  );
  const why =
    empty.length > 0
      ? `no operation is left for ${listNames(empty.slice(0, 3))}`
      : 'no architecture satisfies all rules';
  report('EAGAN_SPACE_TOO_SMALL', [['searchSpaces', name]], {
    must: `must contain at least one architecture: ${why}`,
    found: 'none',
    expected: 'at least one architecture',
    suggestion: 'Allow more operations.',
    atKey: true,
  });
}

/** A stage's population must be even, and fit into what it searches. */
export function checkPopulation(pipeline: Pipeline, stage: Stage, index: number, report: ReportFinding): void {
  const { population } = stage;
  const origins = ofStage(index, 'population');
  const found = String(population);
  if (population % 2 !== 0) {
    const expected = `an even number, ${population - 1} or ${population + 1}`;
    report('EAGAN_POPULATION_ODD', origins, { must: 'must be even', found, expected });
  }
  checkNames(pipeline, stage, index, report);
  const size = searchedSize(pipeline, stage);
  if (size === null || size === 0n || BigInt(population) <= size) return;
  const must = `must be at most ${size}, the number of architectures in the search space`;
  report('EAGAN_SPACE_TOO_SMALL', origins, { must, found, expected: `at most ${size}` });
}

/** How many architectures, or pairs of them, a stage may find; null if it names an unknown space. */
function searchedSize({ searchSpaces }: Pipeline, { spaces }: Stage): bigint | null {
  return Object.values(spaces).reduce<bigint | null>((size, name) => {
    const space = findSpace(name, searchSpaces);
    return size === null || space === undefined ? null : size * spaceSize(space);
  }, 1n);
}

function checkNames({ searchSpaces }: Pipeline, { spaces }: Stage, index: number, report: ReportFinding): void {
  for (const [network, name] of Object.entries(spaces) as [NetworkName, string][]) {
    const names = spaceNames(network, searchSpaces);
    if (names.includes(name)) continue;
    const origins: Origins = [
      ['stages', index, 'space'],
      ['stages', index, 'spaces', network],
      ['networks', network, 'space'],
    ];
    report('EAGAN_SPACE_UNKNOWN', origins, {
      must: `must be a space of ${network}s: ${listNames(names)}`,
      found: name,
      expected: listNames(names),
      ...didYouMean(name, names),
    });
  }
}
