// What a stage may select by: figures that its metrics give, known costs, and a rule that fits both.
import type { Pipeline, Stage } from '../domain/pipeline.js';
import { imageFigures, inceptionFigures, insteadOf, type Objective } from '../domain/search/figures.js';
import { selectionRow } from '../domain/search/selection-rules.js';
import { checkLatency } from './latency-meaning.js';
import { ofStage, type Origins, type ReportFinding } from './report.js';
import { listNames } from './show-value.js';

/** Checks what one stage of a completed pipeline selects by. */
export function checkSelection(pipeline: Pipeline, stage: Stage, index: number, report: ReportFinding): void {
  checkObjectives(stage, index, report);
  checkUnequal(stage, index, report);
  checkBest(stage, index, report);
  checkRule(stage, index, report);
  checkTournament(stage, index, report);
  for (const [name, check] of Object.entries(needs))
    if (name in stage.objectives) check(pipeline, stage, index, report);
}

/** What else objectives need of the pipeline. */
const needs: Partial<Record<Objective, typeof checkLatency>> = { latency: checkLatency };

function checkObjectives({ objectives }: Stage, index: number, report: ReportFinding): void {
  for (const name of inceptionFigures) {
    if (!(name in objectives)) continue;
    const instead = insteadOf(name);
    report('EAGAN_OBJECTIVE_UNAVAILABLE', ofStage(index, 'objectives', name), {
      atKey: true,
      must: 'needs the Inception network, but the extractor is a classifier that the run trains',
      found: name,
      expected: instead,
      suggestion: `Use ${instead}.`,
    });
  }
}

/** Figures of two extractors have no common scale: one selection cannot use both. */
function checkUnequal({ objectives }: Stage, index: number, report: ReportFinding): void {
  const own = imageFigures.filter((name) => name in objectives);
  if (own.length === 0) return;
  for (const name of inceptionFigures.filter((one) => one in objectives)) {
    report('EAGAN_METRICS_UNEQUAL', ofStage(index, 'objectives', name), {
      atKey: true,
      must: `must not be combined with ${listNames(own)}, which come from another extractor`,
      found: name,
      expected: 'figures from one extractor',
      suggestion: `Keep either ${name} or ${listNames(own)}.`,
    });
  }
}

function checkBest({ objectives, best }: Stage, index: number, report: ReportFinding): void {
  const expected = listNames(Object.keys(objectives));
  best.forEach((name, position) => {
    if (name in objectives) return;
    const origins: Origins = [
      ['stages', index, 'best', position],
      ['stageDefaults', 'best', position],
      // No complaint about these keys; but nothing is checked that depends on objectives which are refused themselves.
      ...ofStage(index, 'objectives'),
    ];
    report('EAGAN_BEST_NOT_AN_OBJECTIVE', origins, {
      must: `must be an objective of the stage: ${expected}`,
      found: name,
      expected,
    });
  });
}

/** Some rules weigh certain objectives only, each in one way. */
function checkRule({ selection, objectives }: Stage, index: number, report: ReportFinding): void {
  const { objectives: needed } = selectionRow(selection.kind);
  if (needed === undefined) return;
  const written = (of: Stage['objectives']): string =>
    Object.entries(of)
      .map(([name, direction]) => `${name}: ${direction}`)
      .sort()
      .join(', ');
  const [found, expected] = [written(objectives), written(needed)];
  if (found === expected) return;
  report('EAGAN_SELECTION_OBJECTIVES', ofStage(index, 'selection', 'kind'), {
    must: `must be nonDominated unless the objectives are ${expected}`,
    found: `${selection.kind} with ${found}`,
    expected: 'nonDominated',
    suggestion: `Write objectives: { ${expected} }, or selection: { kind: nonDominated }.`,
  });
}

function checkTournament({ selection, population }: Stage, index: number, report: ReportFinding): void {
  if (selection.kind !== 'tournament' || selection.size <= population) return;
  report('EAGAN_PIPELINE_RANGE', [...ofStage(index, 'selection', 'size'), ...ofStage(index, 'population')], {
    must: `must fit the population: a tournament of ${selection.size} needs at least ${selection.size} individuals`,
    found: `a population of ${population}`,
    expected: `a tournament of at most ${population}`,
  });
}
