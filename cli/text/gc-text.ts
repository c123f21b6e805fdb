// The output of `eagan gc`: what is removed, by kind; which steps cannot run again; what it spared.
import type { Collection, StoreFinding, Garbage, GarbageKind, GarbagePlan, NotRerunnable } from '../../store/index.js';
import { table } from '../../terminal/table.js';
import { formatBytes, formatCount, formatNumber } from '../../scripts/format.mjs';

interface Sum {
  readonly files: number;
  readonly bytes: number;
}

export interface GcReport {
  /** True if it was removed, not only listed. */
  readonly applied: boolean;
  readonly kinds: readonly (Sum & { readonly kind: GarbageKind })[];
  readonly total: Sum;
  /** The training states in it. */
  readonly states: number;
  readonly notRerunnable: readonly NotRerunnable[];
  /** Spared because they are young. */
  readonly young: Sum;
  /** Set aside for people to look at. */
  readonly quarantined: Sum;
  readonly damaged: readonly StoreFinding[];
  /** While there is one, no object and no state is removed. */
  readonly damagedRuns: readonly { readonly run: string; readonly code: string; readonly message: string }[];
}

const names: Readonly<Record<GarbageKind, string>> = {
  state: 'training states',
  object: 'objects that no step uses',
  recovery: 'recovery points of finished steps',
  claim: 'claims on finished steps',
  temporary: 'unfinished files of killed processes',
};

/** Adds up a plan, or what was removed by one. */
export function gcReport(plan: GarbagePlan, what: 'goes'): GcReport;
export function gcReport(plan: Collection, what: 'removed'): GcReport;
export function gcReport(plan: GarbagePlan & Partial<Collection>, what: 'goes' | 'removed'): GcReport {
  const items = plan[what] ?? [];
  const kinds = (Object.keys(names) as GarbageKind[]).map((kind) => ({
    kind,
    ...sumOf(items.filter((item) => item.kind === kind)),
  }));
  const { states, notRerunnable, quarantined, damaged } = plan;
  return {
    applied: what === 'removed',
    kinds: kinds.filter(({ files }) => files > 0),
    total: sumOf(items),
    ...{ states, notRerunnable, young: sumOf(plan.young), quarantined, damaged },
    damagedRuns: plan.damagedRuns.map(({ run, error: { code, message } }) => ({ run, code, message })),
  };
}

/** The report as lines. */
export function gcText({ applied, kinds, total, states, young, quarantined, ...report }: GcReport): string {
  const rows = kinds.map(({ kind, files, bytes }) => [
    kind === 'state' ? `${names.state} (${formatNumber(states)})` : names[kind],
    formatNumber(files),
    formatBytes(bytes),
  ]);
  const went = `${formatCount(total.files, 'file')}, ${formatBytes(total.bytes)}`;
  return [
    ...(rows.length > 0 ? [table(['kind', 'files', 'size'], rows)] : []),
    ...report.notRerunnable.map(({ run, steps, places }) => {
      const those = places.length === 1 ? places[0]! : `${places[0]!} … ${places.at(-1)!}`;
      return `${run}: ${formatNumber(places.length)} of ${formatCount(steps, 'step')} will lose an input, and cannot be run again alone: ${those}`;
    }),
    ...(young.files > 0
      ? [`kept, younger than 24 hours: ${formatCount(young.files, 'file')}, ${formatBytes(young.bytes)}`]
      : []),
    ...(quarantined.files > 0
      ? [`kept, in quarantine: ${formatCount(quarantined.files, 'file')}, ${formatBytes(quarantined.bytes)}`]
      : []),
    ...report.damagedRuns.map(({ run, code, message }) => `${code}  run ${run}: ${message}`),
    ...(report.damagedRuns.length > 0
      ? ['while a run is damaged, gc keeps every object: nobody knows which it needs']
      : []),
    ...report.damaged.map(({ code, place, message }) => `${code}  ${place}: ${message}`),
    total.files === 0
      ? 'nothing to remove'
      : applied
        ? `removed ${went}`
        : `nothing was removed; to remove ${went}: eagan gc --apply`,
  ].join('\n');
}

function sumOf(items: readonly Pick<Garbage, 'files' | 'bytes'>[]): Sum {
  return {
    files: items.reduce((sum, { files }) => sum + files, 0),
    bytes: items.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
