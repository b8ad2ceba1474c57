// Holds an OpenAPI document against the rules of @redocly/cli, whose linter this is without its server and pages:
//   node tests/openapi/lint.js FILE...
import { createConfig, formatProblems, getTotals, lint } from "@redocly/openapi-core";

const config = await createConfig({
  extends: ["recommended-strict"],
  rules: {
    // Operations are put together by the first part of their address, which needs no explanation.
    "tag-description": "off",
    "no-unused-components": "error",
    "operation-operationId-unique": "error",
    "operation-operationId-url-safe": "error",
    "operation-parameters-unique": "error",
    "path-parameters-defined": "error",
    "path-declaration-must-exist": "error",
    "no-path-trailing-slash": "error",
    "no-identical-paths": "error",
    "no-ambiguous-paths": "error",
    "no-invalid-parameter-examples": "error",
    "no-schema-type-mismatch": "error",
    "no-required-schema-properties-undefined": "error",
    "spec-components-invalid-map-name": "error",
  },
});

let found = 0;
for (const file of process.argv.slice(2)) {
  const problems = await lint({ ref: file, config });
  const totals = getTotals(problems);
  formatProblems(problems, { format: "codeframe", totals, version: "" });
  found += totals.errors + totals.warnings;
}
process.exit(found === 0 ? 0 : 1);
