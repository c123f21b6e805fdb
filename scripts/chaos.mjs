// `npm run chaos -- [--kills N] [--seed S]`: runs the chaos tests, shows their progress, then a table of what they did.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'eagan-chaos-'));
const summary = join(folder, 'summary.ndjson');

/** @param {string} name */
function option(name) {
  const index = process.argv.indexOf(name);
  return index < 0 ? undefined : process.argv[index + 1];
}

/** Aligned columns under a header. @param {Record<string, string>[]} rows */
function table(rows) {
  const names = Object.keys(rows[0] ?? {});
  const width = (/** @type {string} */ name) => Math.max(name.length, ...rows.map((row) => String(row[name]).length));
  const line = (/** @type {(name: string) => string} */ cell) =>
    names
      .map((name) => String(cell(name)).padEnd(width(name)))
      .join('  ')
      .trimEnd();
  return [line((name) => name), ...rows.map((row) => line((name) => row[name] ?? ''))].join('\n');
}

const environment = {
  EAGAN_CHAOS_SUMMARY: summary,
  EAGAN_TEST_PROGRESS: '1',
  ...(option('--kills') ? { EAGAN_CHAOS_KILLS: option('--kills') } : {}),
  ...(option('--seed') ? { EAGAN_CHAOS_SEED: option('--seed') } : {}),
};
const { status } = spawnSync(process.execPath, [join('scripts', 'run-tests.mjs'), 'chaos'], {
  stdio: 'inherit',
  env: { ...process.env, ...environment },
});
const lines = existsSync(summary) ? readFileSync(summary, 'utf8').trim().split('\n') : [];
if (lines.length > 0) console.log(`\n${table(lines.map((line) => JSON.parse(line)))}`);
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;
