// A process of its own for the store's tests: `store-child.js ACTION FOLDER NAME COUNT`.
import { openStore } from '../../store/index.js';
import { record } from './support.js';

const [action, folder, name, count] = process.argv.slice(2) as [string, string, string, string];
const store = await openStore(folder);

/** Adds one to a counter, and tries again if another process was faster. */
async function increment(): Promise<void> {
  for (;;) {
    const current = await store.refs.get<number>('counter');
    try {
      await store.refs.compareAndSwap('counter', current?.version ?? 0, (current?.value ?? 0) + 1);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAN_REF_CONFLICT') throw error;
    }
  }
}

const actions: Record<string, (index: number) => Promise<unknown>> = {
  increment,
  id: async () => console.log(store.id),
  /** All processes put a record for the same step, and the answers show whose was kept. */
  record: async () => {
    const offered = record('a/place', {}, {}, { distance: 1 });
    const circumstances = { ...offered.circumstances, host: name };
    console.log((await store.records.put({ ...offered, circumstances })).circumstances.host);
  },
  ledger: async (index) => {
    const { key, fingerprint } = record(`${name}/${index}`);
    await store.ledger.append('run', 1, { place: `${name}/${index}`, key, fingerprint, at: 'now' });
  },
};
for (let index = 0; index < Number(count); index++) await actions[action]!(index);
