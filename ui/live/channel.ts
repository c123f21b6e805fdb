// What is told to all who look at the same thing: the newest of each kind, and the last lines.
import { randomBytes } from 'node:crypto';
import { limits } from '../limits.js';
import type { LiveEvent, LiveEvents } from './events.js';

/** An event as it goes to pages. */
interface SentEvent {
  /** Counts up through all events of a channel. */
  readonly sequence: number;
  readonly name: LiveEvent;
  /** JSON in one line. */
  readonly text: string;
}

export class Channel {
  /** Another one after a restart: sequences of before say nothing then. */
  readonly id = randomBytes(6).toString('hex');
  private sequence = 0;
  private readonly newest = new Map<LiveEvent, SentEvent>();
  private lines: readonly SentEvent[] = [];
  private readonly listeners = new Set<() => void>();

  /** Replaces what was shown before. Nothing happens if it is the same. */
  show<N extends Exclude<LiveEvent, 'told'>>(name: N, data: LiveEvents[N]): void {
    const text = JSON.stringify(data);
    if (this.newest.get(name)?.text === text) return;
    this.newest.set(name, { sequence: ++this.sequence, name, text });
    this.notify();
  }

  tell(data: LiveEvents['told']): void {
    const line: SentEvent = { sequence: ++this.sequence, name: 'told', text: JSON.stringify(data) };
    this.lines = [...this.lines, line].slice(-limits.toldLines);
    this.notify();
  }

  /** What came after an event and still counts, in order. */
  after(sequence: number): SentEvent[] {
    const all = [...this.newest.values(), ...this.lines];
    return all.filter((one) => one.sequence > sequence).sort((a, b) => a.sequence - b.sequence);
  }

  /** `hear`: there is something new. Returns what ends that. */
  listen(hear: () => void): () => void {
    this.listeners.add(hear);
    return () => void this.listeners.delete(hear);
  }

  private notify(): void {
    for (const hear of this.listeners) hear();
  }
}
