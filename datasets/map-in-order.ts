// Works on several items at once and gives the results in the items' order, never holding more than `atOnce` of them.

/** Pairs of item and result; stops starting new work once the consumer stops or a result is an error. */
export async function* mapInOrder<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<[Item, Result]> {
  const running: Promise<Result>[] = [];
  const start = (item: Item): void => {
    const result = work(item);
    result.catch(() => undefined); // Reported when its turn comes; until then it is not "unhandled".
    running.push(result);
  };
  items.slice(0, atOnce).forEach(start);
  for (const [i, item] of items.entries()) {
    const result = await running.shift()!;
    if (i + atOnce < items.length) start(items[i + atOnce]!);
    yield [item, result];
  }
}
