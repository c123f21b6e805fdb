// `npm run generate`: writes the files that are generated from the schema.
import { writeFileSync } from 'node:fs';
import { generatedFiles } from './files.js';

for (const [path, text] of Object.entries(generatedFiles())) {
  writeFileSync(new URL(`../../../${path}`, import.meta.url), text);
}
