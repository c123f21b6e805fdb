// `node scripts/bundle-page.mjs`: the script and the style of reports and of live pages, each as one file that imports
// nothing.
import { build } from 'esbuild';
import { join } from 'node:path';
import { projectRoot } from './project.mjs';

const folders = [join('report', 'page'), 'ui'];

await build({
  absWorkingDir: projectRoot(),
  entryPoints: Object.fromEntries(
    folders.flatMap((folder) => [
      [join(folder, 'client'), join(folder, 'client', 'main.ts')],
      [join(folder, 'style'), join(folder, 'style.css')],
    ]),
  ),
  outdir: 'dist',
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: ['es2022'],
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
});
