/** A command as the command line runs it, with what it writes kept. */
import { Readable } from "node:stream";
import { Command } from "commander";
import { type DefineCommand, type Edge, EXIT } from "./command.js";

/** An edge that keeps what is written to it. */
export function edgeInTest({
  columns = 200,
  env = {} as Edge["env"],
  stdin = Readable.from([]),
  signal = new AbortController().signal,
} = {}) {
  const written = { stdout: "", stderr: "" };
  const to = (stream: keyof typeof written) => ({
    ...{ columns, rows: 100, isTTY: false, color: false },
    write: (text: string) => {
      written[stream] += text;
    },
  });
  const edge: Edge = {
    ...{ env, version: "0", stdin, signal },
    ...{ stdout: to("stdout"), stderr: to("stderr") },
  };
  return { edge, written };
}

/** What the command writes, and its exit code; what it throws is thrown. */
export async function runCommand(
  define: DefineCommand,
  words: readonly string[],
  options: Parameters<typeof edgeInTest>[0] = {},
) {
  const { edge, written } = edgeInTest(options);
  let code: number = EXIT.asExpected;
  const command = new Command("command");
  const exit = async (result: Promise<number>) => {
    code = await result;
  };
  await define(command, edge, exit, []);
  await command.parseAsync([...words], { from: "user" });
  return { ...written, code };
}
