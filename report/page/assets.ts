// The script and the style of pages, as the build made them.
import { readFileSync } from 'node:fs';
import type { Assets } from './document.js';

export const readAssets = (): Assets => ({ script: built('client.js'), style: built('style.css') });

const built = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8').trim();
