/** Each format tells what became of transactions, with the evidence. */
import { XMLParser } from "fast-xml-parser";
import { expect, it } from "vitest";
import type { Expectations } from "../rundir/result.js";
import { NO_COMMITTED_READERS, NO_TRANSFERS } from "../rundir/transactions.js";
import { transactionsPage } from "./html/transactions.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { summarizeCell } from "./model/campaign.js";
import { judgeCell } from "./model/odds.js";
import { pretty } from "./pretty.js";
import { table } from "./table.js";
import { plainPage } from "./testing/plain-page.js";
import { result, runData, transacted } from "./testing/runs.js";

const page = plainPage();
const wide = plainPage(300);
const run = runData(
  result({
    transactions: transacted(),
    verdict: "not-as-expected",
    expect: { loss: "any", transactions: { tornTransaction: "none", lostTransaction: "none", stuck: "any" } },
  }),
);
const without = runData(result());

it("the pretty report has the outcomes, each count, the evidence, and why a count is not known", () => {
  const text = pretty.render([run], page);
  expect(text).toMatch(
    /transactions\s+900 committed · 97 aborted \(95 as planned\) · 2 unknown · 1 abandoned/,
  );
  expect(text).toMatch(/3 or more aborted reads/);
  expect(text).toMatch(/1 torn · unknown lost/);
  expect(text).toMatch(/torn, transaction 12 of producer 1, partition 0, offsets 1200–1259 \(40 messages\)/);
  expect(text).toMatch(/not known in full, aborted reads, lost: the log has no end of 1 transaction/);
  expect(pretty.render([without], page)).not.toMatch(/transactions/);
});

it("each format has the messages that transactions read", () => {
  const some = runData(
    result({ transactions: transacted({ read: { transactions: 890, messages: 4_100 } }) }),
  );
  expect(pretty.render([some], { ...page, columns: 200 })).toContain("890 of them read 4,100 messages");
  expect(transactionsPage(some.result)!.figures).toContainEqual([
    ...["messages read", "4,100", "by 890 transactions, before they ended"],
  ]);
  const [file] = JSON.parse(json.render([some], page));
  expect(file.transactions.read).toEqual({ transactions: 890, messages: 4_100 });
});

it("no report speaks of a check that the run does not have", () => {
  const { found } = transacted();
  const transactions = transacted({
    found: { ...found, balance: null },
    unknownBecause: { balance: NO_TRANSFERS },
  });
  const some = runData(result({ transactions }));
  expect(pretty.render([some], page)).not.toMatch(/transfers/);
  expect(JSON.stringify(transactionsPage(some.result))).not.toMatch(/transfers/);
});

it("a table has a column where a run has transactions", () => {
  expect(table.render([run], wide)).toMatch(/3 aborted reads, 1 torn, 1 stuck partitions/);
  expect(table.render([without], wide)).not.toMatch(/transactions/);
});

it("result.json has the section, and each check with its status", () => {
  const [file] = JSON.parse(json.render([run], page));
  expect(file.transactions).toMatchObject({ committed: 900, found: { tornTransaction: 1 } });
  const of = (id: string) => file.checks.find((check: { id: string }) => check.id === `transactions.${id}`);
  expect(of("tornTransaction")).toMatchObject({
    expected: "none",
    found: 1,
    unit: "transactions",
    status: "fail",
  });
  expect(of("lostTransaction")).toMatchObject({ found: null, status: "unknown" });
  expect(of("lostTransaction").because).toBe("the log has no end of 1 transaction");
  const [other] = JSON.parse(json.render([without], page));
  expect(other.transactions).toBeUndefined();
});

it("JUnit has a case for each check of transactions", async () => {
  const xml = await junit.render([run], page);
  const { testsuites } = new XMLParser({ ignoreAttributes: false }).parse(xml);
  const cases: Record<string, unknown>[] = testsuites.testsuite.testcase;
  const named = (name: string) => cases.find((one) => one["@_name"] === name)!;
  expect(named("transactions.tornTransaction").failure).toMatchObject({
    "@_message": "expected none, found 1 transaction",
  });
  expect(JSON.stringify(named("transactions.tornTransaction"))).toContain("transaction 12 of producer 1");
  expect(named("transactions.lostTransaction").skipped).toBeDefined();
});

it("Markdown has a line for the figures, and for each kind of finding", () => {
  const text = markdown.render([run], page);
  expect(text).toMatch(/- transactions: 900 committed, 97 aborted/);
  expect(text).toMatch(/- torn, transaction 12 of producer 1/);
});

it("the page of a run has a table of the counts, and one of the findings", () => {
  const { figures, findings } = transactionsPage(run.result)!;
  expect(figures).toContainEqual(["aborted reads", "3 or more", "the log has no end of 1 transaction"]);
  expect(figures).toContainEqual(["torn", "1", "transactions"]);
  expect(findings.map(({ label }) => label)).toEqual(["aborted reads", "torn", "stuck partitions"]);
  expect(transactionsPage(without.result)).toBeNull();
});

it.each([
  ["sendSkip", "send skips"],
  ["writeCycle", "write cycles"],
] as const)(
  "what Kafka allows is told with evidence only where something is expected of it: %s",
  (check, label) => {
    const allowed = { ...transacted().findings[1]!, check };
    const of = (expect: Expectations) =>
      pretty.render([runData(result({ transactions: transacted({ findings: [allowed] }), expect }))], page);
    const evidence = new RegExp(`${label}, transaction 12`);
    expect(of({ loss: "any" })).not.toMatch(evidence);
    expect(of({ loss: "any", transactions: { [check]: "none" } })).toMatch(evidence);
  },
);

it("a campaign counts the runs in which there is one for certain, and judges a probability by them", () => {
  const expected = {
    loss: "any",
    transactions: { tornTransaction: { probability: { below: 0.4 } } },
  } as const;
  const some = result({ transactions: transacted(), expect: expected });
  const { found } = transacted();
  const none = result({
    transactions: transacted({ found: { ...found, tornTransaction: 0 } }),
    expect: expected,
  });
  const runs = [...Array(2).fill(some), ...Array(28).fill(none)].map((result) => ({ result }));
  const [odds] = judgeCell({ runs, isRepeated: true });
  expect(odds).toMatchObject({ check: "transactions.tornTransaction", happened: 2, known: 30, isKept: true });
  const of = ({ others }: ReturnType<typeof summarizeCell>) => others.map(({ check }) => check);
  expect(of(summarizeCell(runs))).toContain("transactions.tornTransaction");
  expect(of(summarizeCell(runs))).not.toContain("transactions.lostTransaction");
  expect(of(summarizeCell([{ result: result() }]))).not.toContain("transactions.stuck");
});

it("messages that the scenario aborts are apart from those that failed", () => {
  const counts = { sent: 100_000, acknowledged: 89_000, failed: 11_000 };
  const aborting = (planned: number) =>
    runData(
      result({
        counts,
        transactions: { ...transacted(), abortedAsPlanned: { transactions: 95, messages: planned } },
      }),
    );
  const some = pretty.render([aborting(9_500)], page);
  expect(some).toMatch(/^lost .*· 1,500 failed \(1\.5 %\)/m);
  expect(some).toMatch(/^failed +1,500 +1\.5 % of all that were sent$/m);
  expect(some).toMatch(/^aborted +9,500 +in transactions, as the scenario asks$/m);
  const all = pretty.render([aborting(11_000)], page);
  expect(all).toMatch(/^failed +0$/m);
  expect(all).not.toMatch(/^lost .*failed/m);
  expect(table.render([aborting(11_000)], wide)).not.toContain("11,000");
  expect(markdown.render([aborting(9_500)], page)).toMatch(/\| 89,000 \| 1,500 \|/);
});

it("early reads that nothing could show are a problem only where something is expected of them", () => {
  const unread = transacted({ unknownBecause: { precommittedRead: NO_COMMITTED_READERS } });
  unread.found.precommittedRead = null;
  const told = (expected: Expectations["transactions"]) => {
    const one = result({
      transactions: unread,
      expect: { loss: "any", ...(expected && { transactions: expected }) },
    });
    const page = transactionsPage(one)!.figures.find(([label]) => label === "precommitted reads")!;
    const text = (pretty.render([runData(one)], wide) as string).replace(/\s+/g, " ");
    return { text, page: page[1] };
  };
  const unasked = told(undefined);
  expect(unasked.text).not.toContain("unknown precommitted reads");
  expect(unasked.text).toContain(`not looked for, precommitted reads: ${NO_COMMITTED_READERS}`);
  expect(unasked.page).toBe("not looked for");
  const asked = told({ precommittedRead: "none" });
  expect(asked.text).toContain("unknown precommitted reads");
  expect(asked.text).toContain(`not known in full, precommitted reads: ${NO_COMMITTED_READERS}`);
  expect(asked.page).toBe("unknown");
});
