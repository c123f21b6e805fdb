// The doctor's table for people: a mark, the name, the result, and below each problem its cure.
import type { Output } from '../../terminal/output.js';
import type { Diagnosis } from './index.js';

type Colors = Output['colors'];

/** One row a check; the last line says whether a run could start. */
export function formatDiagnosis({ ready, checks }: Diagnosis, colors: Colors): string {
  const marks = { ok: colors.green('✓'), warning: colors.yellow('!'), failed: colors.red('✗') };
  const width = Math.max(...checks.map(({ name }) => name.length));
  const indent = ' '.repeat(width + 4);
  const rows = checks.flatMap(({ name, status, detail, cure }) => [
    `${marks[status]} ${name.padEnd(width)}  ${detail.replaceAll('\n', `\n${indent}`)}`,
    ...(cure && status !== 'ok' ? [`${indent}→ ${cure.replaceAll('\n', `\n${indent}`)}`] : []),
  ]);
  const verdict = ready ? colors.green('A run can start.') : colors.red('A run cannot start: see ✗ above.');
  return [...rows, '', verdict].join('\n');
}
