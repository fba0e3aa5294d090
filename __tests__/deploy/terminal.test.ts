import { slowProgress } from "../../deploy/terminal";

describe("progress", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test("a quick command says nothing", () => {
    const lines: string[] = [];
    const progress = slowProgress((text) => lines.push(text));
    progress.say("looking");
    progress.stop();
    jest.advanceTimersByTime(10_000);
    expect(lines).toEqual([]);
  });

  test("a slow command says what it does after two seconds, and every step from then on", () => {
    const lines: string[] = [];
    const progress = slowProgress((text) => lines.push(text));
    progress.say("one");
    progress.say("two");
    jest.advanceTimersByTime(1_999);
    expect(lines).toEqual([]);
    jest.advanceTimersByTime(1);
    progress.say("three");
    expect(lines).toEqual(["two …\n", "three …\n"]);
    progress.stop();
  });
});
