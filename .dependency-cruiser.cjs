/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
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
    exclude: { path: "(^|/)(__tests__|dist|node_modules)/" },
  },
};
