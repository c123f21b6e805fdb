// The output of the command: one line a file, its differences below it, and the count.
import type { FileVerdict } from './check-file.js';
import { shortFigure, type GoldenFindings } from './findings.js';

/** At most this many differences of a file are shown; one mistake can cause them all. */
const told = 20;

/** `name`: the file as the user named it. */
export function outcomeLines({ path, verdict, findings }: FileVerdict): string[] {
  if (verdict === 'ignored') return [`ignored ${path} (not a kind of golden file that is checked here)`];
  if (verdict === 'passed') return [`passed  ${path}${remarks(findings)}`];
  const { problems } = findings;
  const rest = problems.length > told ? [`  and ${problems.length - told} more`] : [];
  return [`FAILED  ${path}`, ...problems.slice(0, told).map((problem) => `  ${problem}`), ...rest];
}

function remarks({ closest, notes }: GoldenFindings): string {
  const nearest = closest && `closest to its limit: ${closest.what} at ${shortFigure(closest.share)} of it`;
  const all = [...(nearest === undefined ? [] : [nearest]), ...notes];
  return all.length === 0 ? '' : ` (${all.join('; ')})`;
}
