import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "node_modules/",
      "**/dist/",
      "cdktf.out/",
      "rehearsal-out/",
      "**/*.mjs",
      "**/*.cjs",
      "jest.config.js",
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "no-restricted-syntax": [
        "error",
        ...[
          "MemberExpression[object.object.name='process'][object.property.name='env']:not(AssignmentExpression > MemberExpression)",
          "VariableDeclarator[id.type='ObjectPattern'][init.object.name='process'][init.property.name='env']",
        ].map((selector) => ({
          selector,
          message: "Use sagemaker-promotion-core/variable: a variable that holds nothing is not set.",
        })),
      ],
      // The provider's root loads every AWS resource there is: 2.3 s and 551 MiB (design §8).
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "@cdktf/provider-aws",
              message: "Import one resource by its deep path, such as @cdktf/provider-aws/lib/sns-topic.",
            },
            {
              name: "node:fs",
              importNames: ["mkdirSync", "writeFileSync"],
              message:
                "Use sagemaker-promotion-core/files: files are written whole, and a refusal of the machine names the path.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["packages/core/files.ts", "**/__tests__/**", "tools/**"],
    rules: { "no-restricted-imports": "off" },
  },
  {
    // Functions read what their own stack has set.
    files: ["lambdas/**", "packages/core/{run-program,without-aws}.ts", "**/__tests__/**"],
    rules: { "no-restricted-syntax": "off" },
  },
);
