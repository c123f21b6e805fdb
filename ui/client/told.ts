// Lines about what has happened: the last ones, and now and then one for those who listen.
import type { LiveEvents } from '../live/events.js';

const mostLines = 50;
const quietMs = 10_000;
let waiting: ReturnType<typeof setTimeout> | undefined;
let next = '';

export function appendTold({ lines, important }: LiveEvents['told']): void {
  const list = document.getElementById('told');
  for (const line of lines.slice(-mostLines)) {
    const item = document.createElement('li');
    item.textContent = line;
    list?.append(item);
  }
  while (list && list.childElementCount > mostLines) list.firstElementChild!.remove();
  if (important !== null) announce(important);
}

export const clearTold = (): void => document.getElementById('told')?.replaceChildren();

/** Reads out the newest at once, and then no more than one in ten seconds. */
function announce(text: string): void {
  next = text;
  if (waiting !== undefined) return;
  const say = (): void => {
    waiting = undefined;
    if (next === '') return;
    document.getElementById('announcer')!.textContent = next;
    next = '';
    waiting = setTimeout(say, quietMs);
  };
  say();
}
