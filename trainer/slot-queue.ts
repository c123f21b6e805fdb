// Who may run: as many holders at once as there are slots; the others wait in order of arrival.
import { Interruption } from './interrupted.js';

interface Waiter {
  readonly slots: number;
  grant(): void;
  refuse(): void;
}

export class SlotQueue {
  private readonly waiters: Waiter[] = [];
  private closed = false;

  constructor(private free: number) {}

  /**
   * Takes that many slots and returns a function that gives them back (once; later calls do nothing). Rejects with
   * `Interrupted` if the signal is or becomes aborted, or the queue is closed. While there are too few free slots,
   * `onWaiting` is called at once and then every second. A request for many slots is not overtaken by later requests
   * for one.
   */
  async acquire(slots: number, signal: AbortSignal, onWaiting: () => void): Promise<() => void> {
    if (signal.aborted || this.closed) throw new Interruption('the task was interrupted before it started');
    if (this.waiters.length === 0 && this.free >= slots) this.free -= slots;
    else await this.waitForTurn(slots, signal, onWaiting);
    let held = true;
    return () => {
      if (held) this.free += slots;
      held = false;
      this.serve();
    };
  }

  /** Rejects all waiting requests, now and later. */
  close(): void {
    this.closed = true;
    for (const waiter of [...this.waiters]) waiter.refuse();
  }

  private waitForTurn(slots: number, signal: AbortSignal, onWaiting: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setInterval(onWaiting, 1000);
      const leave = (): void => {
        clearInterval(timer);
        signal.removeEventListener('abort', refuse);
        const place = this.waiters.indexOf(waiter);
        if (place >= 0) this.waiters.splice(place, 1);
      };
      const refuse = (): void => {
        leave();
        reject(new Interruption('the task was interrupted while it waited for a trainer'));
        this.serve(); // who waited behind one that wanted many may fit
      };
      const waiter: Waiter = { slots, refuse, grant: () => (leave(), resolve()) };
      signal.addEventListener('abort', refuse);
      this.waiters.push(waiter);
      onWaiting();
    });
  }

  private serve(): void {
    for (let next = this.waiters[0]; next && next.slots <= this.free; next = this.waiters[0]) {
      this.free -= next.slots;
      next.grant();
    }
  }
}
