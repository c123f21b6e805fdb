// Streams of events: nothing is kept for a page that reads slowly, nothing is lost for one that comes back, and a watch
// ends with its last page.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Channel } from '../../ui/live/channel.js';
import { Hub } from '../../ui/live/hub.js';
import { streamTo } from '../../ui/live/stream.js';
import { framed, framedFailure, unframed } from '../../ui/reports/frame.js';
import { limits } from '../../ui/limits.js';

/** A page whose connection takes so many writes and then is full. */
class SlowPage extends EventEmitter {
  readonly written: string[] = [];
  destroyed = false;

  constructor(public room = Infinity) {
    super();
  }

  write(text: string): boolean {
    this.written.push(text);
    return --this.room > 0;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }

  get names(): string[] {
    return this.written.flatMap((text) => /^event: (\w+)/m.exec(text)?.[1] ?? []);
  }
}

const streamed = (page: SlowPage, channel: Channel, seen = ''): void =>
  streamTo(page as unknown as ServerResponse, channel, seen, () => undefined);

const line = (text: string) => ({ lines: [text], important: null });

test('a page gets the newest of each kind, and then what comes', () => {
  const channel = new Channel();
  channel.show('list', { html: 'old' });
  channel.show('list', { html: 'new' });
  channel.tell(line('a'));
  const page = new SlowPage();
  streamed(page, channel);
  assert.deepEqual(page.names, ['hello', 'list', 'told']);
  assert.match(page.written[1]!, /data: \{"html":"new"\}/);
  channel.show('list', { html: 'new' });
  assert.equal(page.written.length, 3, 'the same is not sent again');
  channel.show('now', { html: 'x' });
  assert.deepEqual(page.names.slice(3), ['now']);
  page.destroy();
});

test('a page that comes back hears only what came since, and everything of another channel', () => {
  const channel = new Channel();
  for (const text of ['a', 'b', 'c']) channel.tell(line(text));
  for (const [seen, wanted] of [
    [`${channel.id}-2`, ['c']],
    [`${channel.id}-3`, []],
    ['0123-2', ['a', 'b', 'c']],
    [`${channel.id}-x`, ['a', 'b', 'c']],
    ['', ['a', 'b', 'c']],
  ] as const) {
    const page = new SlowPage();
    streamed(page, channel, seen);
    assert.deepEqual(
      page.written.flatMap((text) => /"lines":\["(\w)"\]/.exec(text)?.[1] ?? []),
      wanted,
      seen,
    );
    page.destroy();
  }
});

test('for a page that reads slowly only the newest waits', () => {
  const channel = new Channel();
  const page = new SlowPage(1);
  streamed(page, channel);
  for (let count = 0; count < 10_000; count++) channel.show('list', { html: String(count) });
  assert.equal(page.written.length, 1);
  page.room = Infinity;
  page.emit('drain');
  assert.deepEqual(page.names, ['hello', 'list']);
  assert.match(page.written[1]!, /"9999"/);
  page.destroy();
});

test('a page that reads nothing for two beats is let go', (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const page = new SlowPage(1);
  streamed(page, new Channel());
  context.mock.timers.tick(limits.beatMs);
  assert.equal(page.destroyed, false);
  context.mock.timers.tick(limits.beatMs);
  assert.equal(page.destroyed, true);
  const quick = new SlowPage();
  streamed(quick, new Channel());
  context.mock.timers.tick(5 * limits.beatMs);
  assert.equal(quick.destroyed, false);
  assert.equal(quick.written.filter((text) => text === ':\n\n').length, 5);
  quick.destroy();
});

test('a channel keeps a bounded number of lines', () => {
  const channel = new Channel();
  for (let count = 0; count < 1_000; count++) channel.tell(line(String(count)));
  assert.equal(channel.after(0).length, limits.toldLines);
});

test('a watch begins with the first page, is shared, outlives a reload, and ends after the last one has left', async () => {
  const hub = new Hub(20);
  let [begun, ended] = [0, 0];
  const watch = async (_channel: Channel, signal: AbortSignal): Promise<void> => {
    begun++;
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    ended++;
  };
  const [first, second] = [hub.join('a', watch), hub.join('a', watch)];
  assert.equal(first.channel, second.channel);
  assert.deepEqual([begun, hub.watches, hub.pages], [1, 1, 2]);
  first.leave();
  first.leave();
  second.leave();
  const third = hub.join('a', watch);
  await sleep(60);
  assert.deepEqual([begun, ended, hub.pages], [1, 0, 1]);
  third.leave();
  while (ended === 0) await sleep(5);
  assert.deepEqual([hub.watches, hub.pages], [0, 0]);
  assert.notEqual(hub.join('a', watch).channel, first.channel);
  await hub.close();
  assert.deepEqual([begun, ended, hub.watches], [2, 2, 0]);
});

test('a report arrives whole or not at all', () => {
  const sections = [
    { id: 'one', title: 'One', text: '<p>ü</p>\n' },
    { id: 'two', title: 'Two', text: '' },
  ];
  const bytes = framed('2026-01-01T00:00:00.000Z', sections, '{"a":1}');
  const found = unframed(bytes)!;
  assert.ok('parts' in found);
  assert.deepEqual([...found.parts].map(([id, part]) => [id, part.toString()]), [['one', '<p>ü</p>\n'], ['two', ''], ['facts', '{"a":1}']]); // prettier-ignore
  for (let length = 0; length < bytes.length; length++) assert.equal(unframed(bytes.subarray(0, length)), null);
  assert.equal(unframed(Buffer.concat([bytes, Buffer.from('x')])), null);
  const failed = unframed(framedFailure({ code: 'EAGAN_RUN_DAMAGED', message: 'm', cure: null }));
  assert.deepEqual(failed, { status: 'failed', code: 'EAGAN_RUN_DAMAGED', message: 'm', cure: null });
});
