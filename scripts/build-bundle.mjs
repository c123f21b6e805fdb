// `node scripts/build-bundle.mjs`: bundles the compiled workflows once, so that a worker need not at every start.
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { projectRoot } from './project.mjs';

const dist = join(projectRoot(), 'dist');
const target = join(dist, 'workflow-bundle.js');
const { code } = await bundleWorkflowCode({
  workflowsPath: join(dist, 'workflows', 'index.js'),
  logger: new DefaultLogger('WARN'),
});
writeFileSync(`${target}.${process.pid}`, code);
renameSync(`${target}.${process.pid}`, target);
