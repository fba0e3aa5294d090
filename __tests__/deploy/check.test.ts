import { loadEnvironment } from "../../environments/load";
import { checkAccount } from "../../deploy/check";

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
