// Lets a process of its own make a report.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { EaganError } from '../../domain/errors.js';
import { omit } from '../../domain/omit.js';
import { childEnvironment } from '../../scripts/child-environment.mjs';
import { yieldToOthers } from '../../worker/processes.js';
import { limits } from '../limits.js';
import { unframed, type MadeReport, type ReportOrder } from './frame.js';

const program = fileURLToPath(new URL('./child.js', import.meta.url));

/** Throws what reading the runs throws, and EAGAN_REPORT_FAILED if the process ends without a report. */
export async function makeReport(order: ReportOrder, signal: AbortSignal): Promise<MadeReport> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, ['--enable-source-maps', program], {
    // A drill stops and kills what runs, not what tells of it.
    env: omit(childEnvironment('node'), 'EAGAN_DRILL'),
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  });
  yieldToOthers(child.pid);
  const stop = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  try {
    const { bytes, said } = await outcomeOf(child, order);
    signal.throwIfAborted();
    return reportIn(order, bytes, said);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

async function outcomeOf(child: ChildProcess, order: ReportOrder): Promise<{ bytes: Buffer; said: string }> {
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)));
  const parts: Buffer[] = [];
  let length = 0;
  (child.stdio[3] as Readable).on('data', (part: Buffer) => {
    length += part.length;
    if (length > limits.reportBytes) child.kill('SIGKILL');
    else parts.push(part);
  });
  // The pipe stays open: the process ends when it closes.
  child.stdin!.on('error', () => undefined).write(JSON.stringify(order));
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  return { bytes: length > limits.reportBytes ? Buffer.alloc(0) : Buffer.concat(parts), said };
}

function reportIn({ runs }: ReportOrder, bytes: Buffer, said: string): MadeReport {
  const found = unframed(bytes);
  if (found && 'parts' in found) return found;
  if (found) throw new EaganError(found.code, found.message, found.cure ?? undefined);
  const last = said.trim().split('\n')[0] ?? '';
  throw new EaganError(
    'EAGAN_REPORT_FAILED',
    `the process that reads ${runs.join(' and ')} must give a report of at most ${limits.reportBytes} bytes (it gave none)${last && `: ${last}`}`,
    `See what the command line says: eagan report ${runs.join(' ')}`,
  );
}
