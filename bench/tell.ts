// Tells what was measured, as tables and as JSON, and warns when a machine is too busy to measure on.
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import type { Output } from '../cli/output.js';
import { table } from '../cli/table.js';
import { digestJson } from '../domain/digest.js';
import { machineSize } from '../scripts/machine.mjs';
import type { Note, Report } from './benchmark.js';

/** Reports by their benchmark's name. */
export type Reports = Record<string, Report>;

/** Load of the last minute when this program began. */
const load = loadavg()[0]!;

/** Above this share of the cores other work shows in the figures. */
const quietShare = 0.5;

/** Says so when other work is going on: in a comparison it hits the program that waits for all of its threads hardest. */
export function warnWhenBusy(note: Note): void {
  const { cores } = machineSize();
  if (load > quietShare * cores)
    note(
      `warning: this machine is busy (load ${load.toFixed(1)} on ${cores} cores): neither times nor ratios mean much`,
    );
}

/** Prints tables (with --json: JSON, and the tables on stderr), and writes the JSON into `file` when one is named. */
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
  if (file !== undefined) await writeFile(file, `${JSON.stringify({ schemaVersion: 1, ...found }, null, 2)}\n`);
}

function runtimeLine({ runtime: { tensorflow, device, hardware, oneDnn, javascript } }: Report): string {
  return `TensorFlow ${tensorflow} on ${device}, oneDNN ${oneDnn ? 'on' : 'off'}, ${javascript}, ${hardware}`;
}
