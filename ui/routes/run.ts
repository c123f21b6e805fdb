// The page of one run. A run that is not there has a page that says so, and shows it once it is there.
import { isRunName } from '../../domain/runs/run-id.js';
import { liveRun } from '../pages/pages.js';
import { sendPage, type Route } from './route.js';

export const oneRun: Route = {
  path: '/runs/:run',
  answer(_parts, request, reply) {
    const { run: name } = request.params as { readonly run: string };
    return isRunName(name) ? sendPage(reply, liveRun(name)) : (reply.callNotFound() ?? reply);
  },
};
