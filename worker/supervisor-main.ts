// The supervisor's program: `node supervisor-main.js '{"stateFolder": …}'`, started detached by ensureSupervisor.
import { surviveStreams, writeLog } from '../scripts/files.mjs';
import { printableJson } from '../scripts/printable.mjs';
import { becomePrivate } from '../scripts/privacy.mjs';
import { supervise, type LogWriter } from './supervisor-process.js';
import type { SupervisorConfig } from './types.js';

becomePrivate();
surviveStreams();
const log: LogWriter = (message, details = {}) =>
  writeLog(1, `${printableJson({ at: new Date().toISOString(), supervisor: process.pid, message, ...details })}\n`);

const stopped = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stopped.abort());
process.on('uncaughtException', (error) => {
  log('failed', { stack: error.stack });
  process.exit(1); // worker and server notice and end
});

const config = JSON.parse(process.argv[2]!) as SupervisorConfig;
log('starts', config);
const outcome = await supervise(config, log, stopped.signal);
if (outcome === 'taken') log('another supervisor has the state folder');
process.exit(outcome === null || outcome === 'taken' ? 0 : 1);
