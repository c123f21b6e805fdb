// The list of runs.
import { liveList } from '../pages/pages.js';
import { sendPage, type Route } from './route.js';

export const list: Route = {
  path: '/',
  answer: ({ door }, _request, reply) => sendPage(reply, liveList(door.stateFolder)),
};
