// What a reader has done to a part of the page, remembered by what people see of it.

/** Returns what does the same to the content that is in the place by then. */
export function keep(place: HTMLElement): () => void {
  const open = namesOf(place.querySelectorAll('details[open]'), titleOf);
  const checked = namesOf(place.querySelectorAll(':checked[type="checkbox"]'), nameOf);
  const scrolled = new Map(all(place, '.scroll').map((each) => [nameOf(each), each.scrollLeft]));
  const active = document.activeElement;
  const focused = active instanceof HTMLElement && place.contains(active) ? nameOf(active) : null;
  return () => {
    for (const each of all(place, 'details')) if (open.has(titleOf(each))) (each as HTMLDetailsElement).open = true;
    for (const each of all(place, 'input[type="checkbox"]'))
      if (checked.has(nameOf(each))) (each as HTMLInputElement).checked = true;
    for (const each of all(place, '.scroll')) each.scrollLeft = scrolled.get(nameOf(each)) ?? 0;
    if (focused === null || place.contains(document.activeElement)) return;
    const again = all(place, active!.tagName).find((each) => nameOf(each) === focused);
    again?.focus({ preventScroll: true });
  };
}

const all = (place: HTMLElement, selector: string): HTMLElement[] => [...place.querySelectorAll<HTMLElement>(selector)];

const namesOf = (elements: Iterable<Element>, name: (element: Element) => string): ReadonlySet<string> =>
  new Set([...elements].map(name));

/** What tells an element from its neighbours. */
function nameOf(element: Element): string {
  const said = ['id', 'name', 'value', 'href', 'aria-label'].map((name) => element.getAttribute(name) ?? '');
  const text = element.tagName === 'SUMMARY' ? element.textContent : '';
  return [element.tagName, ...said, text].join('\n');
}

const titleOf = (details: Element): string => details.querySelector('summary')?.textContent ?? '';
