// `node scripts/bundle-page.mjs`: the script and the style of pages, each as one file that imports nothing.
import { build } from 'esbuild';
import { join } from 'node:path';
import { projectRoot } from './project.mjs';

const folder = join('report', 'page');

await build({
  absWorkingDir: projectRoot(),
  entryPoints: { client: join(folder, 'client', 'main.ts'), style: join(folder, 'style.css') },
  outdir: join('dist', folder),
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: ['es2022'],
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
});
