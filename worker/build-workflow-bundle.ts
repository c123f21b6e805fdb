// Bundles the compiled workflows: `node dist/worker/build-workflow-bundle.js`, as each build does. The bundle is
// complete or absent, also if two builds run at once.
import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { bundleFile, failureConverterFile, workflowsEntry } from './workflow-bundle.js';

const logger = new DefaultLogger('WARN');
const { code } = await bundleWorkflowCode({
  workflowsPath: workflowsEntry,
  failureConverterPath: failureConverterFile,
  logger,
});
const temporary = `${bundleFile}.${process.pid}`;
writeFileSync(temporary, code);
chmodSync(temporary, 0o644); // a part of the program, also if a worker makes it
renameSync(temporary, bundleFile);
