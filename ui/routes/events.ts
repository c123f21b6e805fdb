// What happens while a page is open.
import type { OutgoingHttpHeaders } from 'node:http';
import { refuse } from '../gate.js';
import { limits } from '../limits.js';
import { listWatch } from '../live/list-watch.js';
import { runWatch } from '../live/run-watch.js';
import { streamTo } from '../live/stream.js';
import { keyOf } from '../reports/reports.js';
import { queryValue, runsIn, type Route } from './route.js';

export const events: Route = {
  path: '/events',
  answer(parts, request, reply) {
    const runs = runsIn(request);
    if (runs === null) return refuse(reply, { status: 400, text: 'These are not names of runs.' });
    if (parts.hub.pages >= limits.streams)
      return refuse(reply.header('retry-after', '10'), { status: 503, text: 'Too many pages are open.' });
    const watch = runs.length === 0 ? listWatch(parts.door, parts.server) : runWatch(runs, parts);
    const { channel, leave } = parts.hub.join(keyOf(runs), watch);
    // A page that was hidden opens a new stream, which cannot send a header.
    const seen = queryValue(request, 'seen') || String(request.headers['last-event-id'] ?? '');
    reply.hijack();
    const headers = reply.getHeaders() as OutgoingHttpHeaders;
    reply.raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' });
    streamTo(reply.raw, channel, seen, leave);
    return reply;
  },
};
