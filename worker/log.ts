// The worker's log: JSON lines of ours and of Temporal's SDK, including its native part, on stderr (the supervisor puts
// it into a file).
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { printableJson } from '../scripts/printable.mjs';
import { withoutSecrets } from './secrets.js';

export type WriteLine = (line: string) => void;

/** Sends all logging of the SDK to one place. Call it once, before anything else of the SDK. */
export function installLogger(write: WriteLine): DefaultLogger {
  const logger = new DefaultLogger('INFO', ({ level, message, timestampNanos, meta }) => {
    const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
    write(toLine({ at, level, message, ...meta }));
  });
  Runtime.install({
    logger,
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
    shutdownSignals: [], // main.ts decides the order in which things end
  });
  return logger;
}

function toLine(entry: object): string {
  const line = printableJson(entry, (_key, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'string') return withoutSecrets(value);
    return value instanceof Error ? { message: value.message, stack: value.stack } : value;
  });
  return `${line}\n`;
}
