// The report of several runs beside each other, as one HTML file.
import type { ComparisonFacts } from '../../control/report/comparison-facts.js';
import type { RunFacts } from '../../control/report/run-facts.js';
import { generationName } from '../../domain/steps/places.js';
import { imageRow } from '../../domain/search/figures.js';
import { settingLabel } from '../charts/settings.js';
import { html, type Html } from '../html.js';
import { figureSentence, listed, moment } from '../words.js';
import { documentText, type Assets, type PageContent } from './document.js';
import type { Draw } from './draw.js';
import { differencesTable } from './differences.js';
import { chartFigures, dataTable } from './elements.js';
import type { PageSection } from './frame.js';
import { runSentences } from './sections/run-sentences.js';

/** The text of the file. */
export const comparisonPage = (facts: ComparisonFacts, draw: Draw, assets: Assets): string =>
  documentText({ assets, ...comparisonContent(facts, draw) });

/** What stands in the file, and in the live page of the runs. */
export function comparisonContent(facts: ComparisonFacts, draw: Draw): PageContent {
  const { runs, matrix } = facts.charts;
  const names = runs.map(({ overview }) => overview.run);
  const title = matrix?.name ?? listed(names);
  return {
    title: `${title} – eagan report`,
    data: { facts: facts.charts },
    header: html`<h1>${title}</h1>
      <p>${String(runs.length)} runs ${matrix ? 'of one file' : 'beside each other'}</p>`,
    sections: [
      { id: 'settings', title: 'What the settings gave', content: settingsSection(facts, draw) },
      { id: 'runs', title: 'The runs', content: runsSection(runs) },
      { id: 'fronts', title: 'Their fronts', content: frontsSection(runs, draw) },
      { id: 'progress', title: 'How the searches went', content: html`${chartFigures(draw, 'progress')}` },
      ...facts.others.map((other, index) => differencesSection(names[0]!, other, index)),
    ].filter(({ content }) => content.text.trim() !== ''),
    footer: html`Written by eagan at ${moment(runs[0]!.readAt)}. The page needs no network.`,
  };
}

/** Of a matrix, or where runs differ only in their seeds. */
function settingsSection({ charts: { runs, settings, matrix } }: ComparisonFacts, draw: Draw): Html {
  if (!matrix && settings.every(({ runs: own }) => own.length < 2)) return html``;
  const completed = runs.filter(({ overview }) => overview.status === 'completed').length;
  return html`<p>${String(completed)} of ${String(runs.length)} runs are completed.</p>
    ${chartFigures(draw, 'settings')}
    ${dataTable({
      caption: 'Mean, standard deviation over seeds, and the best so far',
      head: ['setting', 'figure of the winner', 'runs', 'mean', 'deviation', 'best', 'of'],
      rows: settings.flatMap((one) =>
        one.figures.map(({ name, count, mean, deviation, best }) => [
          ...[settingLabel(one, settings), imageRow(name).label, `${count} of ${one.runs.length}`, mean],
          ...[count > 1 ? deviation : null, best.value, best.run],
        ]),
      ),
    })}`;
}

const runsSection = (runs: readonly RunFacts[]): Html =>
  html`${dataTable({
    caption: 'Each run, and its final figures',
    head: ['run', 'state', 'seed', 'the winner'],
    rows: runs.map(({ overview, scores }) => [
      overview.run,
      overview.status,
      String(overview.seed),
      figureSentence(scores.find(({ isExported }) => isExported)?.values ?? {}) || 'none yet',
    ]),
  })}
  ${runs.map(
    (run) =>
      html`<h3>${run.overview.run}</h3>
        <p>${runSentences(run).join(' ')}</p>`,
  )}`;

/** Stages that every run has closed a generation of. */
function frontsSection(runs: readonly RunFacts[], draw: Draw): Html {
  const closed = ({ stages }: RunFacts): string[] =>
    stages.filter(({ generations }) => generations.some(({ outcome }) => outcome !== null)).map(({ id }) => id);
  const shared = closed(runs[0]!).filter((id) => runs.every((run) => closed(run).includes(id)));
  return html`${shared.map(
    (stage) =>
      html`<h3>Stage ${stage}</h3>
        ${chartFigures(draw, 'front', { stage })}`,
  )}`;
}

function differencesSection(first: string, other: ComparisonFacts['others'][number], index: number): PageSection {
  const { run, comparison, parting } = other;
  const { differences } = comparison;
  return {
    id: `differences-${index + 1}`,
    title: `${run} against ${first}`,
    content: html`${differences.length === 0 ? html`<p>Their pipelines say the same.</p>` : differencesTable(first, run, differences)}
      ${comparison.incomparable.length > 0 && html`<p>Their final figures cannot be compared: ${comparison.incomparable.join('; ')}.</p>`}
      <p>${partingText(parting)}</p>
      ${dataTable({
        caption: 'Steps that they share',
        head: ['phase', 'shared', first, run],
        rows: comparison.phases.map(({ phase, shared, a, b }) => [phase, shared, a, b]),
      })}`,
  };
}

function partingText({ step, generation }: ComparisonFacts['others'][number]['parting']): string {
  if (step === null && generation === null) return 'They are the same as far as both have got.';
  const [place, search] = [step?.place, generation && `${generation.stage}, ${generationName(generation.generation)}`];
  return [
    ...(place === undefined ? [] : [`The first step that they do not share is ${place}.`]),
    search === null
      ? 'Every generation that both have is the same.'
      : `Their searches part in ${search}, where ${generation!.shared} of ${generation!.of} individuals are the same.`,
  ].join(' ');
}
