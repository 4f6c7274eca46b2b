import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Link, NodeName } from "../../cluster/topology.js";
import { type Disturbances, placesOf, scriptFor, touchedByDelay } from "./rules.js";

const NODES = ["kafka1", "kafka2", "kafka3", "zk1"];
const addressOf = (name: NodeName) => `172.18.0.${NODES.indexOf(name) + 2}`;
const ADDRESSES = new Map(NODES.map((name) => [name, addressOf(name)]));
const LINKS: Link[] = NODES.flatMap((from) => NODES.filter((to) => to !== from).map((to) => ({ from, to })));
const SEED = 20_240_607;

const someLinks = fc.subarray(LINKS);
const someCuts = fc.array(someLinks, { maxLength: 4 });

function cut(...cuts: readonly (readonly Link[])[]): Disturbances {
  return { cuts: new Map(cuts.map((links, i) => [String(i), links])), delays: new Map() };
}

function slow(
  ...delays: readonly { links: readonly Link[]; latencyMs: number; jitterMs: number }[]
): Disturbances {
  return {
    cuts: new Map(),
    delays: new Map(delays.map(({ links, ...delay }, i) => [String(i), { links, delay }])),
  };
}

const isolate = (node: NodeName) => LINKS.filter(({ from, to }) => from === node || to === node);

/** Addresses that a node's script drops packets to (`output`), or from (`input`). */
function dropped(script: string, direction: "output" | "input"): string[] {
  const set = new RegExp(
    `chain ${direction} .* ip ${direction === "output" ? "daddr" : "saddr"} \\{ (.*?) \\}`,
  );
  return set.exec(script)?.[1]?.split(", ") ?? [];
}

describe("where links are cut", () => {
  it("is one end of each, once", () => {
    fc.assert(
      fc.property(someLinks, (links) => {
        const places = [...placesOf(links)];
        expect(places.flatMap(([, here]) => here)).toHaveLength(links.length);
        for (const link of links) {
          const [[place]] = places.filter(([, here]) => here.includes(link)) as [[NodeName, Link[]]];
          expect([link.from, link.to]).toContain(place);
        }
      }),
      { seed: SEED },
    );
  });

  it("is the one node that all have in common, where there is one", () => {
    for (const node of NODES) expect([...placesOf(isolate(node)).keys()]).toEqual([node]);
  });
});

describe("the scripts of all nodes together", () => {
  it("drop what goes over a link that any cut holds, and nothing else", () => {
    fc.assert(
      fc.property(someCuts, (cuts) => {
        const scripts = new Map(NODES.map((name) => [name, scriptFor(name, cut(...cuts), ADDRESSES)]));
        for (const { from, to } of LINKS) {
          const leaves = !dropped(scripts.get(from)!, "output").includes(addressOf(to));
          const arrives = !dropped(scripts.get(to)!, "input").includes(addressOf(from));
          const isCut = cuts.some((links) => links.some((link) => link.from === from && link.to === to));
          expect({ from, to, passes: leaves && arrives }).toEqual({ from, to, passes: !isCut });
        }
      }),
      { seed: SEED },
    );
  });

  it("change no node's namespace but those that the cut was to change", () => {
    fc.assert(
      fc.property(someLinks, (links) => {
        const places = placesOf(links);
        for (const name of NODES) {
          const isEmpty = scriptFor(name, cut(links), ADDRESSES) === scriptFor(name, cut(), ADDRESSES);
          expect(isEmpty).toBe(!places.has(name));
        }
      }),
      { seed: SEED },
    );
  });
});

describe("the script of a node", () => {
  it("takes what is there of ours away in the transaction that puts the new in its place", () => {
    const script = scriptFor("kafka1", cut(isolate("kafka1")), ADDRESSES);
    const transaction = /nft -f - <<'END'\n((?:.*\n)*?)END/.exec(script)![1]!.split("\n");
    expect(transaction.slice(0, 3)).toEqual([
      "add table inet chaos",
      "delete table inet chaos",
      "table inet chaos {",
    ]);
    expect(script.match(/\bnft\b/g)).toHaveLength(1);
  });

  it("that has nothing to cut or delay leaves nothing of ours", () => {
    const script = scriptFor("kafka1", cut(), ADDRESSES);
    expect(script).toMatch(/add table inet chaos\ndelete table inet chaos\nEND/);
    expect(script).not.toMatch(/chain|qdisc add/);
    expect(script).toMatch(/tc qdisc del dev eth0 root/);
  });

  it("names no peer that is down", () => {
    const up = new Map([...ADDRESSES].filter(([name]) => name !== "kafka2"));
    const script = scriptFor("kafka1", cut(isolate("kafka1")), up);
    expect(dropped(script, "output")).toEqual([addressOf("kafka3"), addressOf("zk1")]);
    const alone = new Map([["kafka1", addressOf("kafka1")]]);
    expect(scriptFor("kafka1", cut(isolate("kafka1")), alone)).not.toMatch(/chain/);
  });

  it("delays what leaves the node, as much as all delays together ask for", () => {
    const [far, near] = [
      { from: "kafka1", to: "kafka2" },
      { from: "kafka1", to: "zk1" },
    ];
    const delays = slow(
      { links: [far, near], latencyMs: 100, jitterMs: 10 },
      { links: [far], latencyMs: 50, jitterMs: 5 },
    );
    expect([...touchedByDelay([far, near])]).toEqual(["kafka1"]);
    const script = scriptFor("kafka1", delays, ADDRESSES);
    const delayOf = (peer: NodeName) => {
      const id = new RegExp(`match ip dst ${addressOf(peer)}/32 flowid (\\S+)`).exec(script)?.[1];
      return new RegExp(`parent ${id} netem limit \\d+ delay (.*)`).exec(script)?.[1];
    };
    expect(delayOf("kafka2")).toBe("150ms 15ms");
    expect(delayOf("zk1")).toBe("100ms 10ms");
    expect(script).not.toContain(addressOf("kafka3"));
    expect(scriptFor("kafka2", delays, ADDRESSES)).toBe(scriptFor("kafka2", cut(), ADDRESSES));
  });
});
