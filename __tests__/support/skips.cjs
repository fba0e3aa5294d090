/** Prints at the end of a run what was skipped, each with the reason that its name gives. */
module.exports = class Skips {
  onRunComplete(_contexts, { testResults }) {
    const skipped = testResults.flatMap(({ testResults: tests }) =>
      tests
        .filter(({ status }) => status === "pending")
        .map(({ ancestorTitles, title }) => [...ancestorTitles, title]),
    );
    // A reason in the name of a describe stands for all its tests.
    const lines = skipped.map((titles) =>
      titles
        .slice(
          0,
          1 +
            Math.max(
              0,
              titles.findIndex((title) => title.includes("(skipped: ")),
            ),
        )
        .join(" › "),
    );
    for (const line of new Set(lines)) process.stderr.write(`skipped: ${line}\n`);
  }
};
