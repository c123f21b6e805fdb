// A complaint about a pipeline file: the requirement, the actual value, the position, and the fix.
import { codeFrameColumns } from '@babel/code-frame';
import type { ErrorCode } from '../domain/errors.js';
import { printableLine } from '../scripts/printable.mjs';

/** Keys and list positions, from the root. */
export type Path = readonly (string | number)[];

/** A text that values come from: the file, or an override on the command line. */
export interface Source {
  /** The file's name, or the option (`--set`). */
  readonly file: string;
  readonly text: string;
  /** The folder, absolute, from which relative paths in a file start. An option has none. */
  readonly folder?: string;
}

/** The position of something: offsets [start, end) into a source. */
export interface Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** What a check reports. */
export interface Finding {
  readonly code: ErrorCode;
  readonly severity: 'error' | 'warning';
  readonly path: Path;
  readonly place: Place;
  readonly message: string;
  readonly expected: string;
  readonly found: string;
  /** The likely intention: a legal name or value, or an instruction. */
  readonly suggestion?: string;
}

/**
 * A finding in the form for people and programs. Lines and columns count from 1; endColumn is on the same line and
 * exclusive.
 */
export interface Complaint {
  readonly code: ErrorCode;
  readonly severity: 'error' | 'warning';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn?: number;
  /** `stages.generator.population`: stages by id if they have one. */
  readonly path: string;
  readonly message: string;
  readonly expected: string;
  readonly found: string;
  readonly suggestion?: string;
  /** The lines around it, with a caret. */
  readonly frame: string;
}

/** Nobody reads more complaints about one file than this. */
const mostComplaints = 50;

/** Findings as complaints, at most `mostComplaints`, and how many more there are. */
export interface Complaints {
  readonly shown: readonly Complaint[];
  readonly more: number;
  readonly errors: number;
}

/** Findings as complaints: those of files in file order, then those of overrides, each in the order of the text. */
export function findingsToComplaints(
  findings: readonly Finding[],
  files: readonly Pick<Source, 'file'>[],
  root: unknown,
): Complaints {
  const names = files.map(({ file }) => file);
  const rank = ({ place }: Finding): number => {
    const index = names.indexOf(place.source.file);
    return index < 0 ? names.length : index;
  };
  // Texts by number: a file of 64 KiB in each of thousands of names would take seconds.
  const texts = new Map<string, number>();
  const numberOf = (text: string): number => texts.get(text) ?? (texts.set(text, texts.size), texts.size - 1);
  const identity = ({ code, place, message }: Finding): string =>
    `${code} ${place.source.file} ${place.start} ${numberOf(place.source.text)} ${message}`;
  const all = [...new Map(findings.map((finding) => [identity(finding), finding])).values()];
  const errors = all.filter(({ severity }) => severity === 'error');
  // What is wrong comes before what is only doubtful, if not all can be shown.
  const first = all.length > mostComplaints && errors.length > 0 ? errors : all;
  const shown = first.sort((a, b) => rank(a) - rank(b) || a.place.start - b.place.start).slice(0, mostComplaints);
  return {
    shown: shown.map((finding) => findingToComplaint(finding, root)),
    more: all.length - shown.length,
    errors: errors.length,
  };
}

function findingToComplaint(finding: Finding, root: unknown): Complaint {
  const { code, severity, path, place, message, expected, found, suggestion } = finding;
  const { line, column } = lineAndColumn(place.source.text, place.start);
  const end = lineAndColumn(place.source.text, place.end);
  const endColumn = end.line === line && end.column > column ? end.column : undefined;
  return {
    code,
    severity,
    file: place.source.file,
    line,
    column,
    ...(endColumn === undefined ? {} : { endColumn }),
    path: pathText(path, root),
    message,
    expected,
    found,
    ...(suggestion === undefined ? {} : { suggestion }),
    frame: codeFrame(place.source.text, line, column, endColumn),
  };
}

/** Line and column of an offset, both from 1. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

const widestLine = 160;

function codeFrame(text: string, line: number, column: number, endColumn?: number): string {
  const end = endColumn === undefined ? {} : { end: { line, column: endColumn } };
  const shown = text.split('\n').slice(Math.max(0, line - 3), line + 1);
  if (shown.every((one) => one.length <= widestLine)) {
    return codeFrameColumns(text, { start: { line, column }, ...end }, { linesAbove: 2, linesBelow: 1 });
  }
  const from = Math.max(0, column - widestLine / 2);
  const cut = text.split('\n')[line - 1]!.slice(from, from + widestLine);
  return `> ${line} | …${cut}…\n${' '.repeat(String(line).length + 6 + column - 1 - from)}^`;
}

/** A path in words; list entries that have an id are named by it. */
export function pathText(path: Path, root: unknown): string {
  let value: unknown = root;
  let text = '';
  for (const part of path) {
    value = (value as Record<string | number, unknown> | undefined)?.[part];
    const id = typeof part === 'number' ? (value as { id?: unknown } | undefined)?.id : undefined;
    if (typeof part === 'number' && typeof id !== 'string') text += `[${part}]`;
    else text += `${text ? '.' : ''}${typeof id === 'string' ? id : part}`;
  }
  return text;
}

/**
 * Complaints as text for people: place, code, sentence, frame. A key with a line break in it cannot pretend to be a
 * line of ours.
 */
export function formatComplaints(complaints: readonly Complaint[], more = 0): string {
  return [...complaints.map(formatComplaint), ...(more > 0 ? [`… and ${more} more`] : [])].join('\n\n');
}

function formatComplaint({ file, line, column, severity, code, message, suggestion, frame }: Complaint): string {
  const advice = suggestion === undefined ? [] : [`→ ${printableLine(suggestion)}`];
  const place = `${printableLine(file)}:${line}:${column}`;
  return [`${place} ${severity} ${code}: ${printableLine(message)}`, ...advice, frame].join('\n');
}
