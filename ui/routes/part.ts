// A part of a report: a section as HTML, or the facts as JSON, in the version that the page was told of.
import { refuse } from '../gate.js';
import { factsPart } from '../reports/frame.js';
import { queryValue, runsIn, type Route } from './route.js';

export const part: Route = {
  path: '/parts/:part',
  answer({ reports }, request, reply) {
    const { part: id } = request.params as { readonly part: string };
    const report = reports.find(runsIn(request) ?? []);
    const bytes = report?.version === queryValue(request, 'version') ? report.parts.get(id) : undefined;
    // The page is told of the newer version, and asks again.
    if (bytes === undefined) return refuse(reply, { status: 404, text: 'There is no such part of this version.' });
    // Not a page of its own: without a shell it would have no way back.
    return reply.type(`${id === factsPart ? 'application/json' : 'text/plain'}; charset=utf-8`).send(bytes);
  },
};
