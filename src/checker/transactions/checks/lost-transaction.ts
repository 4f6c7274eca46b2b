/** `lostTransaction`: transactions whose commit was confirmed, and of which readers get no message. No isolation allows one. */
import { FINDINGS_MAX, type Found, type TransactionCheck } from "../transaction-check.js";

export const lostTransaction: TransactionCheck<"lostTransaction"> = {
  name: "lostTransaction",
  find(facts) {
    const { there, gone, sent, isDoubtful } = facts;
    const { table } = facts.run;
    const found: Found[] = [];
    let count = 0;
    for (let transaction = 0; transaction < table.count; transaction++) {
      if (isDoubtful.has(transaction) || table.outcome(transaction) !== "committed") continue;
      if (sent[transaction] === 0 || gone[transaction] !== sent[transaction]) continue;
      count++;
      if (found.length < FINDINGS_MAX) found.push({ transaction, messages: sent[transaction]!, text: "" });
    }
    const doubts = facts.doubtsAbout(
      (transaction) => table.outcome(transaction) === "committed" && there[transaction] === 0,
    );
    // A doubtful one may look whole because of the proxy's copies.
    const { doubtful } = facts.doubtsAbout((transaction) => table.outcome(transaction) === "committed");
    return { count, because: facts.because({ ...doubts, doubtful }), found };
  },
};
