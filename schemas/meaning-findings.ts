// What the schema cannot say: references, genotype names, population and space, batches and data, objectives and metrics.
import { builtinNames } from '../domain/builtin-genotypes.js';
import type { NetworkName, Pipeline, Stage, Training } from '../domain/pipeline.js';
import { searchSpaces, spaceSize } from '../domain/search-space.js';
import { pathText, type Finding, type Path } from './complaint.js';
import { nearestName } from './nearest.js';
import type { Positions } from './positions.js';
import { listNames, showValue } from './show-value.js';

/** Where a value may come from: the first path that the file has is the place; the value's own path comes first. */
type Origins = readonly Path[];

type Report = (
  code: Finding['code'],
  origins: Origins,
  words: { must: string; found: string; expected: string; suggestion?: string },
  severity?: Finding['severity'],
) => void;

/** Findings of a completed pipeline. `broken`: paths that the schema already refused; what depends on them is not judged. */
export function meaningFindings(
  pipeline: Pipeline,
  root: unknown,
  positions: Positions,
  broken: readonly Path[],
): Finding[] {
  const findings: Finding[] = [];
  const report: Report = (code, origins, { must, found, expected, suggestion }, severity = 'error') => {
    if (origins.some((origin) => broken.some((path) => overlaps(path, origin)))) return;
    const path = origins.find((origin) => positions.has(origin)) ?? origins[0]!;
    const place = code === 'EAGAN_OBJECTIVE_UNAVAILABLE' ? positions.key(path) : positions.value(path);
    const message = `${pathText(path, root)} ${must} (got ${found})`;
    const isKnown = findings.some(
      (known) => known.code === code && known.place.start === place.start && known.place.source === place.source,
    );
    if (!isKnown)
      findings.push({ code, severity, path, place, message, expected, found, ...(suggestion ? { suggestion } : {}) });
  };
  pipeline.stages.forEach((stage, index) => checkStage(pipeline, stage, index, report));
  checkFinal(pipeline, report);
  checkExtractor(pipeline, report);
  return findings;
}

const overlaps = (a: Path, b: Path): boolean => {
  const shorter = Math.min(a.length, b.length);
  return a.slice(0, shorter).every((part, i) => part === b[i]);
};

/** A setting of a stage: its own, or that of stageDefaults. */
const ofStage = (index: number, ...path: string[]): Origins => [
  ['stages', index, ...path],
  ['stageDefaults', ...path],
];
const ofTraining = (index: number, ...path: string[]): Origins => [
  ...ofStage(index, 'training', ...path),
  ['training', ...path],
];

function checkStage(pipeline: Pipeline, stage: Stage, index: number, report: Report): void {
  checkId(pipeline, stage, index, report);
  checkOpponent(pipeline, stage, index, report);
  checkPopulation(pipeline, stage, index, report);
  checkObjectives(stage, index, report);
  checkBatch(pipeline, stage.training, ofTraining(index, 'batch', 'discriminator'), report);
  const origins: Origins = [
    ...ofStage(index, 'evaluation', 'images'),
    ['metrics', 'images'],
    ['metrics', 'extractor', 'features'],
  ];
  checkImages(pipeline, stage.evaluation.images, origins, report);
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

const opposite = (network: NetworkName): NetworkName => (network === 'generator' ? 'discriminator' : 'generator');

function checkOpponent(pipeline: Pipeline, stage: Stage, index: number, report: Report): void {
  const { opponent, search, pairing } = stage;
  if (search === 'discriminator' && pairing === 'manyToOne') {
    report(
      'EAGAN_STAGE_PAIRING',
      [
        ['stages', index, 'pairing'],
        ['stages', index, 'search'],
      ].slice(0, 1) as Path[],
      {
        must: 'must be oneToOne where discriminators are searched: they are judged by the images of their own generators',
        found: pairing,
        expected: 'oneToOne',
        suggestion: 'Write pairing: oneToOne.',
      },
    );
  }
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
  const { population, breeding, search } = stage;
  const found = String(population);
  if (population % 2 !== 0) {
    const expected = `an even number, ${population - 1} or ${population + 1}`;
    report('EAGAN_POPULATION_ODD', ofStage(index, 'population'), { must: 'must be even', found, expected });
  }
  const size = spaceSize(searchSpaces[pipeline.networks[search].space]!);
  if (BigInt(population) > size) {
    const must = `must be at most ${size}, the number of architectures in the search space`;
    report('EAGAN_SPACE_TOO_SMALL', ofStage(index, 'population'), { must, found, expected: `at most ${size}` });
  }
  const survivors = Math.ceil(population * breeding.survivors - 1e-9);
  if (survivors >= 2 && survivors < population) return;
  const must = `must keep at least 2 parents and leave room for offspring in a population of ${population}`;
  const expected = `2 to ${population - 1} survivors`;
  report('EAGAN_PIPELINE_RANGE', [...ofStage(index, 'breeding', 'survivors'), ...ofStage(index, 'population')], {
    must,
    found: `${breeding.survivors}, so ${survivors}`,
    expected,
  });
}

/** Figures that need the Inception network, and what the trained extractor gives instead. */
const reserved: Readonly<Record<string, string>> = { fid: 'frechetDistance', inceptionScore: 'classifierScore' };

function checkObjectives({ objectives, best }: Stage, index: number, report: Report): void {
  for (const [name, instead] of Object.entries(reserved)) {
    if (!(name in objectives)) continue;
    report('EAGAN_OBJECTIVE_UNAVAILABLE', ofStage(index, 'objectives', name), {
      must: 'needs the Inception network, and the extractor is a classifier trained by the run',
      found: name,
      expected: instead,
      suggestion: `Use ${instead}.`,
    });
  }
  best.forEach((name, position) => {
    if (name in objectives) return;
    const origins: Origins = [
      ['stages', index, 'best', position],
      ['stageDefaults', 'best', position],
    ];
    const expected = listNames(Object.keys(objectives));
    const must = `must be an objective of the stage: ${expected}`;
    report('EAGAN_BEST_NOT_AN_OBJECTIVE', origins, { must, found: name, expected });
  });
}

function checkFinal(pipeline: Pipeline, report: Report): void {
  const { training, images } = pipeline.finalTraining;
  const origins: Origins = [
    ['finalTraining', 'training', 'batch', 'discriminator'],
    ['training', 'batch', 'discriminator'],
  ];
  checkBatch(pipeline, training, origins, report);
  checkImages(
    pipeline,
    images,
    [
      ['finalTraining', 'images'],
      ['metrics', 'images'],
      ['metrics', 'extractor', 'features'],
    ],
    report,
  );
}

/** Images of the data set as far as the file says; a folder's real number is checked when it is read. */
const knownImages = ({ dataset }: Pipeline): number => dataset.images ?? Infinity;

function checkBatch(pipeline: Pipeline, { batch }: Training, origins: Origins, report: Report): void {
  tooLarge(pipeline, batch.discriminator, [...origins, ['dataset', 'images']], report);
}

function checkExtractor(pipeline: Pipeline, report: Report): void {
  tooLarge(
    pipeline,
    pipeline.metrics.extractor.batch,
    [
      ['metrics', 'extractor', 'batch'],
      ['dataset', 'images'],
    ],
    report,
  );
}

function tooLarge(pipeline: Pipeline, batch: number, origins: Origins, report: Report): void {
  const images = knownImages(pipeline);
  if (batch <= images) return;
  report('EAGAN_BATCH_TOO_LARGE', origins, {
    must: `and the data set must fit: a batch of ${batch} needs at least as many images`,
    found: `${images} images`,
    expected: `a batch of at most ${images}`,
    suggestion: 'Make the batch smaller, or take more images.',
  });
}

function checkImages(pipeline: Pipeline, images: number, origins: Origins, report: Report): void {
  const { features } = pipeline.metrics.extractor;
  if (images > features) return;
  report(
    'EAGAN_FEW_IMAGES',
    origins,
    {
      must: `should be above ${features}, the number of features, or the covariance has no full rank`,
      found: showValue(images),
      expected: `more than ${features}`,
      suggestion: 'Raise the number of images, or lower metrics.extractor.features.',
    },
    'warning',
  );
}
