// Of check.mjs: reads the files of an audit export, and keeps what is wrong with them.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** @typedef {any} Value JSON, of whatever form: what is wrong with it is a problem that is told */
const { values, positionals } = parseArgs({
  options: { head: { type: 'string' }, trust: { type: 'string' } },
  allowPositionals: true,
});
export const asked = values;
const folder = positionals[0] ?? dirname(fileURLToPath(import.meta.url));
const problems = /** @type {string[]} */ ([]);
/** @param {unknown} holds @param {string} where @param {string} what @param {unknown} [got] */
export function must(holds, where, what, got = 'none') {
  if (!holds) problems.push(`${where}  ${what} (got ${got})`);
}
/** @param {readonly string[]} [notes] */
export function tellProblems(notes = []) {
  // A forger's text must not move, hide or recolour what a terminal shows.
  const escaped = (/** @type {string} */ sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`;
  for (const line of [...notes, ...problems]) console.log(line.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped));
  console.log(problems.length === 0 ? 'no problems found' : `${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
process.on('uncaughtException', (error) => {
  problems.push(`cannot check further: ${error.message}`);
  tellProblems();
});
/** @param {string | Buffer} bytes */
export const sha = (bytes) => createHash('sha256').update(bytes).digest('hex');
/** Canonical JSON, RFC 8785. @param {Value} value @returns {string} */
export function canon(value) {
  if (Array.isArray(value)) return `[${value.map(canon).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canon(value[key])}`).join()}}`;
}
/** @param {string} name @returns {Value} */
export const json = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
/** Lines of a file, split at \n alone: other separators may stand in texts. @param {string} name */
async function* linesOf(name) {
  let [rest, number] = [Buffer.alloc(0), 0];
  for await (const chunk of createReadStream(join(folder, name))) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield { text: rest.subarray(0, end).toString('utf8'), where: `${name}:${++number}` };
      rest = rest.subarray(end + 1);
    }
  }
  must(rest.length === 0, `${name}:${number + 1}`, 'the last line must end with a line break');
}
/** The values of a JSONL file. @param {string} name */
export async function* jsonLines(name) {
  for await (const { text, where } of linesOf(name)) {
    try {
      const value = /** @type {Value} */ (JSON.parse(text));
      must(canon(value) === text, where, 'a line must be canonical JSON', 'other characters');
      yield { value, text, where };
    } catch (error) {
      must(false, where, 'a line must be JSON', error);
    }
  }
}
/** Digests by name of the files here; each must be as it was exported, and no other may be here. */
export async function listedFiles() {
  const listed = new Map();
  for await (const { text, where } of linesOf('files.sha256')) {
    const [, digest, name] = /^([0-9a-f]{64}) {2}((?:(?!\.)[\w.-]+\/)*(?!\.)[\w.-]+)$/.exec(text) ?? [];
    must(name, where, 'a line must be DIGEST  NAME', text);
    if (name) listed.set(name, digest);
  }
  for (const [name, digest] of listed) {
    if (!existsSync(join(folder, name))) must(false, name, 'the file must be here');
    else {
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(join(folder, name))) hash.update(chunk);
      const found = hash.digest('hex');
      must(found === digest, name, `the SHA-256 of the file must be ${digest}`, found);
    }
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const name = relative(folder, join(entry.parentPath, entry.name));
    must(entry.isDirectory() || name === 'files.sha256' || listed.has(name), name, 'files.sha256 must list the file');
  }
  return listed;
}
