import { loadEnvironment } from "../../environments/load";
import { checkAccount, toldAccount } from "../../deploy/check";

const { environment } = loadEnvironment("prod");

test.each(["222222222222", " 222222222222", "222222222222\n", "\u00a0222222222222"])(
  "blanks around an account that was typed into a form do not count: %j",
  (account) => expect(() => checkAccount(environment, account)).not.toThrow(),
);

test.each([
  ["", '""'],
  ["111111111111", '"111111111111"'],
  ["2222\u200b22222222", '"2222\\u200b22222222", with a zero width space (U+200B)'],
])("another account is shown as it was typed: %j", (account, shown) => {
  expect(() => checkAccount(environment, account)).toThrow(
    `The environment prod lies in account 222222222222, not in ${shown}.`,
  );
});

describe("the account that Jenkins was told", () => {
  const told = (variables: NodeJS.ProcessEnv) =>
    toldAccount({ ...environment, name: "fraud/prod" }, variables);

  test.each([
    ["of all files of that name", { PROD_ACCOUNT: "222222222222" }, "222222222222"],
    ["of that file, of both", { PROD_ACCOUNT: "2", FRAUD_PROD_ACCOUNT: "444455556666" }, "444455556666"],
    ["that is not empty", { PROD_ACCOUNT: "222222222222", FRAUD_PROD_ACCOUNT: " " }, "222222222222"],
  ])("is the one %s", (_, variables, account) => expect(told(variables)).toBe(account));

  test("ends the build with what to do where nothing says it", () => {
    expect(() => told({ DEV_ACCOUNT: "111111111111" })).toThrow(
      expect.objectContaining({
        code: "AccountNotTold",
        where: "the environment variable FRAUD_PROD_ACCOUNT, or PROD_ACCOUNT",
      }) as Error,
    );
  });
});
