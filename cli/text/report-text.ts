// What `eagan report` says. The path is the last line, so that it can be used.
import { formatBytes } from '../../scripts/format.mjs';

export interface WrittenReport {
  readonly runs: readonly string[];
  /** Whether the run was verified; null: several runs are not. */
  readonly verified: { readonly findings: number } | 'unread' | null;
  readonly bytes: number;
  readonly opened: boolean;
  readonly path: string;
}

/** `asked`: it was to be shown in the browser. */
export function writtenReportText({ runs, verified, bytes, opened, path }: WrittenReport, asked: boolean): string {
  const problems = typeof verified === 'object' && verified !== null && verified.findings > 0;
  return [
    `report of ${runs.join(' and ')}, ${formatBytes(bytes)}`,
    ...(verified === 'unread' ? ['not verified: its objects are many; eagan report RUN --verify reads them'] : []),
    ...(problems ? ['verification found problems: they are in the report, and in eagan verify'] : []),
    ...(asked && !opened ? ['there is no desktop here that could show it: open the file in a browser'] : []),
    path,
  ].join('\n');
}
