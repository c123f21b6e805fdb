// The stream of events. A hidden page closes it: browsers open only six connections to one server, for all pages.
import type { LiveEvent, LiveEvents } from '../live/events.js';
import { appendTold, clearTold } from './told.js';
import { showReport } from './report.js';
import { replaceContent } from './replace.js';

const retryMs = 10_000;

type Handlers = { readonly [N in LiveEvent]: (data: LiveEvents[N]) => void };

const handlers: Handlers = {
  list: ({ html }) => replaceContent(place('list'), html),
  now: ({ html }) => replaceContent(place('now'), html),
  trouble: ({ html }) => replaceContent(place('trouble'), html),
  report: (report) => void showReport(report),
  told: appendTold,
};

const place = (id: string): HTMLElement => document.getElementById(id)!;

/** Opens the stream at an address, and opens it again whenever it is lost. */
export function follow(address: string): void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let [seen, channel] = ['', ''];
  const close = (): void => {
    clearTimeout(retry);
    source?.close();
    source = null;
  };
  const open = (): void => {
    close();
    const opened = (source = new EventSource(`${address}${address.includes('?') ? '&' : '?'}seen=${seen}`));
    opened.addEventListener('hello', ({ data }) => {
      const now = (JSON.parse(data as string) as { readonly channel: string }).channel;
      if (channel !== now) clearTold();
      channel = now;
      say('Connected: what you see is kept up to date.');
    });
    opened.addEventListener('error', () => {
      if (opened.readyState !== EventSource.CLOSED) return say('The connection was lost. The page tries again.');
      say('eagan ui has ended, or no longer knows this browser: open the link that it prints.');
      retry = setTimeout(open, retryMs);
    });
    for (const name of Object.keys(handlers) as LiveEvent[])
      opened.addEventListener(name, ({ data, lastEventId }) => {
        seen = lastEventId;
        handlers[name](JSON.parse(data as string) as never);
      });
  };
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  if (!document.hidden) open();
}

const say = (text: string): void => void (place('connection').textContent = text);
