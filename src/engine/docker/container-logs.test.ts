/** Logs of containers that one run after another has, over an engine that prints and delivers when the test says so. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import Docker from "dockerode";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ContainerLogs } from "./container-logs.js";
import { PrintingContainer } from "./testing/printing-container.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chaos-test-"));
  await mkdir(join(directory, "first", "logs"), { recursive: true });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(directory, { recursive: true });
});

/** The logs of some containers, of which the first run has all. */
async function logsOf(containers: Readonly<Record<string, PrintingContainer>>): Promise<ContainerLogs> {
  const { modem } = new Docker();
  const logs = new ContainerLogs(
    { modem } as Docker,
    join(directory, "first"),
    (node) => containers[node] as unknown as Docker.Container,
  );
  for (const node of Object.keys(containers)) await logs.follow(node, "0");
  return logs;
}

const folderOf = (run: string) => join(directory, run, "logs");
const logOf = (run: string, node = "kafka1") => readFile(join(folderOf(run), `${node}.log`), "utf8");
const until = async (holds: () => Promise<boolean>) => {
  while (!(await holds())) await turn();
};

describe("a container that another run has from here on", () => {
  it("prints into the logs of that run, and each line is in one log", async () => {
    const container = new PrintingContainer();
    const logs = await logsOf({ kafka1: container });
    container.print("stdout", "of the first run\n");
    await logs.turnTo(folderOf("second"), ["kafka1"]);
    container.print("stdout", "of the second run\n");
    await logs.turnTo(folderOf("third"), ["kafka1"]);
    container.print("stderr", "of the third run\n");
    await until(async () => (await logOf("third")) !== "");
    expect([await logOf("first"), await logOf("second"), await logOf("third")]).toEqual([
      "of the first run\n",
      "of the second run\n",
      "of the third run\n",
    ]);
    expect(logs.pathOf("kafka1")).toBe(join(folderOf("third"), "kafka1.log"));
  });

  it("has a log at once, also when it prints nothing", async () => {
    const container = new PrintingContainer();
    const logs = await logsOf({ kafka1: container });
    await logs.turnTo(folderOf("second"), ["kafka1"]);
    expect(await logOf("second")).toBe("");
  });

  it("leaves lines to the run that they were printed in, however late the engine delivers them", async () => {
    const container = new PrintingContainer();
    const logs = await logsOf({ kafka1: container });
    container.isLate = true;
    container.print("stdout", "printed before\n");
    container.print("stderr", "printed before, too\n");
    let isOver = false;
    const over = logs.turnTo(folderOf("second"), ["kafka1"]).then(() => {
      isOver = true;
    });
    await until(async () => existsSync(join(directory, "first", "cluster", "next", "kafka1.log")));
    container.print("stdout", "printed after\n");
    expect(isOver).toBe(false);
    container.deliver();
    await over;
    expect(await logOf("first")).toBe("printed before\nprinted before, too\n");
    await until(async () => (await logOf("second")) === "printed after\n");
  });

  it("has a mark for each of its streams, which come in any order", async () => {
    const container = new PrintingContainer();
    const logs = await logsOf({ kafka1: container });
    const marks: string[] = [];
    const { exec } = container;
    Object.assign(container, {
      exec: async (options: { Cmd: string[] }) => {
        marks.push(options.Cmd[3]!);
        return { ...(await exec(options)), start: async () => new PassThrough().end() };
      },
    });
    const over = logs.turnTo(folderOf("second"), ["kafka1"]);
    await until(async () => marks.length === 1);
    container.print("stdout", `cut in two by ${marks[0]}\n the mark\n`);
    container.print("stdout", "after\n");
    container.print("stderr", "still before\n");
    container.print("stderr", `${marks[0]}\n`);
    await over;
    expect(await logOf("first")).toBe("cut in two by still before\n");
    await until(async () => (await logOf("second")) === " the mark\nafter\n");
  });

  it("has its log in one piece, however many lines that are", async () => {
    const container = new PrintingContainer();
    const logs = await logsOf({ kafka1: container });
    const lines = Array.from({ length: 50_000 }, (_, i) => `line ${i}, ä\n`);
    // The stream that is followed has none of these lines.
    container.isLate = true;
    for (const line of lines) container.print("stdout", line);
    await logs.save("kafka1");
    expect(await logOf("first")).toBe(lines.join(""));
  });

  it("has a tail that begins with the run", async () => {
    const container = new PrintingContainer();
    const logs = await logsOf({ kafka1: container });
    container.print("stdout", "of the first run\n");
    expect(await logs.tail("kafka1")).toBe("of the first run\n");
    await logs.turnTo(folderOf("second"), ["kafka1"]);
    expect(await logs.tail("kafka1")).toBe("");
    container.print("stdout", "of the second run\n");
    expect(await logs.tail("kafka1")).toBe("of the second run\n");
  });
});

it("of a node that is down the log of its run has all lines, when another run has the cluster", async () => {
  const [up, down] = [new PrintingContainer(), new PrintingContainer()];
  const logs = await logsOf({ kafka1: up, kafka2: down });
  down.isLate = true;
  down.print("stdout", "the last line\n");
  const over = logs.turnTo(folderOf("second"), ["kafka1"]);
  down.deliver();
  down.end();
  await over;
  expect(await logOf("first", "kafka2")).toBe("the last line\n");
  await logs.follow("kafka2", "0");
  down.print("stdout", "started again\n");
  await until(async () => (await logOf("second", "kafka2").catch(() => "")) === "started again\n");
});

describe("no run has a line of a container", () => {
  it("that could not print the mark", async () => {
    const [good, bad] = [new PrintingContainer(), new PrintingContainer()];
    bad.execStatus = 2;
    const logs = await logsOf({ kafka1: good, kafka2: bad });
    await expect(logs.turnTo(folderOf("second"), ["kafka1", "kafka2"])).rejects.toThrow(
      "no line could be printed into the log of kafka2: sh: no such file",
    );
    good.print("stdout", "of no run\n");
    await turn();
    expect(existsSync(join(folderOf("second"), "kafka1.log"))).toBe(false);
    expect(logs.pathOf("kafka1")).toBe(join(folderOf("first"), "kafka1.log"));
  });

  it("whose output ends before the mark comes", async () => {
    const container = new PrintingContainer();
    const logs = await logsOf({ kafka1: container });
    container.marked = ["stdout"];
    const over = logs.turnTo(folderOf("second"), ["kafka1"]);
    const refusal = expect(over).rejects.toThrow("its output ended");
    container.end();
    await refusal;
    expect(existsSync(join(folderOf("second"), "kafka1.log"))).toBe(false);
    // And from here on it has none.
    await expect(logs.turnTo(folderOf("second"), ["kafka1"])).rejects.toThrow("its output ended");
  });

  it("whose mark does not come in time", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const container = new PrintingContainer();
    const logs = await logsOf({ kafka1: container });
    container.isLate = true;
    const over = logs.turnTo(folderOf("second"), ["kafka1"]);
    const refusal = expect(over).rejects.toThrow("the engine did not deliver the logs within 10 s");
    await until(async () => vi.getTimerCount() === 1);
    await vi.advanceTimersByTimeAsync(10_000);
    await refusal;
    expect(existsSync(join(folderOf("second"), "kafka1.log"))).toBe(false);
  });
});
