// How checks of meaning report: by the positions that a value may come from.
import { pathText, type Finding, type Path } from './complaint.js';
import type { Positions } from './positions.js';

/** Where a value may come from, nearest first. The complaint points at the first that the file has. */
export type Origins = readonly Path[];

/** A setting of a stage: its own, or that of stageDefaults. */
export function ofStage(index: number, ...path: string[]): Origins {
  return [
    ['stages', index, ...path],
    ['stageDefaults', ...path],
  ];
}

/** A training setting of a stage: its own, that of stageDefaults, or the pipeline's. */
export function ofTraining(index: number, ...path: string[]): Origins {
  return [...ofStage(index, 'training', ...path), ['training', ...path]];
}

/** What is wrong, in words: `PATH must … (got found)`. */
interface Words {
  readonly must: string;
  readonly found: string;
  readonly expected: string;
  readonly suggestion?: string;
  /** Default: error. */
  readonly severity?: Finding['severity'];
  /** Point at the key instead of the value. */
  readonly atKey?: boolean;
}

export type ReportFinding = (code: Finding['code'], origins: Origins, words: Words) => void;

/**
 * A report that collects findings: none about what the schema has `broken`, none twice at one position (several stages
 * share defaults).
 */
export function collector(
  root: unknown,
  positions: Positions,
  broken: readonly Path[],
): { readonly findings: readonly Finding[]; readonly report: ReportFinding } {
  const findings = new Map<string, Finding>();
  const report: ReportFinding = (
    code,
    origins,
    { must, found, expected, suggestion, severity = 'error', atKey = false },
  ) => {
    const counting = withoutShadowed(origins, positions);
    if (counting.some((origin) => broken.some((path) => overlaps(path, origin)))) return;
    const path = origins.find((origin) => positions.has(origin)) ?? origins[0]!;
    const place = atKey ? positions.key(path) : positions.value(path);
    const shown = found === '' ? 'an empty text' : found;
    const message = `${pathText(path, root)} ${must} (got ${shown})`;
    const advice = suggestion === undefined ? {} : { suggestion };
    const finding = { code, severity, path, place, message, expected, found: shown, ...advice };
    const identity = `${code} ${place.source.file} ${place.start}`;
    if (!findings.has(identity)) findings.set(identity, finding);
  };
  return {
    get findings() {
      return [...findings.values()];
    },
    report,
  };
}

/** Without defaults that a nearer value overrides: a mistake in them says nothing about that value. */
function withoutShadowed(origins: Origins, positions: Positions): Origins {
  const isBehind = (far: Path, near: Path): boolean => positions.has(near) && isDefaultOf(far, near);
  return origins.filter((far, index) => !origins.slice(0, index).some((near) => isBehind(far, near)));
}

function isDefaultOf(far: Path, near: Path): boolean {
  const own = near.slice(near[0] === 'stages' ? 2 : 1);
  if (far[0] === 'stageDefaults') return near[0] === 'stages' && isSame(own, far.slice(1));
  if (far[0] === 'training') return isSame(own, far);
  return far[0] === 'networks' && far[2] === 'space';
}

const isSame = (a: Path, b: Path): boolean => a.length === b.length && overlaps(a, b);

/** True if the first path is the second, or contains it. */
export function leadsTo(around: Path, inner: Path): boolean {
  return around.length <= inner.length && overlaps(around, inner);
}

/** True if one path is the other, or leads to it. */
export function overlaps(a: Path, b: Path): boolean {
  const shorter = Math.min(a.length, b.length);
  return a.slice(0, shorter).every((part, index) => part === b[index]);
}
