import { parseJsonPath, readJsonPath, type Json } from "..";
import { condition, definition, fail, found } from "./definitions";

const DOCUMENT: Json = {
  metrics: { auc: 0.9, "auc:test": 0.8, güte: 0.7, "f1-score": 0.6, "a b": 0.5, "it's": 0.4, none: null },
  classes: { "0": { recall: 0.1 }, "1": { recall: 0.2 } },
  thresholds: { "0_5": 0.3 },
  history: [{ auc: 0.1 }, { auc: 0.2 }, { auc: 0.3 }],
  "2": "two",
  matrix: [[1, 2], null],
  $: "dollar",
};
const read = (text: string) => {
  const path = parseJsonPath(text);
  return path === undefined ? "unreadable" : readJsonPath(path, DOCUMENT);
};

// Sources: AWS's page build-and-manage-steps, "see the JsonPath repo" (github.com/json-path/JsonPath: J); J's README
// (operators) and PathCompilerTest; cburgmer/json-path-comparison (C), where implementations agree; the Python SDK's
// examples (S).
describe("a path into a JSON document", () => {
  test.each<[text: string, source: string, value: Json | undefined]>([
    ["metrics.auc", "S: without $", 0.9],
    ["$.metrics.auc", "J: operators", 0.9],
    ["@.metrics.auc", "J: a_root_path_can_be_compiled", 0.9],
    ["$['metrics']['auc']", "J: operators", 0.9],
    ['$["metrics"]["auc"]', "J: a_bracket_notation_property_token_can_be_compiled", 0.9],
    ["$[  'metrics'  ].auc", "J: a_bracket_notation_property_token_can_be_compiled", 0.9],
    ["['metrics'].auc", "J: PathCompiler puts `$.` before it", 0.9],
    [" metrics.auc ", "J: PathCompiler trims", 0.9],
    ["classes.1.recall", "J: a_property_token_can_be_compiled, `1prop`", 0.2],
    ["thresholds.0_5", "J: a_property_token_can_be_compiled", 0.3],
    ["$.2", "C: dot_notation_with_number_on_object", "two"],
    ["$.history.0", "C: dot_notation_with_number, a list has no members", undefined],
    ["history[0].auc", "J: operators", 0.1],
    ["history[-1].auc", "J: operators, index from the end", 0.3],
    ["history[-3].auc", "J: operators, index from the end", 0.1],
    ["history[-4].auc", "C: array_index_negative_out_of_bounds", undefined],
    ["history[3].auc", "C: array_index_out_of_bounds", undefined],
    ["matrix[0]", "J: operators", [1, 2]],
    ["matrix[1]", "C: dot_notation_with_null_value", null],
    ["metrics[0]", "C: bracket_notation_with_number_on_object", undefined],
    ["metrics.auc:test", "J: PathCompiler, a name ends at a dot, a bracket or a blank", 0.8],
    ["metrics.güte", "J: PathCompiler", 0.7],
    ["metrics.f1-score", "J: PathCompiler", 0.6],
    ["metrics['a b']", "J: a_property_may_not_contain_blanks, but in quotes", 0.5],
    ["metrics['it\\'s']", "J: PathCompiler, escapes", 0.4],
    ["metrics['g\\u00fcte']", "J: Utils.unescape", 0.7],
    ["metrics.none", "C: dot_notation_with_null_value", null],
    ["metrics.nothing", "J: a definite path to nothing", undefined],
    ["metrics.auc.value", "C: dot_notation_on_number", undefined],
    ["toString", "names that every object has in JavaScript", undefined],
    ["$", "J: a_root_path_can_be_compiled", DOCUMENT],
    ["$.$", "C: dot_notation_with_dollar", "dollar"],
    ["history[*].auc", "J: a_wildcard_can_follow_a_property", [0.1, 0.2, 0.3]],
    ["classes.*.recall", "J: a_wildcard_can_be_compiled", [0.1, 0.2]],
    ["$..recall", "J: a_scan_token_can_be_parsed", [0.1, 0.2]],
    ["history[0, 2].auc", "J: an_array_index_path_can_be_compiled", [0.1, 0.3]],
    ["history[1:].auc", "J: an_array_slice_path_can_be_compiled", [0.2, 0.3]],
    ["history[:1].auc", "J: an_array_slice_path_can_be_compiled", [0.1]],
    ["history[-1:].auc", "J: an_array_slice_path_can_be_compiled", [0.3]],
    ["metrics['auc', 'f1-score']", "J: a_multi_property_token_can_be_compiled", [0.9, 0.6]],
    ["history[?(@.auc > 0.1)].auc", "J: an_inline_criteria_can_be_parsed; not carried out here", undefined],
    ["history.length()", "J: a_function_can_be_compiled; not carried out here", undefined],
  ])("%s (%s)", (text, _source, value) => {
    expect(read(text)).toEqual(value);
  });

  test.each<[text: string, source: string]>([
    ["", "J: JsonPath.compile"],
    [" ", "J: JsonPath.compile"],
    ["m[", "a bracket that is not closed"],
    ["m[0", "J: PathCompiler"],
    ["m[]", "J: PathCompiler"],
    ["m[a]", "J: PathCompiler, Expected ?, ', 0-9, *"],
    ["m['a'", "J: PathCompiler, missing closing ]"],
    ["m['a]", "J: PathCompiler, missing closing '"],
    ["$X", "J: a_root_path_must_be_followed_by_period_or_bracket"],
    ["$.", "J: a_path_may_not_end_with_period"],
    ["m.", "J: a_path_may_not_end_with_period_2"],
    ["m..", "J: a_path_may_not_end_with_scan_2"],
    ["m...a", "J: PathCompiler"],
    ["foo bar", "J: a_property_may_not_contain_blanks"],
    ["m[0, 1, 2 4]", "J: array_indexes_must_be_separated_by_commas"],
    ["m['1','2',]", "J: trailing_comma_after_list_is_not_accepted"],
    ["m['1', ,'3']", "J: accept_only_a_single_comma_between_indexes"],
    ["m['aaa'}'bbb']", "J: property_must_be_separated_by_commas"],
    ["m.f(1", "J: PathCompiler, arguments that are not closed"],
    ["m[?]", "J: PathCompiler, not enough predicates"],
  ])("%j is none (%s)", (text) => {
    expect(read(text)).toBe("unreadable");
  });
});

describe("the path of a JsonGet", () => {
  const judged = (Path: Json) => {
    const LeftValue = { "Std:JsonGet": { S3Uri: "s3://b/r.json", Path } };
    return found(
      definition([condition("C", [fail("F")], [], [{ Type: "Equals", LeftValue, RightValue: 1 }])]),
    );
  };
  const AT = "C /Steps/0/Arguments/Conditions/0/LeftValue/Std:JsonGet/Path";

  test.each<[what: string, path: Json, findings: readonly string[]]>([
    ["that is empty", "", [`UnreadablePath ${AT}`]],
    ["that does not close its bracket", "m[", [`UnreadablePath ${AT}`]],
    ["to a class's number", "classes.1.recall", []],
    ["to the last of a list", "history[-1].auc", []],
    ["to many values", "history[*].auc", [`PathToMany ${AT}`]],
    ["that is known later", { Get: "Execution.PipelineName" }, []],
  ])("%s", (_what, path, findings) => {
    expect(judged(path)).toEqual(findings);
  });
});
