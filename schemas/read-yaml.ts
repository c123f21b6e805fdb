// Text → plain values with positions, or findings. YAML 1.2: `no` and `off` are text, nothing is merged or constructed,
// nothing explodes.
import { parseDocument, type Document, type YAMLError } from 'yaml';
import type { ErrorCode } from '../domain/errors.js';
import type { Finding, Place, Source } from './complaint.js';
import { isNestedDeeper } from './nesting.js';
import { Positions } from './positions.js';
import { salvage } from './salvage.js';
import { yamlToPlain } from './yaml-to-plain.js';

export interface ReadYaml {
  /**
   * Plain values; mappings without prototype. Undefined if the text is not legal YAML and no part of it can be read.
   */
  readonly value: unknown;
  /** False if the value is only a part of what the text says. */
  readonly isWhole: boolean;
  readonly positions: Positions;
  readonly findings: readonly Finding[];
}

/** How deep a text may nest. A pipeline has at most 7 levels. */
const deepest = 60;

/** Reads the text of a source from `offset` on. */
export function readYaml(source: Source, offset = 0): ReadYaml {
  const place = (start: number, end: number): Place => ({ source, start: start + offset, end: end + offset });
  const text = source.text.slice(offset);
  if (isNestedDeeper(text, deepest)) return illegal([tooDeep(place(0, 0))]);
  const document = parse(text);
  const found = causes(document, text);
  const findings = found.map((problem) => syntaxFinding(problem, text, place));
  if (found.some(isConfusing)) return readParts(text, findings, place);
  const plain = yamlToPlain(document, place);
  const isWhole = found.every(({ code }) => code !== 'MULTIPLE_DOCS');
  return { ...plain, isWhole, findings: [...findings, ...plain.findings] };
}

const parse = (text: string): Document =>
  parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    prettyErrors: false,
  });

/** If the text is cut into sections: what those say that do not confuse the parser. */
function readParts(text: string, findings: readonly Finding[], place: (start: number, end: number) => Place): ReadYaml {
  const problems: YAMLError[] = [];
  const saved = salvage(text, (part) => {
    const problem = causes(parse(part), part).find(isConfusing);
    if (problem) problems.push(problem);
    return problem?.pos[0] ?? null;
  });
  if (saved === null) return illegal(findings);
  const plain = yamlToPlain(parse(saved.text), place);
  const others = saved.confusions.flatMap((at) => problems.find(({ pos }) => pos[0] === at) ?? []);
  const known = new Map(findings.map((finding) => [finding.place.start, finding]));
  for (const finding of others.map((problem) => syntaxFinding(problem, text, place))) {
    if (!known.has(finding.place.start)) known.set(finding.place.start, finding);
  }
  return { ...plain, isWhole: false, findings: [...known.values(), ...plain.findings] };
}

const illegal = (findings: readonly Finding[]): ReadYaml => ({
  value: undefined,
  isWhole: false,
  positions: new Positions(),
  findings,
});

function tooDeep(place: Place): Finding {
  const message = `the text is nested more than ${deepest} levels deep`;
  const [expected, found] = ['a pipeline, which has at most 7 levels', 'very deep nesting'];
  return { code: 'EAGAN_PIPELINE_SYNTAX', severity: 'error', path: [], place, message, expected, found };
}

/** Mistakes that do not confuse the parser about what follows. */
const harmless: readonly string[] = ['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED', 'NON_STRING_KEY', 'MULTIPLE_DOCS'];

const isConfusing = ({ code }: YAMLError): boolean => !harmless.includes(code);

/** The parser's complaints, without those that only follow from the first that confused it. */
function causes({ errors, warnings }: Document, text: string): YAMLError[] {
  // A tab before a mapping's first key makes the parser find keys twice at the end of the line before, where there are
  // none.
  const stands = ({ code, pos }: YAMLError): boolean => code !== 'DUPLICATE_KEY' || /\S/.test(text.charAt(pos[0]));
  const sorted = [...errors, ...warnings].filter(stands).sort((a, b) => a.pos[0] - b.pos[0]);
  const confused = sorted.findIndex(isConfusing);
  return confused < 0 ? sorted : sorted.slice(0, confused + 1);
}

interface Meaning {
  readonly code?: ErrorCode;
  readonly message?: (text: string) => string;
  readonly suggestion?: string;
}

/** What the parser's codes mean for a person. */
const meanings: Readonly<Partial<Record<string, Meaning>>> = {
  TAB_AS_INDENT: {
    code: 'EAGAN_PIPELINE_TAB',
    message: () => 'tabs are not allowed in indentation',
    suggestion: 'Replace the tab with spaces.',
  },
  DUPLICATE_KEY: {
    code: 'EAGAN_PIPELINE_DUPLICATE_KEY',
    message: (text) => `the key ${text} appears twice in the same mapping`,
    suggestion: 'Delete one of the two.',
  },
  MULTIPLE_DOCS: {
    code: 'EAGAN_PIPELINE_SEVERAL_DOCUMENTS',
    message: () => 'the file must hold one document (another starts here)',
    suggestion: 'Delete the `---`, or make two files.',
  },
  TAG_RESOLVE_FAILED: {
    message: (text) => `a pipeline must not have YAML tags (got ${text})`,
    suggestion: 'Delete the tag.',
  },
  NON_STRING_KEY: { message: () => 'a key must be a name' },
  MULTILINE_IMPLICIT_KEY: {
    message: () => 'a key must be on one line, followed by a colon and a space',
    suggestion: 'Put a space after the colon.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: () => 'each key must be on its own line (a second key is on this line)',
    suggestion: 'Start a new line, or put quotes around a text that contains ": ".',
  },
  BAD_SCALAR_START: { suggestion: 'Put quotes around the text.' },
};

function syntaxFinding(problem: YAMLError, text: string, place: (start: number, end: number) => Place): Finding {
  if (text.slice(problem.pos[0] - 1).startsWith('${param:')) return bareParameter(problem.pos[0] - 1, text, place);
  const start = Math.min(problem.pos[0], text.length);
  const word = /^[\w!.-]+/.exec(text.slice(start, start + 60))?.[0] ?? text.slice(start, start + 1);
  const meaning = meanings[problem.code] ?? {};
  return {
    code: meaning.code ?? 'EAGAN_PIPELINE_SYNTAX',
    severity: 'error',
    path: [],
    place: place(start, start + word.length),
    message: meaning.message?.(word) ?? problem.message,
    expected: 'valid YAML 1.2',
    found: word === '' ? 'the end of the file' : JSON.stringify(word),
    ...(meaning.suggestion === undefined ? {} : { suggestion: meaning.suggestion }),
  };
}

/** Inside braces and brackets YAML takes the `{` of `${param:name}` for a mapping. */
function bareParameter(start: number, text: string, place: (start: number, end: number) => Place): Finding {
  const found = /^\$\{param:[^}\n]*\}?/.exec(text.slice(start))![0];
  return {
    code: 'EAGAN_PIPELINE_SYNTAX',
    severity: 'error',
    path: [],
    place: place(start, start + found.length),
    message: `inside { } and [ ] a parameter must be in quotes (got ${found})`,
    expected: `"${found}"`,
    found,
    suggestion: `Write "${found}".`,
  };
}
