// A drill's report for people.
import { table } from '../../terminal/table.js';
import { formatCount, formatDuration, formatMeasuredDuration } from '../../scripts/format.mjs';
import type { PlannedKill } from './plan.js';
import type { Spread } from './statistics.js';
import type { DrillReport, Kill } from './types.js';

/** The kills that the seed asks for, one a line. */
export function killPlanText(plan: readonly PlannedKill[]): string {
  const rows = plan.map(({ number, share, points: [meant], victims }) => [
    String(number),
    `${Math.round(share * 100)} %`,
    meant!,
    victims.join(', '),
  ]);
  return table(['kill', 'from', 'at', 'of'], rows);
}

/** The whole text of a drill's report. */
export function reportText(report: DrillReport): string {
  const { kills, calm, stormy, differences, verdict } = report;
  const counting = kills.filter(({ counts }) => counts);
  return [
    killTable(counting),
    '',
    `kills      ${counting.length} of the ${report.plan.length} requested`,
    ...triesText(kills.filter(({ counts }) => !counts)),
    `covered    ${report.covered.join(', ') || 'no fault point'}`,
    ...(report.notCovered.length ? [`not        ${report.notCovered.join(', ')}`] : []),
    ...(report.neverPassed.length
      ? [`never      ${report.neverPassed.join(', ')}: the undisturbed run did not pass there`]
      : []),
    `recovery   ${spreadText(report.recoveryMs)}`,
    `lost work  ${spreadText(report.lostMs)}`,
    `time       ${formatDuration(calm.tookMs / 1000)} undisturbed, ${formatDuration(stormy.tookMs / 1000)} with kills, ${formatCount(stormy.attached, 'command')}`,
    `ledger     ${toldText(stormy.journal)}`,
    ...stormy.troubles.map((trouble) => `trouble    ${trouble}`),
    `result     ${calm.resultDigest ?? `none: the undisturbed run is ${calm.status ?? 'missing'}`}`,
    `           ${stormy.resultDigest ?? `none: the run with kills is ${stormy.status ?? 'missing'}`}`,
    ...differences.map(
      ({ place, what, calm: first, stormy: second }) =>
        `differs    ${place} ${what}: ${short(first)} / ${short(second)}`,
    ),
    ...(report.kept ? [`kept       ${report.kept}`] : []),
    verdictText[verdict](report),
  ].join('\n');
}

const verdictText: Readonly<Record<DrillReport['verdict'], (report: DrillReport) => string>> = {
  same: ({ calm }) => `verdict    the same bits in ${formatCount(calm.steps, 'step')}`,
  different: ({ differences }) => `verdict    NOT the same bits: ${formatCount(differences.length, 'difference')}`,
  unfinished: () => 'verdict    NOT recovered: the run did not complete',
};

function killTable(kills: readonly Kill[]): string {
  const rows = kills.map((kill) => [
    String(kill.number),
    `${kill.point} × ${kill.nth}`,
    lastParts(kill.detail),
    rolesText(kill),
    kill.phase ?? '',
    seconds(kill.recoveredMs),
    seconds(kill.lostMs),
  ]);
  return table(['kill', 'at passage', 'of', 'killed', 'phase', 'recovered', 'lost'], rows);
}

function toldText(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([kind, count]) => `${kind} ${count}`);
  return parts.join(', ') || 'empty';
}

/** `cli, worker, 2 trainers`. */
function rolesText({ killed }: Kill): string {
  const counts = new Map<string, number>();
  for (const { role } of killed) counts.set(role, (counts.get(role) ?? 0) + 1);
  return [...counts].map(([role, count]) => (count > 1 ? `${count} ${role}s` : role)).join(', ');
}

/** Why requests did not count, and how often. */
function triesText(kills: readonly Kill[]): string[] {
  const reasons = kills.map(({ number, point, nth, reason }) => `kill ${number} at ${point} × ${nth}: ${reason}`);
  return reasons.map((reason) => `no kill    ${reason}`);
}

/** The end of a path, without digests: the table has other columns. */
function lastParts(detail: string | null): string {
  const parts = (detail ?? '').split('/').slice(-3);
  return parts.map((part) => (part.length > 24 ? `${part.slice(0, 8)}…` : part)).join('/');
}

const seconds = (ms: number | null): string => (ms === null ? '–' : formatMeasuredDuration(ms / 1000));

const spreadText = (spread: Spread | null): string =>
  spread === null ? 'nothing measured' : `median ${seconds(spread.median)}, worst ${seconds(spread.worst)}`;

function short(text: string | null): string {
  if (text === null) return 'none';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
