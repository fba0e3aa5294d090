// Which room may import which: CONTRIBUTING.md shows the same table.
const rooms = require("./rooms.json");

/** A pattern for the paths of a room: a folder's files, or the one file. */
const pathOf = (room) => `^${room.replaceAll(".", "\\.")}${room.includes(".") ? "$" : "/"}`;

/** Folders of others, and what a program writes. */
const NOT_OURS = "(^|/)(node_modules|dist|cdktf\\.out|rehearsal-out[^/]*)/";

const mayImport = Object.entries(rooms).map(([room, { imports }]) => ({
  name: `imports-of-${room.replace("packages/", "")}`,
  comment: `${room} may import ${imports.join(", ") || "no other room"}: see the table in CONTRIBUTING.md.`,
  severity: "error",
  from: { path: pathOf(room) },
  // An import that does not resolve has a rule of its own.
  to: { pathNot: [NOT_OURS, ...[room, ...imports].map(pathOf)], dependencyTypesNot: ["core", "unknown"] },
}));

const byName = Object.keys(rooms)
  .filter((room) => room.startsWith("packages/"))
  .map((room) => ({
    name: `name-of-${room.replace("packages/", "")}`,
    comment: `Import ${room} by its package's name; its "exports" say what there is.`,
    severity: "error",
    from: { pathNot: pathOf(room) },
    to: { path: pathOf(room), dependencyTypes: ["local"], dependencyTypesNot: ["aliased-workspace"] },
  }));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...mayImport,
    ...byName,
    {
      name: "in-a-room",
      comment: "A new folder needs a row in rooms.json, and in the table of CONTRIBUTING.md.",
      severity: "error",
      from: { pathNot: [NOT_OURS, "^[^/]+\\.config\\.m?js$", "^\\.", ...Object.keys(rooms).map(pathOf)] },
      to: {},
    },
    {
      name: "exported",
      comment: `There is no such file or package, or the package's "exports" do not name it.`,
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-circle",
      comment: "Two files that know each other, by types alone included, are one file or three.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    // Type imports count: ESLint's import/no-cycle does not see them.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["source", "require", "node", "default"],
    },
    doNotFollow: { path: "node_modules" },
    exclude: { path: `(^|/)__tests__/|${NOT_OURS}` },
  },
};
