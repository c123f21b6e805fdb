// Every address of the pages: one line each.
import { assets } from './assets.js';
import { comparison } from './comparison.js';
import { events } from './events.js';
import { list } from './list.js';
import { open } from './open.js';
import { part } from './part.js';
import type { Route } from './route.js';
import { oneRun } from './run.js';

export const routes: readonly Route[] = [open, list, oneRun, comparison, part, events, assets];
