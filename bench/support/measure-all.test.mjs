import { expect, it } from "vitest";
import { InfrastructureError } from "../../src/errors.js";
import { information } from "./figure.mjs";
import { measureAll } from "./measure-all.mjs";
import { markdownOf } from "./table.mjs";

it("leaves out a part that cannot be measured, says why, and keeps the other parts' figures", async () => {
  const told = [];
  const results = await measureAll(
    [
      { name: "start", measure: async () => [information("first message", "2 s")] },
      {
        name: "docker",
        measure: () =>
          Promise.reject(
            new InfrastructureError("no Docker engine answers\nat any socket", { remedy: "start dockerd" }),
          ),
      },
      { name: "proxy", measure: async () => [information("throughput", "1 ×")] },
    ],
    (line) => told.push(line),
  );
  expect(results.map(({ part, figures }) => [part, figures])).toEqual([
    ["start", [information("first message", "2 s")]],
    ["docker", [information("left out", "no Docker engine answers")]],
    ["proxy", [information("throughput", "1 ×")]],
  ]);
  expect(told).toEqual([
    "docker: left out: no Docker engine answers\nat any socket",
    "docker: try: start dockerd",
  ]);
});

it("has the figures of another checkout beside ours", async () => {
  const figure = (reached) => information("first message", reached);
  const parts = [
    {
      name: "start",
      measure: async () => [figure("2 s"), information("new", "1")],
      before: async () => [figure("3 s")],
    },
    { name: "proxy", measure: async () => [figure("4 s")] },
  ];
  const results = await measureAll(parts, () => {});
  expect(markdownOf(results).split("\n")).toEqual([
    "| part | measured | wanted | before | reached |  |",
    "| --- | --- | --: | --: | --: | --- |",
    "| start | first message |  | 3 s | 2 s |  |",
    "|  | new |  |  | 1 |  |",
    "| proxy | first message |  |  | 4 s |  |",
  ]);
  expect(markdownOf(results.slice(1)).split("\n")[0]).toBe("| part | measured | wanted | reached |  |");
});

it("tells the stack of an error that nobody foresaw", async () => {
  const told = [];
  const measure = async () => {
    throw new TypeError("nodes is not iterable");
  };
  const [{ figures }] = await measureAll([{ name: "links", measure }], (line) => told.push(line));
  expect(figures).toEqual([information("left out", "nodes is not iterable")]);
  expect(told.join("\n")).toMatch(/TypeError: nodes is not iterable\n\s+at /);
});
