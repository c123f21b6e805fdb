// Watches the list of runs.
import type { ServerObserver } from '../../control/execution/observed-server.js';
import { shownStatus } from '../../control/execution/stopped-with-server.js';
import type { Store } from '../../store/index.js';
import { limits } from '../limits.js';
import { listHtml } from '../pages/list.js';
import { noTrouble, troubleHtml } from '../pages/trouble.js';
import type { StoreDoor } from '../store-door.js';
import type { Watch } from './hub.js';
import { lookEvery } from './look-every.js';
import { RunList, type RunListing } from './run-list.js';

export const listWatch =
  (door: StoreDoor, server: ServerObserver): Watch =>
  (channel, signal) => {
    let reading: { readonly store: Store; readonly list: RunList } | null = null;
    let before: ReadonlyMap<string, string> | null = null;
    const look = async (): Promise<void> => {
      const store = await door.store();
      if (store === null) reading = null;
      else if (reading?.store !== store) reading = { store, list: new RunList(store, server) };
      const listing = reading && (await reading.list.read());
      channel.show('list', { html: listHtml(listing).text });
      channel.show('trouble', { html: noTrouble.text });
      const states = statesIn(listing);
      const changed = before ? changes(before, states) : [];
      if (changed.length > 0) channel.tell({ lines: changed, important: changed.at(-1)! });
      before = states;
    };
    return lookEvery(limits.listEveryMs, signal, look, (error) =>
      channel.show('trouble', { html: troubleHtml(error, door.stateFolder).text }),
    );
  };

function statesIn(listing: RunListing | null): ReadonlyMap<string, string> {
  const runs = listing?.runs ?? [];
  return new Map(
    runs.map(({ overview, observation }) => [
      overview.run,
      shownStatus({ ...overview, stoppedWithServer: observation?.stoppedWithServer ?? false }),
    ]),
  );
}

const changes = (before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): string[] =>
  [...now].filter(([run, state]) => before.get(run) !== state).map(([run, state]) => `${run} is ${state}`);
