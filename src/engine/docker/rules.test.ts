import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLIENTS, type Disturbance, type Link, type NodeName } from "../../cluster/topology.js";
import { type Disturbances, placesOf, resetScriptFor, scriptFor } from "./rules.js";

const NODES = ["kafka1", "kafka2", "kafka3", "zk1"];
const addressOf = (name: NodeName) => `172.18.0.${NODES.indexOf(name) + 2}`;
const ADDRESSES = new Map(NODES.map((name) => [name, addressOf(name)]));
const LINKS: Link[] = NODES.flatMap((from) => NODES.filter((to) => to !== from).map((to) => ({ from, to })));
const SEED = 20_240_607;

const someLinks = fc.subarray(LINKS);
const someCuts = fc.array(someLinks, { maxLength: 4 });

function disturbed(...all: readonly (readonly [readonly Link[], Disturbance])[]): Disturbances {
  return new Map(all.map(([links, how], i) => [String(i), { links, how }]));
}

function cut(...cuts: readonly (readonly Link[])[]): Disturbances {
  return disturbed(...cuts.map((links) => [links, "cut"] as const));
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
        const places = [...placesOf({ links, how: "cut" })];
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
    for (const node of NODES)
      expect([...placesOf({ links: isolate(node), how: "cut" }).keys()]).toEqual([node]);
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
        const places = placesOf({ links, how: "cut" });
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
    const delays = disturbed(
      [[far, near], { latencyMs: 100, jitterMs: 10 }],
      [[far], { latencyMs: 50, jitterMs: 5 }],
    );
    expect([...placesOf(delays.get("0")!).keys()]).toEqual(["kafka1"]);
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

  it("throttles to the lowest rate that is asked for, in bits, and loses what all losses together leave", () => {
    const [far, near] = [
      { from: "kafka1", to: "kafka2" },
      { from: "kafka1", to: "zk1" },
    ];
    const script = scriptFor(
      "kafka1",
      disturbed(
        [[far], { bytesPerSecond: 100_000 }],
        [[far], { bytesPerSecond: 50_000 }],
        [[far, near], { lossPercent: 50 }],
        [[far], { lossPercent: 10 }],
        [[near], { latencyMs: 5, jitterMs: 0 }],
      ),
      ADDRESSES,
    );
    const classOf = (peer: NodeName) => {
      const id = new RegExp(`match ip dst ${addressOf(peer)}/32 flowid (\\S+)`).exec(script)?.[1];
      return [
        new RegExp(`classid ${id} htb rate (\\S+)`).exec(script)?.[1],
        new RegExp(`parent ${id} netem limit \\d+ (.*)`).exec(script)?.[1],
      ];
    };
    expect(classOf("kafka2")).toEqual(["400000bit", "loss 55%"]);
    expect(classOf("zk1")).toEqual(["100gbit", "delay 5ms 0ms loss 50%"]);
  });

  it("needs no netem where links are only throttled", () => {
    const script = scriptFor("kafka1", disturbed([isolate("kafka1"), { bytesPerSecond: 1_000 }]), ADDRESSES);
    expect(script).toContain("htb rate 8000bit");
    expect(script).not.toContain("netem");
  });

  it("cuts clients off at the port that only they use, and a peer beside them by its address", () => {
    const clients = [
      { from: CLIENTS, to: "kafka1" },
      { from: "kafka1", to: CLIENTS },
    ];
    expect([...placesOf({ links: clients, how: "cut" }).keys()]).toEqual(["kafka1"]);
    const script = scriptFor("kafka1", cut(clients, [{ from: "kafka1", to: "zk1" }]), ADDRESSES);
    expect(script).toContain(`{ type filter hook input priority 0; tcp dport 19094 drop; }`);
    expect(script).toContain(`ip daddr { ${addressOf("zk1")} } drop; tcp sport 19094 drop; }`);
    expect(scriptFor("kafka2", cut(clients), ADDRESSES)).toBe(scriptFor("kafka2", cut(), ADDRESSES));
  });

  it("ends the connections that a node has opened to its peers, as far as these are up", () => {
    const up = new Map([...ADDRESSES].filter(([name]) => name !== "kafka3"));
    const lines = resetScriptFor(["kafka2", "kafka3", "zk1"], up).split("\n");
    expect(lines).toEqual([
      "set -e",
      ...["kafka2", "zk1"].map(
        (name) =>
          `ss -HtnK state established "dst ${addressOf(name)} and ( dport = :19093 or dport = :2181 or dport = :2888 or dport = :3888 )"`,
      ),
    ]);
  });
});
