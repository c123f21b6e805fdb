// HTML from texts of others: nothing in them becomes markup, and nothing in JSON ends its element.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHTML } from 'linkedom';
import { embeddedJson, html, trusted } from '../../report/html.js';
import { hostile, firstObeyed } from '../support/hostile-text.js';

const evil = `"><img src=x onerror="alert(1)"></script><script>alert('&')</script>${hostile}`;

test('a text is a text, in an element and in an attribute', () => {
  const { document } = parseHTML(`<body>${html`<p title="${evil}">${evil}</p>`.text}</body>`);
  assert.equal(document.querySelectorAll('img, script').length, 0);
  assert.equal(document.querySelector('p')!.attributes.length, 1);
  assert.match(document.querySelector('p')!.textContent!, /^"><img src=x onerror="alert\(1\)"><\/script>/);
});

test('what is invisible is shown', () => {
  assert.equal(firstObeyed(html`${hostile}`.text), null);
});

test('HTML within HTML stays, lists are joined, and nothing is nothing', () => {
  assert.equal(html`<p>${html`<b>${'<'}</b>`}${[1, 'a', [trusted('<i></i>')]]}${null}${false}${undefined}</p>`.text, '<p><b>&lt;</b>1a<i></i></p>'); // prettier-ignore
  assert.equal(html`${0}`.text, '0');
});

test('JSON cannot end its script element, and is read as it was', () => {
  const text = embeddedJson({ evil, comment: '<!--<script>' }).text;
  assert.doesNotMatch(text, /</);
  assert.deepEqual(JSON.parse(text), { evil, comment: '<!--<script>' });
});
