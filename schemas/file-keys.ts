// The keys of a file that are not the pipeline's: `extends` and `parameters`.
import { readFileSync } from 'node:fs';
import type { Finding } from './complaint.js';
import type { Positions } from './positions.js';
import { schemaFindings } from './schema-findings.js';
import { compileSchema, type Schema } from './schema.js';

/** Their schema as it ships, beside the sources. */
export const fileKeysSchema = JSON.parse(
  readFileSync(new URL('../../schemas/file-keys.schema.json', import.meta.url), 'utf8'),
) as Schema;

let check: ReturnType<typeof compileSchema> | null = null;

/** What the schema refuses of these keys. Compiled when a file has one. */
export function fileKeyFindings(keys: Readonly<Record<string, unknown>>, positions: Positions): Finding[] {
  check ??= compileSchema(fileKeysSchema);
  return check(keys) ? [] : schemaFindings(check.errors ?? [], keys, positions);
}
