// Reports measurements, as tables and as JSON, and warns if the machine is too busy to measure on.
import { writeFileSync } from 'node:fs';
import type { Output } from '../../terminal/output.js';
import { table } from '../../terminal/table.js';
import { digestJson } from '../../domain/digest.js';
import { withUmaskOfUser } from '../../scripts/privacy.mjs';
import { busyWarning, load } from '../../planning/busy-machine.js';
import type { Note, BenchmarkReport } from './benchmark.js';

/** Reports by their benchmark's name. */
export type Reports = Record<string, BenchmarkReport>;

/** Warns if other work is running. */
export function warnWhenBusy(note: Note): void {
  const warning = busyWarning();
  if (warning !== null) note(warning);
}

/** Prints tables (with --json: JSON, and the tables on stderr), and writes the JSON into `file` if one is named. */
export async function tell(reports: Reports, output: Output, file: string | undefined): Promise<void> {
  const found = {
    load,
    benchmarks: Object.entries(reports).map(([benchmark, { runtime, results }]) => ({
      benchmark,
      runtime,
      fingerprint: digestJson(runtime),
      results,
    })),
  };
  const tables = Object.values(reports).flatMap((report) => report.tables);
  const text = tables.map(({ title, head, rows }) => `${title}\n\n${table(head, rows)}\n`).join('\n');
  if (output.json) output.note(text);
  output.result(found, () => `${text}\n${runtimeLine(Object.values(reports)[0]!)}`);
  const json = `${JSON.stringify({ schemaVersion: 1, ...found }, null, 2)}\n`;
  if (file !== undefined) withUmaskOfUser(() => writeFileSync(file, json));
}

function runtimeLine({ runtime: { tensorflow, device, hardware, oneDnn, javascript } }: BenchmarkReport): string {
  return `TensorFlow ${tensorflow} on ${device}, oneDNN ${oneDnn ? 'on' : 'off'}, ${javascript}, ${hardware}`;
}
