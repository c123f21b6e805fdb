// The paths in a state folder (`.eagan/`).
import { join } from 'node:path';

export interface StatePaths {
  readonly folder: string;
  readonly store: string;
  /** The exported results of each run, as ordinary files. */
  readonly runs: string;
  readonly logs: string;
  readonly temporal: string;
  /** The keys that seal what goes through Temporal. */
  readonly payloadKeys: string;
  /** The embedded server's SQLite file. */ readonly database: string;
  /** What runs on that file: version, ports, process ids. */ readonly serverFile: string;
  readonly serverLog: string;
  readonly workerLog: string;
  /** Of workers in the foreground, beside the supervisor's. */ readonly foregroundLog: string;
  readonly supervisorLog: string;
}

/** Paths below a state folder; creates nothing. */
export function statePaths(folder: string): StatePaths {
  const logs = join(folder, 'logs');
  const temporal = join(folder, 'temporal');
  return {
    folder,
    store: join(folder, 'store'),
    runs: join(folder, 'runs'),
    logs,
    temporal,
    payloadKeys: join(folder, 'payload-keys'),
    database: join(temporal, 'eagan.db'),
    serverFile: join(temporal, 'server.json'),
    serverLog: join(logs, 'server.log'),
    workerLog: join(logs, 'worker.log'),
    foregroundLog: join(logs, 'worker-foreground.log'),
    supervisorLog: join(logs, 'supervisor.log'),
  };
}
