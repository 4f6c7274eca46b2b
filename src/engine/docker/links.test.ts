import { expect, it } from "vitest";
import { ContainerLinks, DISTANCE } from "./links.js";
import type { Namespaces } from "./namespaces.js";

const link = { from: "kafka1", to: "kafka2" };
const delay = { latencyMs: 5, jitterMs: 0 };

function linksOf() {
  const scripts: string[] = [];
  const namespaces = {
    write: async (_: string, script: () => string) => void scripts.push(script()),
    read: async (_: string, script: () => string) => {
      scripts.push(script());
      return "one\ntwo\n";
    },
  };
  const links = new ContainerLinks(namespaces as Partial<Namespaces> as Namespaces);
  links.setAddress("kafka2", "10.0.0.2");
  return { links, scripts };
}

it("a disturbance is held until it is removed, which it is once", async () => {
  const { links, scripts } = linksOf();
  expect(links.add("a", [link], "cut")).toEqual(new Set(["kafka1"]));
  await links.write("kafka1");
  expect([links.remove("a"), links.remove("a")]).toEqual([true, false]);
  await links.write("kafka1");
  expect(scripts.map((script) => /10\.0\.0\.2 } drop/.test(script))).toEqual([true, false]);
});

it("clearing leaves the distance of the cluster", async () => {
  const { links, scripts } = linksOf();
  links.add(DISTANCE, [link], delay);
  links.add("a", [link], { latencyMs: 20, jitterMs: 0 });
  links.add("b", [link], "cut");
  links.clear();
  await links.write("kafka1");
  expect(links.cut()).toEqual([]);
  expect(scripts[0]).toMatch(/delay 5ms/);
});

it("a peer that is down has no address to be cut from, and is cut again at the one that it gets", async () => {
  const { links, scripts } = linksOf();
  links.add("a", [link], "cut");
  links.forgetAddress("kafka2");
  await links.write("kafka1");
  links.setAddress("kafka2", "10.0.0.9");
  await links.write("kafka1");
  expect(scripts.map((script) => /ip daddr { (\S+) } drop/.exec(script)?.[1])).toEqual([
    undefined,
    "10.0.0.9",
  ]);
});

it("what is remembered is all that is done to links, for a process that recalls it", () => {
  const [one, other] = [linksOf().links, linksOf().links];
  one.add("a", [link], "cut");
  one.add(DISTANCE, [link], delay);
  other.add("gone", [link], "cut");
  other.recall(one.toRemember());
  expect(other.toRemember()).toEqual([
    ["a", { links: [link], how: "cut" }],
    [DISTANCE, { links: [link], how: delay }],
  ]);
});

it("a reset tells how many connections the node's namespace ended", async () => {
  const { links, scripts } = linksOf();
  expect(await links.reset("kafka1", ["kafka2", "zk1"])).toBe(2);
  expect(scripts).toHaveLength(1);
});
