// What a stage may say: its id, its pairing, its opponent and its course.
import type { Pipeline, Stage } from '../domain/pipeline.js';
import { otherNetwork } from '../domain/plan/architectures.js';
import { survivorCount } from '../domain/search/survival.js';
import { checkBuiltin } from './genotype-meaning.js';
import { didYouMean } from './nearest.js';
import { checkSelection } from './objective-meaning.js';
import { ofStage, type Origins, type ReportFinding } from './report.js';
import { listNames } from './show-value.js';
import { checkPopulation } from './space-meaning.js';

/** Checks one stage of a completed pipeline. */
export function checkStage(pipeline: Pipeline, stage: Stage, index: number, report: ReportFinding): void {
  checkId(pipeline, stage, index, report);
  checkPairing(stage, index, report);
  checkOpponent(pipeline, stage, index, report);
  checkPopulation(pipeline, stage, index, report);
  checkSurvivors(stage, index, report);
  checkEvaluates(stage, index, report);
  checkEarlyStopping(stage, index, report);
  checkSelection(pipeline, stage, index, report);
}

/** Names with which the run's own places begin. */
const reservedIds: readonly string[] = ['final', 'dataset', 'extractor', 'reference', 'export'];

function checkId({ stages }: Pipeline, { id }: Stage, index: number, report: ReportFinding): void {
  const origins: Origins = [['stages', index, 'id']];
  const words = { found: id, expected: 'an id of its own' };
  if (reservedIds.includes(id)) {
    report('EAGAN_STAGE_DUPLICATE', origins, { ...words, must: `must not be ${listNames(reservedIds)}` });
    return;
  }
  const first = stages.findIndex((other) => other.id === id);
  if (first !== index) {
    report('EAGAN_STAGE_DUPLICATE', [...origins, ['stages', first, 'id']], {
      ...words,
      must: 'must be different from the ids of all stages before it',
    });
  }
}

function checkPairing({ search, pairing }: Stage, index: number, report: ReportFinding): void {
  if (search !== 'discriminator' || pairing !== 'manyToOne') return;
  report('EAGAN_STAGE_PAIRING', [['stages', index, 'pairing']], {
    must: 'must be oneToOne in a stage that searches discriminators, because each is judged by the images of its own generator',
    found: pairing,
    expected: 'oneToOne',
    suggestion: 'Write pairing: oneToOne.',
  });
}

function checkOpponent(pipeline: Pipeline, stage: Stage, index: number, report: ReportFinding): void {
  const { opponent, search } = stage;
  if (opponent?.from === 'stage') return checkReference(pipeline, stage, opponent.stage, index, report);
  if (opponent) checkBuiltin(opponent, otherNetwork(search), ['stages', index, 'opponent'], report);
}

function checkReference({ stages }: Pipeline, stage: Stage, name: string, index: number, report: ReportFinding): void {
  const origins: Origins = [['stages', index, 'opponent', 'stage']];
  const earlier = stages.slice(0, index);
  const fitting = earlier.filter(({ search }) => search !== stage.search).map(({ id }) => id);
  const expected =
    fitting.length > 0 ? listNames(fitting) : `an earlier stage that searches a ${otherNetwork(stage.search)}`;
  const words = { found: name, expected };
  const known = earlier.find(({ id }) => id === name);
  if (known && known.search !== stage.search) return;
  if (known) {
    const must = `must name a stage that searches a ${otherNetwork(stage.search)}`;
    report('EAGAN_STAGE_OPPONENT', origins, { ...words, must });
  } else if (stages.some(({ id }) => id === name)) {
    const must = 'must name an earlier stage: stages run in the order of the file';
    report('EAGAN_STAGE_LATER', origins, { ...words, must });
  } else {
    report('EAGAN_STAGE_UNKNOWN', origins, {
      ...words,
      must: `must name a stage: ${expected}`,
      ...didYouMean(name, fitting),
    });
  }
}

function checkSurvivors({ population, breeding }: Stage, index: number, report: ReportFinding): void {
  const survivors = survivorCount({ population, breeding }, population);
  if (survivors >= 2 && survivors < population) return;
  report('EAGAN_PIPELINE_RANGE', [...ofStage(index, 'breeding', 'survivors'), ...ofStage(index, 'population')], {
    must: `must keep at least 2 parents and leave room for offspring in a population of ${population}`,
    found: `${breeding.survivors}, so ${survivors}`,
    expected: `2 to ${population - 1} survivors`,
  });
}

/** A stage that never judges its individuals has no winner. */
function checkEvaluates({ generations, population, budget }: Stage, index: number, report: ReportFinding): void {
  if (generations === 0) {
    report('EAGAN_STAGE_NEVER_EVALUATES', ofStage(index, 'generations'), {
      must: 'must be at least 1, because a stage without a generation evaluates no individual and has no winner',
      found: '0',
      expected: 'at least 1',
      suggestion: 'Delete the stage, and name the network under finalTraining.networks.',
    });
  }
  if ((budget?.candidates ?? Infinity) >= population) return;
  report('EAGAN_STAGE_NEVER_EVALUATES', [...ofStage(index, 'budget', 'candidates'), ...ofStage(index, 'population')], {
    must: `must allow at least ${population} candidates, which is one generation`,
    found: String(budget!.candidates),
    expected: `at least ${population}`,
  });
}

function checkEarlyStopping({ earlyStopping, generations }: Stage, index: number, report: ReportFinding): void {
  if (earlyStopping === null || earlyStopping.generations < generations) return;
  report(
    'EAGAN_STOPPING_NEVER',
    [...ofStage(index, 'earlyStopping', 'generations'), ...ofStage(index, 'generations')],
    {
      severity: 'warning',
      must: `should be below ${generations}, the generations of the stage; otherwise the stage never stops early`,
      found: String(earlyStopping.generations),
      expected: `at most ${generations - 1}`,
    },
  );
}
