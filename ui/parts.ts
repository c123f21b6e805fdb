// What the routes share.
import { readFileSync } from 'node:fs';
import { ServerObserver } from '../control/execution/observed-server.js';
import { limits } from './limits.js';
import { Hub } from './live/hub.js';
import { KeptReports } from './reports/reports.js';
import { StoreDoor } from './store-door.js';

export interface UiParts {
  readonly door: StoreDoor;
  readonly server: ServerObserver;
  readonly reports: KeptReports;
  readonly hub: Hub;
  /** What the build made of `client/` and `style.css`. */
  readonly assets: Readonly<Record<string, Asset>>;
  /** Admits a browser by the token of a link: its cookie, or null. */
  readonly admit: (token: string | null) => string | null;
}

interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
}

export function createParts(stateFolder: string, admit: UiParts['admit']): UiParts {
  return {
    door: new StoreDoor(stateFolder),
    server: new ServerObserver(stateFolder),
    reports: new KeptReports(stateFolder),
    hub: new Hub(limits.lingerMs),
    assets: {
      'client.js': { type: 'text/javascript; charset=utf-8', bytes: built('client.js') },
      'style.css': { type: 'text/css; charset=utf-8', bytes: built('style.css') },
    },
    admit,
  };
}

const built = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));
