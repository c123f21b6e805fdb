// The keys of a file that are not the pipeline's: `extends` and `parameters`.
import type { Finding } from './complaint.js';
import type { Positions } from './positions.js';
import { schemaFindings } from './schema-findings.js';
import { fileKeyErrors } from './schema.js';

/** What the schema refuses of these keys. */
export function fileKeyFindings(keys: Readonly<Record<string, unknown>>, positions: Positions): Finding[] {
  return schemaFindings(fileKeyErrors(keys), keys, positions);
}
