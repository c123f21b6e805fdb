// How commits are written: `scope: imperative`, at most 72 characters; the body says why. scripts/lint-commits.mjs
// checks the new ones.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The names of all folders below a folder of ours. */
const foldersBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^\.|^(dist|node_modules)$/.test(entry.name))
    .flatMap((entry) => [entry.name, ...foldersBelow(join(folder, entry.name))]);

/** Scopes that are no folder. */
const others = ['ci', 'house', 'merge', 'packages'];

/** A scope is a folder of any depth, by its name alone; two are written `schemas, pipelines`. */
function scopeKnown({ type }) {
  const known = [...others, ...foldersBelow(import.meta.dirname)];
  const holds = (type ?? '').split(', ').every((scope) => known.includes(scope));
  return [holds, `the scope must be the name of a folder, or ${others.join(', ')} (got "${type}")`];
}

/** Verbs that only look like a past or a progressive form. */
const verbs = /^(bring|embed|exceed|feed|need|proceed|seed|shed|speed|string|succeed)$/;

/** `add`, not `Add`, `added` or `adding`. */
function imperative({ subject }) {
  const [first = ''] = (subject ?? '').split(' ');
  const holds = verbs.test(first) || (/^[a-z]/.test(first) && !/(ed|ing)$/.test(first));
  return [holds, `the subject must begin with an imperative such as "add" (got "${first}")`];
}

export default {
  parserPreset: {
    parserOpts: { headerPattern: /^([a-z0-9-]+(?:, [a-z0-9-]+)*): (.+)$/, headerCorrespondence: ['type', 'subject'] },
  },
  plugins: [{ rules: { 'scope-known': scopeKnown, 'subject-imperative': imperative } }],
  rules: {
    'type-empty': [2, 'never'],
    'scope-known': [2, 'always'],
    'subject-empty': [2, 'never'],
    'subject-full-stop': [2, 'never', '.'],
    'subject-imperative': [2, 'always'],
    'header-max-length': [2, 'always', 72],
    'body-leading-blank': [2, 'always'],
  },
  helpUrl: 'CONTRIBUTING.md, "Changes"',
};
