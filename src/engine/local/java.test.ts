import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findJava } from "./java.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-java-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A Java home whose `java -version` says so; with a release file, if that is to be believed instead. */
async function javaHome(
  name: string,
  { says, release }: { says: string; release?: string },
): Promise<string> {
  const home = join(folder, name);
  await mkdir(join(home, "bin"), { recursive: true });
  await writeFile(join(home, "bin", "java"), `#!/bin/sh\necho '${says}' >&2\n`);
  await chmod(join(home, "bin", "java"), 0o755);
  if (release !== undefined)
    await writeFile(join(home, "release"), `IMPLEMENTOR="x"\nJAVA_VERSION="${release}"\n`);
  return home;
}

test("JAVA_HOME wins over PATH, and its release file is believed without starting it", async () => {
  const home = await javaHome("a", { says: "nothing", release: "21.0.2" });
  const other = await javaHome("b", { says: "nothing", release: "17" });
  const java = await findJava({ JAVA_HOME: home, PATH: join(other, "bin") });
  expect(java).toEqual({ command: join(home, "bin", "java"), version: "21.0.2" });
});

test("without a release file it is asked", async () => {
  const home = await javaHome("a", { says: 'openjdk version "22-ea" 2024-03-19' });
  expect((await findJava({ JAVA_HOME: home })).version).toBe("22-ea");
});

test("the first of PATH that there is", async () => {
  const home = await javaHome("a", { says: "nothing", release: "17.0.9" });
  const PATH = [join(folder, "nowhere"), join(home, "bin")].join(delimiter);
  expect((await findJava({ PATH })).command).toBe(join(home, "bin", "java"));
});

test.each([
  [
    "too old",
    { says: 'java version "1.8.0_392"' },
    /Java 8\.0_392 at .* is too old: Kafka needs 17 or newer/,
  ],
  ["too old by its release file", { says: "nothing", release: "11.0.2" }, /Java 11\.0\.2 at .* is too old/],
  ["no Java at all", { says: "hello" }, /-version gave no version: hello/],
])("%s is refused, with what to do", async (_, java, complaint) => {
  const refusal = findJava({ JAVA_HOME: await javaHome("a", java) });
  await expect(refusal).rejects.toThrow(complaint);
  await expect(refusal).rejects.toMatchObject({ remedy: expect.stringMatching(/install Java 17/) });
});

test("none anywhere", async () => {
  await expect(findJava({ PATH: folder })).rejects.toThrow("there is no Java on this machine");
  await expect(findJava({ JAVA_HOME: folder, PATH: "/usr/bin" })).rejects.toThrow(
    `JAVA_HOME is ${folder}, but there is no bin/java in it`,
  );
});
