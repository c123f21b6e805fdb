// The connection of one open page, as server-sent events. A page that reads slowly gets the newest of each kind later,
// and nothing is kept for it; one that reads nothing is let go.
import type { ServerResponse } from 'node:http';
import { limits } from '../limits.js';
import type { Channel } from './channel.js';

/** `dd0f1c-17`: the channel and the last event that a page has seen. */
const idForm = /^([0-9a-f]{1,20})-(\d{1,15})$/;

/** Sends events until the page leaves; `closed` is called once. `seen`: the id of the last event of before, if any. */
export function streamTo(response: ServerResponse, channel: Channel, seen: string, closed: () => void): void {
  let sent = seenIn(channel, seen);
  let isFull = false;
  let wasFull = false;
  const write = (text: string): void => void (isFull = !response.write(text));
  const pump = (): void => {
    for (const { sequence, name, text } of isFull ? [] : channel.after(sent)) {
      sent = sequence;
      write(`id: ${channel.id}-${sequence}\nevent: ${name}\ndata: ${text}\n\n`);
      if (isFull) return;
    }
  };
  const beat = setInterval(() => {
    if (isFull && wasFull) return void response.destroy();
    wasFull = isFull;
    if (!isFull) write(':\n\n');
  }, limits.beatMs);
  const unlisten = channel.listen(pump);
  response.on('drain', () => {
    isFull = false;
    pump();
  });
  response.on('error', () => undefined);
  response.once('close', () => {
    clearInterval(beat);
    unlisten();
    closed();
  });
  write(`retry: 2000\nevent: hello\ndata: ${JSON.stringify({ channel: channel.id })}\n\n`);
  pump();
}

/** 0: the page has seen nothing of this channel. */
function seenIn(channel: Channel, seen: string): number {
  const [, id, sequence] = idForm.exec(seen) ?? [];
  return id === channel.id ? Number(sequence) : 0;
}
