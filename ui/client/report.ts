// The report in the page: sections whose text has changed are fetched and replaced, one version after the other.
import type { ReportFacts } from '../../control/report/run-facts.js';
import { fitCharts } from '../../report/page/client/draw.js';
import { controlFront, frontChoice } from '../../report/page/client/front.js';
import { showPassports } from '../../report/page/client/passports.js';
import { sectionList } from '../../report/page/frame.js';
import type { LiveEvents, PagePart } from '../live/events.js';
import { replaceContent } from './replace.js';

type Report = LiveEvents['report'];

let facts: ReportFacts | null = null;
let factsDigest = '';
let wanted: Report | null = null;
let isShowing = false;
let fit: (() => void) | null = null;
let passportAgain: (() => void) | null = null;

/** Shows a version, after the one that is being shown; those in between are left out. */
export async function showReport(report: Report): Promise<void> {
  wanted = report;
  if (isShowing) return;
  isShowing = true;
  for (let next = take(); next !== null; next = take()) await showNow(next).catch(() => undefined);
  isShowing = false;
}

function take(): Report | null {
  const next = wanted;
  wanted = null;
  return next;
}

/** Ends where a part is gone: a newer version follows. */
async function showNow(report: Report): Promise<void> {
  if (report.facts !== factsDigest) {
    facts = JSON.parse(await fetchPart(report, 'facts')) as ReportFacts;
    factsDigest = report.facts;
  }
  const texts = new Map<string, string>();
  for (const { id, digest } of report.sections)
    if (placeOf(id)?.dataset['digest'] !== digest) texts.set(id, await fetchPart(report, id));
  arrange(report.sections);
  for (const { id, digest } of report.sections) if (texts.has(id)) put(id, digest, texts.get(id)!);
  begin();
}

async function fetchPart({ version }: Report, id: string): Promise<string> {
  const { search } = new URL(document.body.dataset['stream']!, location.href);
  const query = new URLSearchParams(search);
  query.set('version', version);
  const answer = await fetch(`/parts/${id}?${query}`);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.text();
}

const placeOf = (id: string): HTMLElement | null => document.querySelector(`#report > [data-part="${CSS.escape(id)}"]`);

/** A place for each section, in order, and a link to it. Places that stay are not moved: they would lose the focus. */
function arrange(sections: readonly PagePart[]): void {
  const report = document.getElementById('report')!;
  const ids = sections.map(({ id }) => id);
  for (const old of [...report.children]) if (!ids.includes((old as HTMLElement).dataset['part'] ?? '')) old.remove();
  ids.forEach((id, at) => {
    if ((report.children[at] as HTMLElement | undefined)?.dataset['part'] === id) return;
    const place = placeOf(id) ?? document.createElement('div');
    place.dataset['part'] = id;
    report.insertBefore(place, report.children[at] ?? null);
  });
  const links = document.getElementById('sections')!;
  const known = [...links.querySelectorAll('a')].map((link) => link.hash.slice(1));
  if (known.join() !== ids.join()) replaceContent(links, sectionList(sections).text);
}

function put(id: string, digest: string, text: string): void {
  const place = placeOf(id)!;
  place.dataset['digest'] = digest;
  const choice = id === 'front' ? frontChoice() : null;
  replaceContent(place, text, () => {
    for (const element of place.querySelectorAll<HTMLElement>('[data-script]')) element.hidden = false;
    if (id === 'front' && facts) controlFront(facts, choice);
    if (id === 'front') passportAgain?.();
    fit?.();
  });
}

/** Once there is something to act on. */
function begin(): void {
  fit ??= fitCharts(() => facts);
  passportAgain ??= showPassports(() => (facts?.runs.length === 1 ? facts.runs[0]! : null));
}
