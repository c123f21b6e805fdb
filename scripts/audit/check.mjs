// check.mjs: checks an audit export of eagan by Node alone. ledger.md, beside it, describes every rule below.
//   node check.mjs [FOLDER] [--head HEX|FILE] [--trust PUB.pem]     exit code: 0 no problem, 1 problems
import { createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { asked, canon, json, jsonLines, listedFiles, must, sha, tellProblems } from './check-reading.mjs';

/** @typedef {import('./check-reading.mjs').Value} Value */

// 1. Every file is as it was when it was exported, and no other file is here.
const listed = await listedFiles();

// 2. The ledger: the digest of each line, their numbers, the chain.
const heads = new Map();
const [steps, events] = [/** @type {Value[]} */ ([]), /** @type {Value[]} */ ([])];
let last = { sequence: 0, digest: '0'.repeat(64), epoch: 0 };
for await (const { value: line, where } of jsonLines('ledger.jsonl')) {
  const { digest, ...rest } = line;
  const { sequence, previous, epoch, kind = 'step' } = rest;
  const found = sha(canon(rest));
  must(found === digest, where, `the digest of the line must be ${found}`, digest);
  must(sequence === last.sequence + 1, where, `the line must have number ${last.sequence + 1}`, sequence);
  must(previous === last.digest, where, `previous must be the digest of the line before, ${last.digest}`, previous);
  const isLate = ['run', 'attempt', 'superseded'].includes(kind);
  must(isLate || epoch >= last.epoch, where, `the epoch must be at least ${last.epoch}`, epoch);
  last = { sequence, digest, epoch: isLate ? last.epoch : Math.max(epoch, last.epoch) };
  heads.set(digest, sequence);
  (kind === 'step' ? steps : events).push({ ...line, where, id: `${line.key}-${line.fingerprint}` });
}
const eventsOf = (/** @type {string} */ kind) => events.filter((line) => line.kind === kind);

// 3. The frozen run.
const [frozen, refs, absent, audit] = ['frozen.json', 'refs.json', 'absent.json', 'audit.json'].map(json);
const frozenDigest = sha(canon(frozen));
for (const line of eventsOf('run'))
  must(
    line.frozen === frozenDigest,
    line.where,
    `frozen must be the digest of frozen.json, ${frozenDigest}`,
    line.frozen,
  );

// 4. Records: their digests, the keys of their steps, and the lines that name them.
const byId = new Map(steps.map((line) => [line.id, line]));
const records = new Map();
for await (const { value, where } of jsonLines('records.jsonl')) {
  const { record, digest } = value;
  const { key, fingerprint, step } = record;
  const line = byId.get(`${key}-${fingerprint}`);
  must(sha(canon(record)) === digest, where, `the digest must be ${sha(canon(record))}`, digest);
  must(sha(canon(step)) === key, where, `the key of ${step.place} must be ${sha(canon(step))}`, key);
  must(line?.place === step.place, where, `a line of the ledger must name the record of ${step.place}`, line?.place);
  records.set(`${key}-${fingerprint}`, { ...record, digest, where });
}
for (const line of steps) {
  const record = records.get(line.id);
  must(record, line.where, `records.jsonl must have the record of ${line.place}`);
  // A record that was replaced, or damaged and made again, is gone; the last line names the one that stands.
  const isReplaced = byId.get(line.id) !== line;
  const holds = !record || line.record === undefined || line.record === record.digest || isReplaced;
  must(holds, line.where, `record must be the digest of the record of ${line.place}, ${record?.digest}`, line.record);
}

// 5. Objects: each is named by something, and each that is named is here, or said to be absent.
const inExport = ['dataset', 'reference', 'population', 'evaluation', 'selection', 'winner', 'score'];
const needed = new Map();
const named = new Set(events.flatMap(({ program, list }) => [program, list]));
for (const { outputs, step, fingerprint } of records.values()) {
  named.add(fingerprint);
  for (const name of inExport) if (outputs[name]) needed.set(outputs[name], step.place);
}
const objects = new Map();
for await (const { value, text, where } of jsonLines('objects.jsonl')) objects.set(sha(text), { ...value, where });
for (const { protocol } of objects.values()) named.add(protocol);
for (const [digest, { where }] of objects)
  must(needed.has(digest) || named.has(digest), where, 'a record, an object or a line must name the object', digest);
const excused = new Set(absent.missing.map((/** @type {Value} */ part) => part.digest));
for (const { what, digest } of absent.removed)
  must(!needed.has(digest), 'absent.json', `eagan gc removes only states, not ${what}`, 'removed');
for (const { what } of absent.missing) must(false, 'absent.json', `the store must have had ${what} at the export`);
for (const [digest, place] of needed)
  must(objects.has(digest) || excused.has(digest), 'objects.jsonl', `object ${digest} of ${place} must be here`);

// 6. Numbers are those of the objects, and selections rank what was evaluated.
for (const { numbers, outputs, step, where } of records.values()) {
  const made = objects.get(outputs.evaluation ?? outputs.score);
  for (const [name, number] of Object.entries(numbers)) {
    const said = made?.figures?.[name] ?? made?.[name] ?? number;
    must(said === number, where, `${name} of ${step.place} must be ${said}, as in its object`, number);
  }
  for (const { individual, slot, status, figures } of objects.get(outputs.selection)?.ranking ?? []) {
    const was = objects.get(step.inputs[`evaluation/${String(slot).padStart(2, '0')}`]);
    const isSame = !was || canon([was.individual, was.status, was.figures]) === canon([individual.id, status, figures]);
    must(isSame, where, `the selection must rank ${individual.id} as it was evaluated`, canon(figures));
  }
}

// 7. The result digest, over the steps that the export rests on, of the lines that stand.
const stages = frozen.pipeline.stages.map((/** @type {Value} */ stage) => stage.id);
const inStage = { open: 0, warmup: 1, close: Infinity, train: 0, evaluate: 1, select: 2 };
const inFinal = {
  ...{ extractor: 0, reference: 1, open: 2, score: 3, train: 4, scored: 5, export: 6 },
  ...{ noise: 0, heldOut: 1, untrained: 2 },
};
/** Where a place is in the plan: numbers to compare one after the other. @param {string} place @returns {number[]} */
function rankOf(place) {
  const data = ['dataset', 'extractor', 'reference'].indexOf(place);
  if (data >= 0) return [0, data];
  const [head = '', ...rest] = place
    .replace(/^export$/, 'final/export')
    .replace('score/iter', 'scored/iter')
    .split('/');
  const order = /** @type {Record<string, number>} */ (head === 'final' ? inFinal : inStage);
  const number = (/** @type {string} */ part) => Number(part.replace(/^\D*/, '')) + (part.startsWith('gen-') ? 2 : 0);
  const phase = head === 'final' ? stages.length : stages.indexOf(head);
  return [1 + phase, ...rest.map((part) => order[part] ?? number(part))];
}
const isAtOrAfter = (/** @type {string} */ place, /** @type {string} */ from) => {
  const [a, b] = [rankOf(place), rankOf(from)];
  const at = b.findIndex((value, index) => a[index] !== value);
  return at < 0 || (a[at] ?? -1) > /** @type {number} */ (b[at]);
};
const takenBack = refs.owner?.supersessions ?? [];
for (const { epoch, from, where } of eventsOf('superseded')) {
  const isKnown = takenBack.some((/** @type {Value} */ one) => one.epoch === epoch && one.from === from);
  must(isKnown, where, `refs.json must say that epoch ${epoch} took back the steps from ${from} on`);
}
const standing = new Map();
for (const line of steps) {
  const isBack = (/** @type {Value} */ { epoch, from }) => line.epoch < epoch && isAtOrAfter(line.place, from);
  if (!takenBack.some(isBack)) standing.set(line.place, records.get(line.id));
}
const { result = null } = refs;
const exported = [...standing.values()].find((record) => record?.key === result?.exportKey);
must(result === null || exported, 'refs.json', 'the export of the result must be a step of the run', result?.exportKey);
const makers = new Map();
for (const record of [...standing.values()].filter(Boolean))
  for (const made of Object.values(record.outputs)) makers.set(made, [...(makers.get(made) ?? []), record]);
const reached = new Set(exported ? [exported] : []);
for (const { step, where } of reached)
  for (const [name, input] of Object.entries(step.inputs)) {
    must(makers.has(input), where, `input ${name} of ${step.place} must come from a step of the run`, input);
    makers.get(input)?.forEach((/** @type {Value} */ maker) => reached.add(maker));
  }
const entries = [...reached].map(({ step, key, outputs, numbers }) => ({ place: step.place, key, outputs, numbers }));
const digest = exported ? sha(canon(entries.sort((a, b) => (a.place < b.place ? -1 : 1)))) : null;
must(
  digest === (result?.resultDigest ?? null),
  'refs.json',
  `the result digest must be ${digest}`,
  result?.resultDigest,
);
const end = eventsOf('ended').findLast(({ resultDigest }) => resultDigest);
must(!exported || !end || end.resultDigest === digest, end?.where, `resultDigest must be ${digest}`, end?.resultDigest);

// 8. The exported files, and the statement about the run.
const { statement, envelope } = audit;
const files = { genotype: 'genotype.json', weights: 'weights.safetensors', samples: 'samples.png', manifest: 'manifest.json' }; // prettier-ignore
for (const [output, name] of Object.entries(files)) {
  const made = exported?.outputs[output] ?? listed.get(`results/${name}`);
  const isHere = listed.get(`results/${name}`) === made || excused.has(made);
  must(isHere, `results/${name}`, `the file must be the output of the export, ${made}`, listed.get(`results/${name}`));
}
for (const [name, made] of Object.entries(statement.exports))
  must([listed.get(`results/${name}`), ...excused].includes(made), 'audit.json', `${name} must be in results`, made);
const now = { run: frozen.run, lines: last.sequence, head: last.digest, frozen: frozenDigest, resultDigest: digest };
for (const [name, value] of Object.entries(now))
  must(statement[name] === value, 'audit.json', `${name} must be ${value}`, statement[name]);

// 9. What somebody knows from elsewhere: a head that was published, a key that signed.
const notes = [`${frozen.run}: ${last.sequence} lines, ${records.size} records, ${objects.size} objects`, `head ${last.digest}`]; // prettier-ignore
if (asked.head !== undefined) {
  const said = existsSync(asked.head) ? readFileSync(asked.head, 'utf8') : asked.head;
  const head = /"head":"([0-9a-f]{64})"/.exec(said)?.[1] ?? /[0-9a-f]{64}/.exec(said)?.[0] ?? said;
  must(heads.has(head), '--head', `a line of the ledger must have the digest ${head}`);
  if (heads.has(head))
    notes.push(`known head: line ${heads.get(head)}, ${last.sequence - heads.get(head)} lines came since`);
}
if (asked.trust !== undefined) {
  const body = Buffer.from(envelope?.payload ?? '', 'base64');
  const type = 'application/vnd.eagan.audit+json';
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${body.length} `), body]);
  const key = createPublicKey(readFileSync(asked.trust));
  const isSigned = envelope?.payloadType === type && envelope.signatures.some((/** @type {Value} */ one) => verify(null, signed, key, Buffer.from(one.sig, 'base64'))); // prettier-ignore
  must(
    isSigned,
    'audit.json',
    `the envelope must be signed by ${asked.trust}`,
    envelope ? 'another signature' : 'none',
  );
  const was = isSigned ? JSON.parse(body.toString('utf8')) : statement;
  must(was.run === frozen.run && heads.get(was.head) === was.lines, 'audit.json', `line ${was.lines} must have the signed digest ${was.head}`, 'another'); // prettier-ignore
  must(
    was.frozen === frozenDigest,
    'audit.json',
    `frozen.json must have the signed digest ${was.frozen}`,
    frozenDigest,
  );
  must(was.lines !== last.sequence || was.resultDigest === digest, 'audit.json', `the result must be as signed, ${was.resultDigest}`, digest); // prettier-ignore
  if (isSigned) notes.push(`signed: line ${was.lines}, ${last.sequence - was.lines} lines came since`);
}
const away = `${absent.digestOnly} outputs by digest only, ${absent.removed.length} removed by eagan gc`;
tellProblems([...notes, `result ${digest ?? 'none yet'}`, `not in this export: ${away}`]);
