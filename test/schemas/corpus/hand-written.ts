// Broken files that no table of replacements makes: bytes, line ends, texts that are no pipelines. They are in files/.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../support/project.js';
import type { BrokenFile } from './broken-file.js';

/** `CODE line:column` of every complaint about each. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'alias-bomb.yaml': ['EAGAN_PIPELINE_ALIAS 5:8'],
  'alias-of-itself.yaml': ['EAGAN_PIPELINE_TYPE 7:40', 'EAGAN_PIPELINE_ALIAS 7:41'],
  'all-at-once.yaml': [
    'EAGAN_PIPELINE_VALUE 2:7',
    'EAGAN_PIPELINE_UNKNOWN_KEY 3:1',
    'EAGAN_PIPELINE_TYPE 4:34',
    'EAGAN_PIPELINE_RANGE 5:36',
    'EAGAN_PIPELINE_UNKNOWN_KEY 5:58',
    'EAGAN_POPULATION_ODD 6:30',
    'EAGAN_BEST_NOT_AN_OBJECTIVE 6:40',
    'EAGAN_GENOTYPE_UNKNOWN 8:98',
    'EAGAN_STAGE_PAIRING 9:58',
    'EAGAN_STAGE_UNKNOWN 9:101',
    'EAGAN_PIPELINE_CHOICE 10:28',
    'EAGAN_PIPELINE_VALUE 11:20',
  ],
  'byte-order-mark.yaml': ['EAGAN_PIPELINE_VALUE 2:7'],
  'carriage-returns-only.yaml': ['EAGAN_PIPELINE_SYNTAX 1:10'],
  'compressed.yaml': ['EAGAN_PIPELINE_ENCODING 1:2'],
  'conflict.yaml': ['EAGAN_PIPELINE_SYNTAX 2:1', 'EAGAN_PIPELINE_SYNTAX 4:1', 'EAGAN_PIPELINE_SYNTAX 6:1'],
  'control-character.yaml': ['EAGAN_PIPELINE_ENCODING 2:9'],
  'crlf.yaml': ['EAGAN_PIPELINE_TYPE 3:7'],
  'cut-character.yaml': ['EAGAN_PIPELINE_ENCODING 8:3'],
  'cut-off.yaml': ['EAGAN_PIPELINE_SYNTAX 6:73'],
  'deep-brackets.yaml': ['EAGAN_PIPELINE_SYNTAX 1:1'],
  'deep-indentation.yaml': ['EAGAN_PIPELINE_SYNTAX 1:1'],
  'document-end.yaml': ['EAGAN_PIPELINE_SEVERAL_DOCUMENTS 9:1'],
  'duplicate-keys.yaml': [
    'EAGAN_PIPELINE_DUPLICATE_KEY 8:1',
    'EAGAN_PIPELINE_DUPLICATE_KEY 9:1',
    'EAGAN_PIPELINE_DUPLICATE_KEY 9:42',
  ],
  'empty.yaml': ['EAGAN_PIPELINE_EMPTY 1:1'],
  'latin-1.yaml': ['EAGAN_PIPELINE_ENCODING 2:17'],
  'list.yaml': ['EAGAN_PIPELINE_TYPE 1:1'],
  'merge-key.yaml': ['EAGAN_PIPELINE_UNKNOWN_KEY 4:30'],
  'missing-bracket.yaml': ['EAGAN_PIPELINE_SYNTAX 4:1'],
  'no-version.yaml': ['EAGAN_PIPELINE_MISSING_KEY 1:1'],
  'norway.yaml': [
    'EAGAN_PIPELINE_TYPE 7:56',
    'EAGAN_PIPELINE_TYPE 8:23',
    'EAGAN_PIPELINE_TYPE 8:50',
    'EAGAN_PIPELINE_TYPE 9:31',
  ],
  'numbers-in-strings.yaml': ['EAGAN_PIPELINE_TYPE 3:34', 'EAGAN_PIPELINE_TYPE 4:36', 'EAGAN_PIPELINE_TYPE 4:70'],
  'numbers-of-other-languages.yaml': [
    'EAGAN_PIPELINE_TYPE 3:7',
    'EAGAN_PIPELINE_TYPE 4:34',
    'EAGAN_PIPELINE_UNKNOWN_KEY 8:39',
  ],
  'only-comments.yaml': ['EAGAN_PIPELINE_EMPTY 1:1'],
  'only-null.yaml': ['EAGAN_PIPELINE_EMPTY 1:1'],
  'prose.yaml': ['EAGAN_PIPELINE_TYPE 1:1'],
  'python-object.yaml': ['EAGAN_PIPELINE_SYNTAX 2:7'],
  'quote-left-open.yaml': ['EAGAN_PIPELINE_SYNTAX 8:1'],
  'several-documents.yaml': ['EAGAN_PIPELINE_SEVERAL_DOCUMENTS 8:1'],
  'tab-in-a-list.yaml': ['EAGAN_PIPELINE_TAB 6:1'],
  'tabs.yaml': ['EAGAN_PIPELINE_TAB 8:1'],
  'tagged.yaml': ['EAGAN_PIPELINE_SYNTAX 2:7'],
  'utf-16.yaml': ['EAGAN_PIPELINE_ENCODING 1:1'],
  'version-2.yaml': ['EAGAN_PIPELINE_VERSION 1:10', 'EAGAN_PIPELINE_UNKNOWN_KEY 3:1'],
  'web-page.yaml': ['EAGAN_PIPELINE_TYPE 1:1'],
  'wide-characters.yaml': ['EAGAN_PIPELINE_VALUE 3:18'],
};

const folder = join(projectRoot, 'test/schemas/corpus/files');

/** Each file of the folder. A file without expectations fails its test. */
export const handWritten: readonly BrokenFile[] = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name)),
  expected: (expected[name] ?? []).map((one) => one.replace(' ', ' test.yaml:')),
}));
