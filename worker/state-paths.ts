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
  /** Who may use that file. */ readonly databaseLock: string;
  /** What runs on that file: version, ports, process ids. */ readonly serverFile: string;
  readonly serverLog: string;
  readonly workerLog: string;
  /** Of workers in the foreground, beside the supervisor's. */ readonly foregroundLog: string;
  readonly supervisorLog: string;
  /** Of the reports that are written when runs end. */ readonly reportLog: string;
  /** Of the winners' folders that are written when runs end. */ readonly winnerLog: string;
  /** Of the commands that start the next runs of matrices. */ readonly matrixLog: string;
  /** Where the supervisor listens; it is also the lock on the folder. */ readonly socket: string;
  /** What supervisor and commands know, and nobody else. */ readonly secret: string;
}

/** What a state folder holds. None of it may be a link: eagan writes, moves and removes there. */
export const stateNames: readonly string[] = ['store', 'runs', 'logs', 'temporal', 'calibrations', 'drills'];

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
    databaseLock: join(temporal, 'database.sock'),
    serverFile: join(temporal, 'server.json'),
    serverLog: join(logs, 'server.log'),
    workerLog: join(logs, 'worker.log'),
    foregroundLog: join(logs, 'worker-foreground.log'),
    supervisorLog: join(logs, 'supervisor.log'),
    reportLog: join(logs, 'report.log'),
    winnerLog: join(logs, 'winner.log'),
    matrixLog: join(logs, 'matrix.log'),
    socket: join(folder, 'supervisor.sock'),
    secret: join(folder, 'supervisor.secret'),
  };
}
