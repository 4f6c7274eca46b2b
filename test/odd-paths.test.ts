/** Paths that mean something else to Kafka's files, to URLs or to a shell: a run works there as anywhere. */
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { cacheDirectory } from "../src/engine/cache.js";
import { readRun } from "../src/rundir/rundir.js";
import { chaos, tinyScenario, workplace } from "./support/chaos.js";
import { nothingLeft } from "./support/traces.js";

/** Without a backslash, Node's modules can lie there. Without a colon, Java's classes can. */
const ODD_CHECKOUT = "héllo, wörld %2F #1 ?x=1 é 漢字 'a' \"b\" $HOME ; !";
const ODD_HOME = `${ODD_CHECKOUT} back\\slash \\n`;
const ODD_OUT = `${ODD_HOME} :`;

const HERE = fileURLToPath(new URL("..", import.meta.url));

test("a run goes well whatever the checkout, HOME, TMPDIR and --out are called, and leaves nothing", async () => {
  await using place = await workplace(tinyScenario());
  const [checkout, home, temporary, out] = [ODD_CHECKOUT, `${ODD_HOME} home`, `${ODD_HOME} tmp`, ODD_OUT].map(
    (name) => join(place.directory, name),
  ) as [string, string, string, string];
  for (const folder of [checkout, join(home, ".cache"), temporary]) await mkdir(folder, { recursive: true });
  for (const part of ["bin", "dist", "compose", "package.json"]) {
    await cp(join(HERE, part), join(checkout, part), { recursive: true });
  }
  await symlink(join(HERE, "node_modules"), join(checkout, "node_modules"));
  await symlink(cacheDirectory(process.env), join(home, ".cache", "chaos"));

  const { code, stderr } = await chaos([...place.run, "--out", out], {
    program: join(checkout, "bin", "chaos.js"),
    env: { HOME: home, TMPDIR: temporary, XDG_CACHE_HOME: undefined },
  });
  expect(code, stderr).toBe(0);
  const [name] = await readdir(out);
  const run = readRun(join(out, name!));
  expect(run.result).toMatchObject({ verdict: "as-expected", counts: { acknowledged: 1_000 } });
  const log = await readFile(join(run.directory, "logs", "kafka1.log"), "utf8");
  expect(log).toContain(`dir=${join(run.directory, "cluster", "kafka1", "data")}]`);
  expect(existsSync(join(run.directory, "cluster"))).toBe(false);
  await nothingLeft(place.directory);
});
