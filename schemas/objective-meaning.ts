// What a stage may select by: figures that its metrics give, known costs, and a rule that fits both.
import { givesLogits, isPublished, type ExtractorSettings } from '../domain/extractor.js';
import { judgesOf } from '../domain/judges.js';
import type { Pipeline, Stage } from '../domain/pipeline.js';
import {
  figureNamed,
  imageFigures,
  imageRow,
  isImageFigure,
  type FigureGroup,
  type ImageFigure,
  type Objective,
} from '../domain/search/figures.js';
import { selectionRow } from '../domain/search/selection-rules.js';
import { checkLatency } from './latency-meaning.js';
import { ofStage, type Origins, type ReportFinding } from './report.js';
import { listNames } from './show-value.js';

/** Checks what one stage of a completed pipeline selects by. */
export function checkSelection(pipeline: Pipeline, stage: Stage, index: number, report: ReportFinding): void {
  checkObjectives(pipeline, stage, index, report);
  checkUnequal(stage, index, report);
  checkBest(stage, index, report);
  checkRule(stage, index, report);
  checkTournament(stage, index, report);
  for (const [name, check] of Object.entries(needs))
    if (name in stage.objectives) check(pipeline, stage, index, report);
}

/** What else objectives need of the pipeline. */
const needs: Partial<Record<Objective, typeof checkLatency>> = { latency: checkLatency };

/** Figures of an extractor that the pipeline does not have. */
function checkObjectives({ metrics }: Pipeline, { objectives }: Stage, index: number, report: ReportFinding): void {
  const { extractor, reference } = metrics;
  for (const name of Object.keys(objectives).filter(isImageFigure)) {
    const { group, named } = imageRow(name);
    const refuse = (words: { must: string; expected: string; suggestion?: string }): void =>
      report('EAGAN_OBJECTIVE_UNAVAILABLE', ofStage(index, 'objectives', name), { atKey: true, found: name, ...words });
    if (group === 'score' && !givesLogits(extractor))
      refuse({
        must: 'needs class logits, but metrics.extractor.logits is null',
        expected: 'an extractor with logits',
      });
    else if (named && !isNamed(extractor, named)) refuse(namedOtherwise(name));
    else if (reference?.from === 'npz' && comparesImages(group)) refuse(needsImages);
  }
}

/** While the file of the graph is not there, both names are accepted. */
const isNamed = (extractor: ExtractorSettings, named: 'own' | 'published'): boolean =>
  (extractor.kind === 'inception2015' && extractor.md5 === undefined) ||
  isPublished(extractor) === (named === 'published');

function namedOtherwise(name: ImageFigure): { must: string; expected: string; suggestion: string } {
  const { group, named } = imageRow(name);
  const expected = figureNamed(group as 'distance' | 'score', named === 'own' ? 'published' : 'own');
  const must =
    named === 'published'
      ? 'needs the published Inception graph of 2015 (metrics.extractor: { kind: inception2015, path: … })'
      : `is called ${expected} with the published Inception graph`;
  return { must, expected, suggestion: `Use ${expected}.` };
}

const comparesImages = (group: FigureGroup): boolean => group !== 'distance' && group !== 'score';

const needsImages = {
  must: 'needs features of single real images, which a file of statistics does not have',
  expected: 'reference: { from: dataset }',
  suggestion: 'Write metrics.reference: { from: dataset }, or leave this figure out.',
};

/** `also` where the reference has no single images. */
export function checkAlso(pipeline: Pipeline, report: ReportFinding): void {
  for (const { at, settings } of judgesOf(pipeline)) {
    const { reference, also } = settings;
    if (reference?.from !== 'npz' || also === undefined) continue;
    const suggestion = `Write ${at.join('.')}.reference: { from: dataset }, or leave this figure out.`;
    report('EAGAN_OBJECTIVE_UNAVAILABLE', [[...at, 'also']], { found: also.join(', '), ...needsImages, suggestion });
  }
}

/** Figures of two extractors have no common scale: one selection cannot use both. */
function checkUnequal({ objectives }: Stage, index: number, report: ReportFinding): void {
  const named = (kind: 'own' | 'published'): ImageFigure[] =>
    imageFigures.filter((name) => name in objectives && imageRow(name).named === kind);
  const own = named('own');
  if (own.length === 0) return;
  for (const name of named('published')) {
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
      .map(([name, direction]) => `${ownName(name)}: ${direction}`)
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

/** The rules take distance and score by either name. */
function ownName(name: string): string {
  if (!isImageFigure(name) || imageRow(name).named !== 'published') return name;
  return figureNamed(imageRow(name).group as 'distance' | 'score', 'own');
}

function checkTournament({ selection, population }: Stage, index: number, report: ReportFinding): void {
  if (selection.kind !== 'tournament' || selection.size <= population) return;
  report('EAGAN_PIPELINE_RANGE', [...ofStage(index, 'selection', 'size'), ...ofStage(index, 'population')], {
    must: `must fit the population: a tournament of ${selection.size} needs at least ${selection.size} individuals`,
    found: `a population of ${population}`,
    expected: `a tournament of at most ${population}`,
  });
}
