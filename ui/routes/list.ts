// The list of runs.
import { listPage } from '../pages/pages.js';
import { sendPage, type Route } from './route.js';

export const list: Route = {
  path: '/',
  answer: ({ door }, _request, reply) => sendPage(reply, listPage(door.stateFolder)),
};
