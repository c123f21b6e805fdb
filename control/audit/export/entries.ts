// What an audit export contains: one row for each file, in the order of the zip. docs/ledger.md describes their forms.
import { canonicalJson } from '../../../domain/digest.js';
import { readRegularFile } from '../../../scripts/foreign-files.mjs';
import { shippedFile } from '../../../scripts/project.mjs';
import { exportNames, pipelineName } from '../../runs/exported-files.js';
import { exportedPipeline } from '../../runs/exported-pipeline.js';
import { auditBytes, type AuditFile } from '../audit-file.js';
import { candidatesCsv, candidatesParquet } from './candidate-tables.js';
import { crateMetadata, type DescribedFile } from './crate.js';
import { jsonObject, lineOfBytes, uniqueRecords, type AuditSource as Source } from './source.js';
import { stepRows } from './step-rows.js';
import type { ZipEntry } from './zip-file.js';

type Contents = AsyncIterable<string | Uint8Array>;
type AuditSource = Source & { readonly audit: AuditFile };

interface EntryRow extends DescribedFile, Pick<ZipEntry, 'isDense'> {
  contents(source: AuditSource): Contents;
  /** Absent: every export has it. */
  isHere?(source: AuditSource): boolean;
}

const json = 'application/json';
const lines = 'application/jsonl';

const file = (name: string, format: string, about: string, contents: EntryRow['contents'], more: Partial<EntryRow> = {}): EntryRow => ({ name, format, about, contents, ...more }); // prettier-ignore

/** A file that ships with the program. */
async function* shipped(name: string): Contents {
  yield readRegularFile(shippedFile(name), { atMost: 2 ** 20 });
}

async function* value(one: unknown): Contents {
  yield `${canonicalJson(one)}\n`;
}

async function* ledgerLines({ raw, run, head }: AuditSource): Contents {
  for await (const { number, bytes } of raw.ledger(run.frozen.run)) {
    if (number > (head?.sequence ?? 0)) return; // a line that came since the run was looked over
    yield lineText(bytes);
  }
}

async function* journalLines({ raw, run }: AuditSource): Contents {
  for await (const { bytes } of raw.journal(run.frozen.run)) yield lineText(bytes);
}

async function* recordLines({ raw, steps }: AuditSource): Contents {
  for (const { key, fingerprint } of uniqueRecords(steps)) yield lineText(await raw.record(key, fingerprint));
}

async function* objectLines({ raw, objects }: AuditSource): Contents {
  for (const digest of objects) yield `${(await jsonObject(raw, digest))?.text ?? ''}\n`;
}

/** What cannot be read is left out here; `absent.json` names it. */
function lineText(bytes: Uint8Array | null): string {
  const line = lineOfBytes(bytes);
  return line === null ? '' : `${line.text}\n`;
}

async function* result({ raw, results }: AuditSource, name: string): Contents {
  const bytes = await raw.object(results.get(name)!);
  if (bytes !== null) yield bytes;
}

const refsOf = ({ run: { owner, state, request, result } }: AuditSource): object => ({ owner, state, request, result });
const absentOf = ({ missing, removed, digestOnly }: AuditSource): object => ({ missing, removed, digestOnly });

/** How exported files are described, by output. */
const resultRows: Readonly<Record<string, readonly [format: string, about: string, isDense?: boolean]>> = {
  genotype: [json, 'the architectures of the winner'],
  weights: ['application/octet-stream', 'the weights of the winner, as safetensors', true],
  samples: ['image/png', 'images of the winner', true],
  manifest: [json, 'what the exported files are made from'],
};

/** The rows. A new one is described here and in docs/ledger.md, nowhere else. */
export const auditEntries: readonly EntryRow[] = [
  file(
    'audit.json',
    json,
    'the statement about the run, and its signature if somebody signed',
    async function* (source) {
      yield auditBytes(source.audit);
    },
  ),
  file('frozen.json', json, 'the run as it was frozen: pipeline, texts, options', ({ frozen }) => value(frozen)),
  file('refs.json', json, 'owner, state, request and result of the run', (source) => value(refsOf(source))),
  file('absent.json', json, 'what was missing, what eagan gc removed, what is not here', (source) =>
    value(absentOf(source)),
  ),
  file('ledger.jsonl', lines, 'the ledger: every line as it is stored', ledgerLines),
  file('journal.jsonl', lines, 'the journal of runs made before the ledger had other lines than steps', journalLines, {
    isHere: ({ hasJournal }) => hasJournal,
  }),
  file('records.jsonl', lines, 'the record of each step, as it is stored', recordLines),
  file('objects.jsonl', lines, 'the JSON objects that the steps made: one a line, named by the digest of the line', objectLines), // prettier-ignore
  ...Object.entries(resultRows).map(([output, [format, about, isDense = false]]) => {
    const name = exportNames[output]!;
    const isHere = ({ results }: AuditSource): boolean => results.has(name);
    return file(`results/${name}`, format, about, (source) => result(source, name), { isDense, isHere });
  }),
  file(
    `results/${pipelineName}`,
    'application/yaml',
    'the frozen pipeline as a file that can be run',
    async function* (source) {
      // prettier-ignore
      yield exportedPipeline(source.run.frozen);
    },
  ),
  file('steps.jsonl', lines, 'the steps as a table: each line of a step with its record', stepRows),
  file('candidates.csv', 'text/csv', 'every candidate with its figures, as a table', candidatesCsv),
  file('candidates.parquet', 'application/vnd.apache.parquet', 'the same table for pandas and its kind', candidatesParquet, { isDense: true }), // prettier-ignore
  file('ledger.md', 'text/markdown', 'the form of all these files, and every rule to check', () =>
    shipped('docs/ledger.md'),
  ),
  file('check.mjs', 'text/javascript', 'checks all of this by Node alone', () => shipped('scripts/audit/check.mjs')),
  file('check-reading.mjs', 'text/javascript', 'the part of check.mjs that reads', () => shipped('scripts/audit/check-reading.mjs')), // prettier-ignore
];

/** The entries of an export, with the two that describe the others: the crate, and the digests. */
export function entriesOf(source: AuditSource): ZipEntry[] {
  const rows = auditEntries.filter(({ isHere }) => isHere?.(source) ?? true);
  return [
    ...rows.map((row): ZipEntry => ({ ...row, contents: () => row.contents(source) })),
    { name: 'ro-crate-metadata.json', contents: (written) => value(crateMetadata(source, rows, written)) },
    { name: 'files.sha256', contents: digestLines },
  ];
}

/** As `sha256sum --check` reads them. */
async function* digestLines(written: Parameters<ZipEntry['contents']>[0]): Contents {
  for (const [name, digest] of written) yield `${digest}  ${name}\n`;
}
