// One watch for each thing that somebody looks at, shared by all pages that show it. It ends when the last one leaves.
import { Channel } from './channel.js';

/** Tells the channel what there is to see, until the signal. */
export type Watch = (channel: Channel, signal: AbortSignal) => Promise<void>;

interface Watched {
  readonly channel: Channel;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
  pages: number;
  leaving: NodeJS.Timeout | null;
}

export class Hub {
  private readonly watched = new Map<string, Watched>();

  constructor(private readonly lingerMs: number) {}

  /** How many pages are open. */
  get pages(): number {
    return [...this.watched.values()].reduce((sum, { pages }) => sum + pages, 0);
  }

  /** How many watches go on. */
  get watches(): number {
    return this.watched.size;
  }

  /** Joins whoever looks at `key`; `watch` begins if nobody does. */
  join(key: string, watch: Watch): { readonly channel: Channel; readonly leave: () => void } {
    const found = this.watched.get(key) ?? this.begin(key, watch);
    if (found.leaving) clearTimeout(found.leaving);
    found.leaving = null;
    found.pages++;
    let isIn = true;
    const leave = (): void => {
      if (isIn) this.leave(key, found);
      isIn = false;
    };
    return { channel: found.channel, leave };
  }

  /** Ends all watches. */
  async close(): Promise<void> {
    const all = [...this.watched.entries()];
    for (const [key, one] of all) this.end(key, one);
    await Promise.all(all.map(([, { ended }]) => ended));
  }

  private begin(key: string, watch: Watch): Watched {
    const [channel, stop] = [new Channel(), new AbortController()];
    const begun: Watched = { channel, stop, ended: watch(channel, stop.signal), pages: 0, leaving: null };
    this.watched.set(key, begun);
    return begun;
  }

  private leave(key: string, one: Watched): void {
    one.pages--;
    if (one.pages > 0 || one.stop.signal.aborted) return;
    one.leaving = setTimeout(() => this.end(key, one), this.lingerMs);
  }

  private end(key: string, one: Watched): void {
    if (one.leaving) clearTimeout(one.leaving);
    this.watched.delete(key);
    one.stop.abort();
  }
}
