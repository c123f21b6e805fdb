// The shell of a page: its policy permits its own script and styles and nothing else.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { documentText } from '../../report/page/document.js';
import { html, trusted } from '../../report/html.js';

const text = documentText({
  title: 'a </title><script>alert(1)</script>',
  assets: { script: 'console.log("<b>&")', style: 'body > p { color: red }' },
  data: { facts: { name: '</script><script>alert(1)</script>' } },
  header: html`<h1>a</h1>`,
  sections: [
    { id: 'one', title: 'One & only', content: html`<p>${trusted('<svg><style>circle{fill:red}</style></svg>')}</p>` },
  ],
  footer: 'made',
});

const allowed = (inner: string): string => `'sha256-${createHash('sha256').update(inner).digest('base64')}'`;
const policy = /content="(default-src[^"]*)"/.exec(text)![1]!.replaceAll('&#39;', "'");

test('the policy names the digest of every script and style, as they stand in the file', () => {
  const scripts = [...text.matchAll(/<script>(.*?)<\/script>/gs)].map(([, inner]) => inner!);
  const styles = [...text.matchAll(/<style>(.*?)<\/style>/gs)].map(([, inner]) => inner!);
  assert.deepEqual([scripts.length, styles.length], [1, 2]);
  assert.equal(policy.match(/script-src ([^;]*)/)![1], allowed(scripts[0]!));
  assert.equal(policy.match(/style-src ([^;]*)/)![1], styles.map(allowed).join(' '));
});

test('nothing may be fetched, and no form sent', () => {
  assert.match(policy, /^default-src 'none';/);
  assert.match(policy, /img-src data:; base-uri 'none'; form-action 'none'$/);
});

test('texts of others stay texts', () => {
  assert.doesNotMatch(text, /<script>alert/);
  assert.match(text, /<title>a &lt;\/title&gt;/);
  assert.match(text, /<h2 id="one-title">One &amp; only<\/h2>/);
});
