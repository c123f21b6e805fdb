// A program of the build: compiles the JSON Schemas to code beside the compiled sources. Compiling at each start took a
// third of the time of `eagan validate`.
import { writeFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { fileKeysSchema, pipelineSchema } from './schema.js';

const ajv = new Ajv({
  allErrors: true,
  verbose: true,
  discriminator: true,
  strict: false,
  strictNumbers: true,
  code: { source: true },
});
ajv.addSchema(pipelineSchema, 'pipeline');
ajv.addSchema(fileKeysSchema, 'fileKeys');

const code = standalone.default(ajv, { pipeline: 'pipeline', fileKeys: 'fileKeys' });
writeFileSync(new URL('./compiled-schemas.cjs', import.meta.url), code);
