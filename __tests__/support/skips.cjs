/** Prints at the end of a run what was skipped, each with the reason that its name gives (see unless.ts). */
module.exports = class Skips {
  constructor({ testNamePattern }) {
    this.filtered = testNamePattern !== undefined && testNamePattern !== "";
  }

  onRunComplete(_contexts, { testResults }) {
    const skipped = testResults.flatMap((file) =>
      file.testResults
        .filter(({ status }) => status === "pending")
        .map(({ ancestorTitles, title }) => {
          const titles = [...ancestorTitles, title];
          // A reason in the name of a describe stands for all its tests.
          const reason = titles.findIndex((name) => name.includes("(skipped: "));
          if (reason >= 0) return titles.slice(0, reason + 1).join(" › ");
          // Where only tests of a certain name were asked for, all others are skipped.
          return this.filtered ? undefined : titles.join(" › ");
        }),
    );
    for (const line of new Set(skipped)) if (line !== undefined) process.stderr.write(`skipped: ${line}\n`);
  }
};
