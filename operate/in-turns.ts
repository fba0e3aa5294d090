/** As many calls as are under way at the same time, where nothing else is said: AWS holds back who asks for more. */
export const AT_ONCE = 5;

/** The results of a task for each item, in the order of the items; no more than so many tasks run together. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of left) results[index] = await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
