// The choice of stage, generation and axes for the front.
import type { ReportFacts } from '../../../control/report/run-facts.js';
import type { StageFacts } from '../../../control/report/stage-facts.js';
import { errorCodeOf } from '../../../domain/errors.js';
import { figureRow, type Objective } from '../../../domain/search/figures.js';
import { generationName } from '../../../domain/steps/places.js';
import { figuresWithin } from '../../words.js';
import { frontMembers } from '../front-members.js';
import { redraw } from './draw.js';

type Choice = 'x' | 'y' | 'size';

/** What a reader has chosen. */
interface FrontChoice extends Readonly<Record<Choice | 'stage', string>> {
  /** null: the last one, also when another has closed. */
  readonly generation: string | null;
}

const controls = (): HTMLFormElement | null => document.querySelector('[data-controls="front"]');

/** null: there is nothing to choose. */
export function frontChoice(): FrontChoice | null {
  const form = controls();
  if (form === null) return null;
  const value = (name: string): string => (form.elements.namedItem(name) as HTMLSelectElement).value;
  const { max } = form.elements.namedItem('generation') as HTMLInputElement;
  const generation = value('generation') === max ? null : value('generation');
  return { stage: value('stage'), x: value('x'), y: value('y'), size: value('size'), generation };
}

/** `kept`: what was chosen before the section was replaced. */
export function controlFront(facts: ReportFacts, kept: FrontChoice | null = null): void {
  const form = controls();
  if (form === null) return;
  const { stages } = facts.runs[0]!;
  const control = (name: string): HTMLSelectElement => form.elements.namedItem(name) as HTMLSelectElement;
  const stage = (): StageFacts => stages.find(({ id }) => id === control('stage').value)!;
  control('stage').addEventListener('change', () => {
    offer(form, stage());
    show(form, stage(), facts);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  for (const name of ['x', 'y', 'size', 'generation'])
    control(name).addEventListener('input', () => show(form, stage(), facts));
  choose(control('stage'), kept?.stage);
  offer(form, stage());
  for (const name of ['x', 'y', 'size', 'generation'] as const) choose(control(name), kept?.[name]);
  show(form, stage(), facts);
}

/** Leaves the choice as it is if there was none, or if it can no longer be chosen. */
function choose(control: HTMLSelectElement | HTMLInputElement, value: string | null | undefined): void {
  const isOffered = !('options' in control) || [...control.options].some((option) => option.value === value);
  if (typeof value === 'string' && isOffered) control.value = value;
}

const closedOf = ({ generations }: StageFacts): StageFacts['generations'] =>
  generations.filter(({ outcome }) => outcome !== null);

/** Fills the choices of a stage: its objectives first, its last closed generation. */
function offer(form: HTMLFormElement, stage: StageFacts): void {
  const closed = closedOf(stage);
  const known = figuresWithin(closed.flatMap(({ individuals }) => individuals.map(({ values }) => values)));
  const first = known.filter((name) => name in stage.objectives);
  const names = [...first, ...known.filter((name) => !first.includes(name))];
  fill(form, 'x', names, names[0]);
  fill(form, 'y', names, names[1]);
  fill(form, 'size', names, first[2]);
  const range = form.elements.namedItem('generation') as HTMLInputElement;
  range.max = String(closed.length - 1);
  range.value = range.max;
}

function fill(form: HTMLFormElement, name: Choice, names: readonly Objective[], chosen: Objective | undefined): void {
  const select = form.elements.namedItem(name) as HTMLSelectElement;
  const options = names.map((each) => new Option(figureRow(each).label, each, each === chosen, each === chosen));
  select.replaceChildren(...(name === 'size' ? [new Option('all the same', '', !chosen, !chosen)] : []), ...options);
}

function show(form: HTMLFormElement, stage: StageFacts, facts: ReportFacts): void {
  const value = (name: string): string => (form.elements.namedItem(name) as HTMLSelectElement).value;
  const { generation } = closedOf(stage)[Number(value('generation'))]!;
  const range = form.elements.namedItem('generation') as HTMLInputElement;
  form.querySelector('output')!.textContent = generationName(generation);
  range.setAttribute('aria-valuetext', generationName(generation));
  for (const each of document.querySelectorAll<HTMLElement>('[data-front]'))
    each.hidden = each.dataset['front'] !== stage.id;
  const place = document.querySelector<HTMLElement>(`[data-front="${CSS.escape(stage.id)}"]`)!;
  const axes = [value('x'), value('y'), value('size')].filter((name) => name !== '');
  const picture = place.querySelector<HTMLElement>('figure[data-chart]');
  const message = place.querySelector<HTMLElement>('[data-message]')!;
  message.textContent = picture ? drawn(picture, { stage: stage.id, generation, axes }, facts) : '';
  place.querySelector('[data-members]')!.innerHTML = frontMembers(stage, generation).text;
}

/** Empty, or why there is no picture. */
function drawn(picture: HTMLElement, options: Parameters<typeof redraw>[2], facts: ReportFacts): string {
  try {
    redraw(picture, facts, options).hidden = false;
    return '';
  } catch (error) {
    if (errorCodeOf(error) !== 'EAGAN_CHART_EMPTY') throw error;
    picture.hidden = true;
    return 'Nobody in this generation has these figures.';
  }
}
