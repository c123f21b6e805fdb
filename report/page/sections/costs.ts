// What the run cost.
import type { WorkCost } from '../../../domain/runs/cost.js';
import { generationName } from '../../../domain/steps/places.js';
import { formatCount } from '../../../scripts/format.mjs';
import { html, type Content, type Html } from '../../html.js';
import { duration } from '../../words.js';
import { dataTable } from '../elements.js';
import type { Section } from './section.js';

export const costsSection: Section = {
  id: 'costs',
  title: 'What it cost',
  applies: ({ run }) => run.cost.total.steps > 0,
  content: ({ run }) => {
    const { total, stages, generations, kinds, takenBack, waitedForDiskMs } = run.cost;
    const byStage = stages.flatMap(({ stage, cost }) => [
      [stage, cost] as const,
      ...generations.filter((one) => one.stage === stage).map((one) => [`${stage}, ${generationName(one.generation)}`, one.cost] as const), // prettier-ignore
    ]);
    return html`${costTable('By stage and generation', 'stage', [...byStage, ['the whole run', total]])}
      ${costTable(
        'By kind of step',
        'kind of step',
        kinds.map(({ kind, cost }) => [kind, cost]),
      )}
      <p class="faint">
        The clock counts while something computes. Trainers and processors work beside each other, so they count more.
        ${takenBack.steps > 0 && `${formatCount(takenBack.steps, 'step')} with ${duration(takenBack.deviceMs)} of trainers were taken back.`}
        ${waitedForDiskMs > 0 && `Trainers waited ${duration(waitedForDiskMs)} for room on the disk.`}
        ${total.withoutResult.lost > 0 && 'Nobody knows how long lost attempts worked: they count as nothing.'}
        ${total.fromRecords > 0 && `${formatCount(total.fromRecords, 'step')} of an earlier version are counted from their records.`}
      </p>`;
  },
};

/** A column without any entry is left out. */
const columns: readonly (readonly [title: string, value: (cost: WorkCost) => Content])[] = [
  ['steps', ({ steps }) => steps],
  ['clock', ({ wallMs }) => duration(wallMs)],
  ['trainers', ({ deviceMs }) => duration(deviceMs)],
  ['processors', ({ cpuMs }) => cpuMs !== null && duration(cpuMs)],
  ['failed attempts', ({ withoutResult }) => withoutResult.failed || null],
  ['interrupted', ({ withoutResult }) => withoutResult.interrupted || null],
  ['lost', ({ withoutResult }) => withoutResult.lost || null],
  ['trainers without result', ({ withoutResult: { deviceMs } }) => deviceMs > 0 && duration(deviceMs)],
  ['waited', ({ waitingMs }) => waitingMs > 0 && duration(waitingMs)],
];

function costTable(caption: string, first: string, costs: readonly (readonly [string, WorkCost])[]): Html {
  const used = columns.filter(([, value]) => costs.some(([, cost]) => Boolean(value(cost))));
  return dataTable({
    caption,
    head: [first, ...used.map(([title]) => title)],
    rows: costs.map(([name, cost]) => [name, ...used.map(([, value]) => value(cost))]),
  });
}
