// What a stage may mean: its id, its opponent, its population and its objectives.
import { builtinNames } from '../domain/builtin-genotypes.js';
import type { NetworkName, Pipeline, Searched, Stage } from '../domain/pipeline.js';
import { builtinSpaces, spaceNames, spaceSize } from '../domain/search-space.js';
import { survivorCount } from '../domain/survival.js';
import { nearestName } from './nearest.js';
import { ofStage, type Origins, type Report } from './report.js';
import { listNames } from './show-value.js';

/** Checks one stage of a completed pipeline. */
export function checkStage(pipeline: Pipeline, stage: Stage, index: number, report: Report): void {
  checkId(pipeline, stage, index, report);
  checkPairing(stage, index, report);
  checkOpponent(pipeline, stage, index, report);
  checkPopulation(pipeline, stage, index, report);
  checkSurvivors(stage, index, report);
  checkObjectives(stage, index, report);
  checkBest(stage, index, report);
  checkOfficialSelection(stage, index, report);
}

/** Names that the run's own places begin with. */
const reservedIds: readonly string[] = ['final', 'dataset', 'extractor', 'reference', 'export'];

function checkId({ stages }: Pipeline, { id }: Stage, index: number, report: Report): void {
  const origins: Origins = [['stages', index, 'id']];
  const words = { found: id, expected: 'an id of its own' };
  if (reservedIds.includes(id)) {
    report('EAGAN_STAGE_DUPLICATE', origins, { ...words, must: `must not be ${listNames(reservedIds)}` });
  } else if (stages.findIndex((other) => other.id === id) !== index) {
    report('EAGAN_STAGE_DUPLICATE', origins, {
      ...words,
      must: 'must be different from the ids of all stages before it',
    });
  }
}

const opposite = (network: Searched): NetworkName => (network === 'generator' ? 'discriminator' : 'generator');

function checkPairing({ search, pairing }: Stage, index: number, report: Report): void {
  if (search !== 'discriminator' || pairing !== 'manyToOne') return;
  report('EAGAN_STAGE_PAIRING', [['stages', index, 'pairing']], {
    must: 'must be oneToOne where discriminators are searched: they are judged by the images of their own generators',
    found: pairing,
    expected: 'oneToOne',
    suggestion: 'Write pairing: oneToOne.',
  });
}

function checkOpponent(pipeline: Pipeline, stage: Stage, index: number, report: Report): void {
  const { opponent, search } = stage;
  if (opponent === null || opponent.from === 'genotype') return;
  if (opponent.from === 'stage') return checkReference(pipeline, stage, opponent.stage, index, report);
  const names: readonly string[] = builtinNames(opposite(search));
  if (names.includes(opponent.genotype)) return;
  const near = nearestName(opponent.genotype, names);
  report('EAGAN_GENOTYPE_UNKNOWN', [['stages', index, 'opponent', 'genotype']], {
    must: `must be a built-in ${opposite(search)}: ${listNames(names)}`,
    found: opponent.genotype,
    expected: listNames(names),
    ...(near ? { suggestion: `Did you mean ${near}?` } : {}),
  });
}

function checkReference({ stages }: Pipeline, stage: Stage, name: string, index: number, report: Report): void {
  const origins: Origins = [['stages', index, 'opponent', 'stage']];
  const earlier = stages.slice(0, index);
  const fitting = earlier.filter(({ search }) => search !== stage.search).map(({ id }) => id);
  const expected =
    fitting.length > 0 ? listNames(fitting) : `an earlier stage that searches a ${opposite(stage.search)}`;
  const words = { found: name, expected };
  const known = earlier.find(({ id }) => id === name);
  if (known && known.search !== stage.search) return;
  if (known) {
    const must = `must name a stage that searches a ${opposite(stage.search)}`;
    report('EAGAN_STAGE_OPPONENT', origins, { ...words, must });
  } else if (stages.some(({ id }) => id === name)) {
    const must = 'must name an earlier stage: stages run in the order of the file';
    report('EAGAN_STAGE_LATER', origins, { ...words, must });
  } else {
    const near = nearestName(name, fitting);
    const suggestion = near ? { suggestion: `Did you mean ${near}?` } : {};
    report('EAGAN_STAGE_UNKNOWN', origins, { ...words, must: `must name a stage: ${expected}`, ...suggestion });
  }
}

function checkPopulation(pipeline: Pipeline, stage: Stage, index: number, report: Report): void {
  const { population } = stage;
  const origins = ofStage(index, 'population');
  const found = String(population);
  if (population % 2 !== 0) {
    const expected = `an even number, ${population - 1} or ${population + 1}`;
    report('EAGAN_POPULATION_ODD', origins, { must: 'must be even', found, expected });
  }
  const size = searchedSpaceSize(pipeline, stage, index, report);
  if (size !== null && BigInt(population) > size) {
    const must = `must be at most ${size}, the number of architectures in the search space`;
    report('EAGAN_SPACE_TOO_SMALL', origins, { must, found, expected: `at most ${size}` });
  }
}

/** Architectures, or pairs of them, that a stage may find; null where it names an unknown space. */
function searchedSpaceSize({ searchSpaces }: Pipeline, stage: Stage, index: number, report: Report): bigint | null {
  let size: bigint | null = 1n;
  for (const [network, name] of Object.entries(stage.spaces) as [NetworkName, string][]) {
    const names = spaceNames(network, searchSpaces);
    if (names.includes(name)) {
      const space = searchSpaces[name] ?? builtinSpaces[name]!;
      size = size === null ? null : size * spaceSize(space);
      continue;
    }
    size = null;
    const near = nearestName(name, names);
    const origins: Origins = [
      ['stages', index, 'space'],
      ['stages', index, 'spaces', network],
      ['networks', network, 'space'],
    ];
    report('EAGAN_SPACE_UNKNOWN', origins, {
      must: `must be a space of ${network}s: ${listNames(names)}`,
      found: name,
      expected: listNames(names),
      ...(near ? { suggestion: `Did you mean ${near}?` } : {}),
    });
  }
  return size;
}

function checkSurvivors({ population, breeding }: Stage, index: number, report: Report): void {
  const survivors = survivorCount({ population, breeding }, population);
  if (survivors >= 2 && survivors < population) return;
  report('EAGAN_PIPELINE_RANGE', [...ofStage(index, 'breeding', 'survivors'), ...ofStage(index, 'population')], {
    must: `must keep at least 2 parents and leave room for offspring in a population of ${population}`,
    found: `${breeding.survivors}, so ${survivors}`,
    expected: `2 to ${population - 1} survivors`,
  });
}

/** Figures that need the Inception network, and what the trained extractor gives instead. */
const reserved: Readonly<Record<string, string>> = { fid: 'frechetDistance', inceptionScore: 'classifierScore' };

function checkObjectives({ objectives }: Stage, index: number, report: Report): void {
  for (const [name, instead] of Object.entries(reserved)) {
    if (!(name in objectives)) continue;
    report('EAGAN_OBJECTIVE_UNAVAILABLE', ofStage(index, 'objectives', name), {
      atKey: true,
      must: 'needs the Inception network, and the extractor is a classifier trained by the run',
      found: name,
      expected: instead,
      suggestion: `Use ${instead}.`,
    });
  }
}

function checkBest({ objectives, best }: Stage, index: number, report: Report): void {
  const expected = listNames(Object.keys(objectives));
  best.forEach((name, position) => {
    if (name in objectives) return;
    const origins: Origins = [
      ['stages', index, 'best', position],
      ['stageDefaults', 'best', position],
    ];
    report('EAGAN_BEST_NOT_AN_OBJECTIVE', origins, {
      must: `must be an objective of the stage: ${expected}`,
      found: name,
      expected,
    });
  });
}

/** The only objectives that the published script's rule knows, as it weighs them. */
const officialObjectives: Stage['objectives'] = {
  frechetDistance: 'minimize',
  classifierScore: 'maximize',
  parameters: 'minimize',
};

function checkOfficialSelection({ selection, objectives }: Stage, index: number, report: Report): void {
  if (selection.kind !== 'officialRepo') return;
  const written = (of: Stage['objectives']): string =>
    Object.entries(of)
      .map(([name, direction]) => `${name}: ${direction}`)
      .sort()
      .join(', ');
  const [found, expected] = [written(objectives), written(officialObjectives)];
  if (found === expected) return;
  report('EAGAN_SELECTION_OBJECTIVES', ofStage(index, 'selection', 'kind'), {
    must: `must be nonDominated unless the objectives are ${expected}`,
    found: `officialRepo with ${found}`,
    expected: 'nonDominated',
    suggestion: `Write objectives: { ${expected} }, or selection: { kind: nonDominated }.`,
  });
}
