/** The table of CONTRIBUTING.md that says which files name ZooKeeper, and why: no other file does. */
import { readFileSync } from "node:fs";
import { globSync } from "tinyglobby";
import { expect, it } from "vitest";

it("no file names ZooKeeper but those that CONTRIBUTING.md lists", () => {
  const [, table = ""] =
    /<!-- zookeeper -->([\s\S]*?)<!-- end of zookeeper -->/.exec(readFileSync("CONTRIBUTING.md", "utf8")) ??
    [];
  const listed = [...table.matchAll(/`([\w/.-]+\.ts)`/g)].map(([, file]) => `src/${file}`);
  const naming = globSync("src/**/*.ts")
    .filter((path) => !/\.test\.ts$|\.test-support\.ts$|\/testing\/|\/generated\//.test(path))
    .filter((path) => /zookeeper|zk/i.test(readFileSync(path, "utf8")));
  expect(naming.sort()).toEqual(listed.sort());
});
