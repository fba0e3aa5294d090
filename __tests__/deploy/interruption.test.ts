import { listenForSignals } from "../../deploy/interruption";
import { perform } from "../../deploy/operation";
import { FakeAws } from "./support/fake-aws";
import { silent } from "./support/sources";

test("a signal lets the step at hand finish, and what is left is told as after a failure", async () => {
  const said: string[] = [];
  const { progress, stop } = listenForSignals(silent, (text) => said.push(text));
  const operations = ["one", "two", "three"].map((target) => ({
    action: "create",
    target,
    run: async () => {
      if (target === "two") process.emit("SIGTERM", "SIGTERM");
      await Promise.resolve();
    },
  }));
  const outcome = await perform(operations, new FakeAws(), progress);
  stop();
  expect(outcome.done.map(({ target }) => target)).toEqual(["one", "two"]);
  expect(outcome).toMatchObject({ remaining: [{ target: "three" }], failure: { code: "Interrupted" } });
  expect(said).toEqual(["SIGTERM: stopping after the step at hand.\n"]);
});

test("after the first signal, and after the end, signals are Node's again", () => {
  const before = process.listenerCount("SIGINT");
  const { stop } = listenForSignals(silent, silent);
  expect(process.listenerCount("SIGINT")).toBe(before + 1);
  process.emit("SIGINT", "SIGINT");
  expect(process.listenerCount("SIGINT")).toBe(before);
  stop();
  expect(process.listenerCount("SIGINT")).toBe(before);
});
