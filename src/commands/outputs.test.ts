import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { InfrastructureError, UsageError } from "../errors.js";
import { lossy, runData } from "../report/testing/runs.js";
import { runCommand } from "./command.test-support.js";
import { type Output, outputParser, splitOutputs, writeFiles } from "./outputs.js";
import { defineRun } from "./run.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chaos-outputs-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const parse = (...texts: string[]) =>
  texts.reduce<readonly Output[]>((before, text) => outputParser(["plain"])(text, before), []);

const silent = { columns: 80, rows: 24, isTTY: true, color: true, write() {} };
const edge = {
  ...{ env: {}, version: "0", stdin: Readable.from([]), signal: new AbortController().signal },
  ...{ stdout: silent, stderr: silent },
};

it("takes one report for standard output, and any number for files, whose names may have a =", () => {
  expect(splitOutputs(parse("plain", `json=${folder}/a=b.json`, `html=${folder}/page.html`))).toMatchObject({
    shown: "plain",
    files: [
      { reporter: { name: "json" }, file: `${folder}/a=b.json` },
      { reporter: { name: "html" }, file: `${folder}/page.html` },
    ],
  });
});

it.each([
  ["pdf", /Allowed choices are plain, pretty, table, json, html/],
  ["json=", /name of a file is missing, as in json=report\.json/],
  ["plain=lines.txt", /plain writes no file\. Choices for a file are pretty/],
])("refuses %s", (text, sentence) => {
  expect(() => parse(text)).toThrow(sentence);
});

it("refuses two reports in one place, a directory, and a file in a directory that is not there", () => {
  mkdirSync(join(folder, "reports"));
  const split =
    (...texts: string[]) =>
    () =>
      splitOutputs(parse(...texts));
  expect(split("plain", "json")).toThrow(/only one report can go to standard output, and plain and json are/);
  expect(split(`json=${folder}/x`, `html=${folder}/./x`)).toThrow(/two reports would be written to/);
  expect(split(`json=${folder}/reports`)).toThrow(/reports is a directory/);
  expect(split(`json=${folder}/nowhere/x`)).toThrow(InfrastructureError);
  expect(split(`json=${folder}/nowhere/x`)).toThrow(/there is no such directory$/);
});

it("a file may be in the directory that a run makes", () => {
  const out = join(folder, "runs");
  expect(splitOutputs(parse(`json=${out}/all.json`), out).files).toHaveLength(1);
});

it.each([
  ["two reports on standard output", ["--reporter", "json", "--reporter", "table"], UsageError],
  ["a directory in the place of a file", ["--reporter", `json=${tmpdir()}`], UsageError],
  ["a missing directory", ["--reporter", "json=/nowhere/a/b.json"], InfrastructureError],
])("chaos run refuses %s before it looks at the scenarios", async (_, words, kind) => {
  await expect(runCommand(defineRun, ["no-such-scenario.yaml", ...words])).rejects.toThrow(kind);
});

it("writes files without colours and with every column, and the others when one cannot be written", async () => {
  const file = join(folder, "table.txt");
  writeFileSync(file, "before");
  const { files } = splitOutputs(parse("json=/dev/full", `table=${file}`));
  await expect(writeFiles(files, [runData(lossy())], edge)).rejects.toThrow(
    "the report cannot be written to /dev/full: the disk is full",
  );
  expect(readFileSync(file, "utf8")).toMatch(
    /^scenario +engine +acks +sent .* verdict\nacks1-leader-partition /,
  );
  expect(readdirSync(folder)).toEqual(["table.txt"]);
});

it("leaves the file that was there when the report cannot be made", async () => {
  const file = join(folder, "report.txt");
  writeFileSync(file, "before");
  const broken = {
    ...{ name: "broken", summary: "" },
    render(): never {
      throw new Error("no report");
    },
  };
  await expect(writeFiles([{ reporter: broken, file }], [], edge)).rejects.toThrow("no report");
  expect(readFileSync(file, "utf8")).toBe("before");
});
