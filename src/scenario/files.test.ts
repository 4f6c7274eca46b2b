import { execFileSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, open, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faults } from "../faults/index.js";
import { InputError } from "../yaml/diagnostics.js";
import { loadScenarioFiles, loadScenarios, readScenarios } from "./files.js";

const LEAST = "name: least\nproducers: { count: 10 }\nexpect: { loss: none }\n";
const forever = new AbortController().signal;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-files-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** The text of one scenario, or what is wrong with it. */
async function read(path: string, stdin: Readable = Readable.from([]), signal = forever): Promise<string> {
  const [scenario] = await readScenarios([path], { stdin, signal });
  const { text } = scenario!;
  return text instanceof InputError ? text.message.replace(`${folder}/`, "") : text;
}

it("reads a file, also through a symbolic link", async () => {
  await symlink(await file("real.yaml", LEAST), join(folder, "link.yaml"));
  expect(await read(join(folder, "link.yaml"))).toBe(LEAST);
});

it("refuses 50 MB without reading them", async () => {
  const path = await file("large.yaml", "");
  await truncate(path, 50_000_000);
  const started = performance.now();
  expect(await read(path)).toBe("large.yaml: is 48 MiB; a scenario file may have 1");
  expect(performance.now() - started).toBeLessThan(1_000);
});

it("refuses what is no text", async () => {
  expect(await read(await file("a", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0])))).toBe(
    "a: is a binary file, not YAML",
  );
  expect(await read(await file("b", Buffer.from("\ufeffname: x", "utf16le")))).toBe(
    "b: is UTF-16; save it as UTF-8",
  );
  expect(await read(await file("c", Buffer.from("name: x\ndescription: caf\xe9\n", "latin1")))).toBe(
    "c: is not UTF-8: line 2 holds bytes that are no text",
  );
});

it("refuses what is no file", async () => {
  expect(await read(folder)).toContain("is a folder, not a file");
  expect(await read("/dev/zero")).toBe("/dev/zero: is not a regular file");
  await symlink("/dev/zero", join(folder, "device.yaml"));
  expect(await read(join(folder, "device.yaml"))).toBe("device.yaml: is not a regular file");
  await symlink("loop.yaml", join(folder, "loop.yaml"));
  expect(await read(join(folder, "loop.yaml"))).toBe("loop.yaml: is a symbolic link that leads to itself");
  expect(await read(join(folder, "nowhere.yaml"))).toBe("nowhere.yaml: there is no such file");
});

it.each(["caf\u00e9, cr\u00e8me.yaml", "50%2F50.yaml", " blank .yaml", "#1.yaml", "[a]{b}?*.yaml"])(
  "reads %j",
  async (name) => {
    expect(await read(await file(name, LEAST))).toBe(LEAST);
  },
);

describe("a pipe", () => {
  const pipe = (name: string): string => {
    execFileSync("mkfifo", [join(folder, name)]);
    return join(folder, name);
  };

  it("is read to its end, however slow its writer is", async () => {
    const path = pipe("slow.yaml");
    const reading = read(path);
    await using writer = await open(path, "w");
    const [half, other] = [LEAST.slice(0, 20), LEAST.slice(20)];
    await writer.write(half);
    await sleep(100);
    await writer.write(other);
    await writer.close();
    expect(await reading).toBe(LEAST);
  });

  it("that nobody writes to is refused after a moment", async () => {
    expect(await read(pipe("silent.yaml"))).toBe("silent.yaml: is a pipe that nobody writes to");
  });

  it("is waited for no longer than the person likes", async () => {
    const controller = new AbortController();
    const reading = read(pipe("waiting.yaml"), undefined, controller.signal);
    controller.abort(new Error("stopped"));
    await expect(reading).rejects.toThrow("stopped");
  });

  it("is not read beyond what a scenario may have", async () => {
    const path = pipe("endless.yaml");
    const reading = read(path);
    const writer = createWriteStream(path).on("error", () => {}); // the reader goes away
    const timer = setInterval(() => writer.write("#".repeat(60_000)), 1);
    expect(await reading).toBe(
      "endless.yaml: has more than 1 MiB, which is all that a scenario file may have",
    );
    clearInterval(timer);
    writer.destroy();
  });
});

describe("standard input", () => {
  it("is read to its end, and has a name in what is wrong with it", async () => {
    expect(
      await read("-", Readable.from([Buffer.from(LEAST.slice(0, 9)), Buffer.from(LEAST.slice(9))])),
    ).toBe(LEAST);
    expect(await read("-", Readable.from([Buffer.from([0xff, 0xfe, 0, 0])]))).toBe(
      "standard input: is UTF-16; save it as UTF-8",
    );
    const [scenario] = await readScenarios(["-"], {
      stdin: Readable.from([Buffer.from("name: [")]),
      signal: forever,
    });
    expect(() => loadScenarios([scenario!], { faults, randomSeed: 1 })).toThrow(/^standard input:1:7: /);
  });

  it("is not read beyond what a scenario may have", async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(100_000, "#");
      })(),
    );
    expect(await read("-", endless)).toBe(
      "standard input: has more than 1 MiB, which is all that a scenario file may have",
    );
  });

  it("is waited for no longer than the person likes", async () => {
    const controller = new AbortController();
    const reading = read("-", new Readable({ read() {} }), controller.signal);
    controller.abort(new Error("stopped"));
    await expect(reading).rejects.toThrow("stopped");
  });
});

it("loads several and tells what is wrong with all of them", async () => {
  const options = { faults, randomSeed: 1 };
  const good = await file("good.yaml", LEAST);
  const twin = await file("twin.yaml", LEAST);
  const bad = await file("bad.yaml", LEAST.replace("none", "non"));
  expect((await loadScenarioFiles([good], options)).map(({ scenario }) => scenario.name)).toEqual(["least"]);
  const error = await loadScenarioFiles([good, twin, bad], options).catch((error: unknown) => error);
  expect((error as InputError).message.replaceAll(`${folder}/`, "").split("\n")).toEqual([
    "twin.yaml: its name, least, is that of good.yaml too; give each its own",
    "bad.yaml:3:17: loss must be none, some or any, not non; did you mean none?",
    "   3 | expect: { loss: non }",
    "     |                 ^^^",
    "2 problems",
  ]);
});
