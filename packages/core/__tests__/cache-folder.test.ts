import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { cacheFolder, homeFolder } from "../cache-folder";

const NAME = "sagemaker-promotion";

test.each(["", " "])("variables that hold %j say nothing of where the cache is", (empty) => {
  expect(cacheFolder({ REHEARSAL_CACHE: empty, XDG_CACHE_HOME: empty, HOME: "/home/me" })).toBe(
    join("/home/me/.cache", NAME),
  );
  expect(homeFolder({ HOME: empty })).toBe(userInfo().homedir);
});

test("the cache is where the variables say", () => {
  expect(cacheFolder({ REHEARSAL_CACHE: "/a", XDG_CACHE_HOME: "/b" })).toBe("/a");
  expect(cacheFolder({ XDG_CACHE_HOME: "/b" })).toBe(join("/b", NAME));
  expect(homeFolder()).toBe(homedir());
});
