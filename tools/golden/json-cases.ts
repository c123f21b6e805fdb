// Golden files in JSON: lists of cases. Their keys give the kind, whatever the file's name is.
import { checkParameterCounts, countedKeys, type CountedPair } from './parameter-counts.js';
import type { GoldenFindings } from './findings.js';
import { MalformedFile, messageOf } from './malformed.js';
import { checkMetrics, measuredKeys, type MeasuredFeatures } from './metric-formulas.js';
import { checkNeighbours, comparedKeys, type ComparedNeighbours } from './neighbours.js';
import { checkSorting, sortedKeys, type SortedPoints } from './sorting.js';

interface Kind {
  readonly name: RegExp;
  readonly keys: readonly string[];
  check(entry: never, label: string, findings: GoldenFindings): void;
}

const kinds: readonly Kind[] = [
  {
    name: /param|count/i,
    keys: countedKeys,
    check: (entry: CountedPair, label, findings) => checkParameterCounts(entry, label, findings),
  },
  {
    name: /metric/i,
    keys: measuredKeys,
    check: (entry: MeasuredFeatures, label, findings) => checkMetrics(entry, label, findings),
  },
  {
    name: /prdc|neighbour|density|coverage/i,
    keys: comparedKeys,
    check: (entry: ComparedNeighbours, label, findings) => checkNeighbours(entry, label, findings),
  },
  {
    name: /sort|pareto|crowd/i,
    keys: sortedKeys,
    check: (entry: SortedPoints, label, findings) => checkSorting(entry, label, findings),
  },
];

/**
 * Checks every case; false if neither keys nor name say that this is a golden file.
 * @throws MalformedFile if it is not JSON, or of no golden kind
 */
export function checkJson(text: string, name: string, findings: GoldenFindings): boolean {
  const content = parse(text);
  const entries = (Array.isArray(content) ? content : [content]) as Record<string, unknown>[];
  const kind =
    kinds.find(({ keys }) => keys.some((key) => has(entries[0], key))) ?? kinds.find((each) => each.name.test(name));
  if (kind === undefined) return false;
  if (entries.length === 0) throw new MalformedFile('it must contain at least one case (got an empty list)');
  entries.forEach((entry, i) => checkEntry(kind, entry, i, findings));
  return true;
}

/** A case that cannot be checked is a problem of its own: the others are still checked. */
function checkEntry(kind: Kind, entry: Record<string, unknown>, index: number, findings: GoldenFindings): void {
  const label = typeof entry?.name === 'string' ? entry.name : `case ${index}`;
  const missing = kind.keys.filter((key) => !has(entry, key));
  if (missing.length > 0) return findings.problem(`${label} must have ${missing.join(', ')}`);
  try {
    kind.check(entry as never, label, findings);
  } catch (error) {
    findings.problem(`${label}: ${messageOf(error)}`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedFile(`it must be JSON (${messageOf(error)})`);
  }
}

const has = (entry: unknown, key: string): boolean =>
  typeof entry === 'object' && entry !== null && Object.hasOwn(entry, key);
