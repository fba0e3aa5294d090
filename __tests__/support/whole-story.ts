import type { StoryResult } from "../../rehearsal/story/tell";

/** What holds of every complete story, whatever its data and its way of monitoring. */
export function expectWholeStory(story: StoryResult): void {
  expect(story.chapters.map((chapter) => [chapter.id, chapter.ok])).toEqual(
    Array.from({ length: 11 }, (_, index) => [index + 1, true]),
  );
  const facts = story.chapters.map((chapter) => chapter.facts);
  expect(facts[3]).toMatchObject({ trainingsStarted: 0 });
  expect(facts[5]).toMatchObject({ writesOfSecondApply: 0 });
  expect(facts[6]).toMatchObject({ violations: 0 });
  expect(facts[6]?.["modelPackageArn"]).toMatch(/model-package\/mammo-severity-model-package\/1$/);
  expect(facts[7]).toMatchObject({ deliveries: 2, trainingsStarted: 1 });
  expect(facts[8]?.["modelPackageArn"]).toMatch(/\/2$/);
  expect(facts[10]).toMatchObject({ left: 0 });
  expect(facts[10]?.["refused"]).toEqual([
    expect.stringMatching(/^registry-account .* s3:\/\/\S+ holds \d+ object versions$/),
    expect.stringMatching(/^registry-account .* model package group \S+ holds 2 model versions$/),
    expect.stringMatching(/^dev-account .* s3:\/\/\S+ holds \d+ object versions$/),
    expect.stringMatching(/^prod-account .* s3:\/\/\S+ holds \d+ object versions$/),
    expect.stringMatching(/^delivery .* s3:\/\/\S+ holds \d+ object versions$/),
  ]);
}
