// Who may run: as many holders at once as there are slots, the others wait in the order of their coming.
import { Interrupted } from './interrupted.js';

interface Waiter {
  grant(): void;
  refuse(): void;
}

export class SlotQueue {
  private readonly waiters: Waiter[] = [];
  private closed = false;

  constructor(private free: number) {}

  /** Gives a function that returns the slot (once; later calls do nothing). Rejects with `Interrupted` when the signal is or becomes aborted,
   * or the queue closed. `onWaiting` is called at once and then every second while there is no free slot. */
  async acquire(signal: AbortSignal, onWaiting: () => void): Promise<() => void> {
    if (signal.aborted || this.closed) throw new Interrupted('the task was interrupted before it began');
    if (this.free > 0) this.free -= 1;
    else await this.waitForTurn(signal, onWaiting);
    let held = true;
    return () => {
      if (held) this.giveBack();
      held = false;
    };
  }

  /** Refuses all who wait, now and later. */
  close(): void {
    this.closed = true;
    for (const waiter of [...this.waiters]) waiter.refuse();
  }

  private waitForTurn(signal: AbortSignal, onWaiting: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setInterval(onWaiting, 1000);
      const leave = (): void => {
        clearInterval(timer);
        signal.removeEventListener('abort', waiter.refuse);
        const place = this.waiters.indexOf(waiter);
        if (place >= 0) this.waiters.splice(place, 1);
      };
      const waiter: Waiter = {
        grant: () => (leave(), resolve()),
        refuse: () => (leave(), reject(new Interrupted('the task was interrupted while it waited for a trainer'))),
      };
      signal.addEventListener('abort', waiter.refuse);
      this.waiters.push(waiter);
      onWaiting();
    });
  }

  private giveBack(): void {
    const next = this.waiters[0];
    if (next) next.grant();
    else this.free += 1;
  }
}
