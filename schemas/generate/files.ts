// The files that are generated from the schema, and their texts.
import { readFileSync } from 'node:fs';
import { fileSchema } from './file-schema.js';
import { rawTypes } from './raw-types.js';
import { pipelinePage } from './reference.js';

/** Each file's path from the root of the project, and its text. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const guide = readFileSync(new URL('../../../schemas/pipeline-guide.md', import.meta.url), 'utf8');
  return {
    'schemas/pipeline.schema.json': `${JSON.stringify(fileSchema(), null, 2)}\n`,
    'schemas/raw-pipeline.ts': rawTypes(),
    'docs/pipeline.md': pipelinePage(guide),
  };
}
