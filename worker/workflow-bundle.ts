// The workflows' code as one file. A separate process builds it: webpack would need more memory than the worker may
// have.
import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const compiled = fileURLToPath(new URL('..', import.meta.url));
export const workflowsEntry = join(compiled, 'workflows', 'index.js');
/** Used by workflows, workers and clients alike. */
export const failureConverterFile = join(compiled, 'workflows', 'failure-converter.js');
export const bundleFile = join(compiled, 'workflow-bundle.js');
const builder = fileURLToPath(new URL('./build-workflow-bundle.js', import.meta.url));
/** What the bundle is made from. */
const sources = ['workflows', 'domain'].map((folder) => join(compiled, folder));

/** The path of a bundle that is not older than the code; builds it if needed (2 s). */
export async function freshWorkflowBundle(): Promise<string> {
  if (!isFresh()) await promisify(execFile)(process.execPath, [builder], { timeout: 120_000 });
  return bundleFile;
}

function isFresh(): boolean {
  const built = statSync(bundleFile, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.every((folder) => newest(folder) < built);
}

function newest(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  return Math.max(0, ...names.map((name) => statSync(join(folder, name)).mtimeMs));
}
