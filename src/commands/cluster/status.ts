/** `chaos cluster status`: who leads what, as each broker sees it, and how much of it is committed. */
import { waysInto } from "../../engine/addresses.js";
import { newestView } from "../../observer/leadership.js";
import { type ClusterLook, lookAt, type NodeState, type Seat } from "../../observer/look.js";
import { type Cell, columnsOf } from "../../report/columns.js";
import { list, type Page } from "../../report/text.js";
import { TopicPartitions } from "../../topic-partitions.js";
import { type DefineCommand, type Edge, EXIT, pageOf } from "../command.js";
import { describeCuts } from "./cuts.js";
import { addKeptOptions, attach, type KeptOptions, scenarioOf } from "./kept.js";

const HELP = `
Leader, epoch and ISR are the view of that broker. High watermark and log end come from every broker that believes it
leads. During a partition there may be two such brokers. Messages above the high watermark can still be lost.
With KRaft each controller names the active controller that it knows. Its role (voter or observer) and its log end are as the
active controller knows them. Fenced brokers and eligible leader replicas follow the table, where there are any.
A node is running, paused, down, or silent (it does not answer, and no fault paused it). The cut links follow.
`;

export const defineStatus: DefineCommand = (command, edge, exit) => {
  addKeptOptions(command)
    .addHelpText("after", HELP)
    .action((options: KeptOptions) => exit(status(options, edge)));
};

async function status(options: KeptOptions, edge: Edge): Promise<number> {
  await using kept = await attach(options, edge);
  const { directory, cluster } = kept;
  const topics = new TopicPartitions((await scenarioOf(kept)).topics);
  const look = await lookAt(cluster, topics, edge.signal);
  const lines = [
    `${directory} · ${cluster.engine} · Kafka ${cluster.versions.kafka}`,
    ...waysInto(cluster),
    "",
    ...render(look, topics, pageOf(edge.stdout)),
  ];
  edge.stdout.write(`${lines.join("\n")}\n`);
  return EXIT.asExpected;
}

export function render(
  { nodes, cutLinks, quorum, views, fenced }: ClusterLook,
  topics: TopicPartitions,
  { paint }: Page,
): string[] {
  const styles: Readonly<Record<NodeState, (text: string) => string>> = {
    running: paint.green,
    paused: paint.yellow,
    silent: paint.red,
    down: paint.red,
  };
  const rows: Cell[][] = [
    ["topic", "partition", "seen by", "leader", "epoch", "in sync", "high watermark", "log end"].map(
      (text, column) => ({
        text,
        ...(column === 4 || column >= 6 ? { align: "right" as const } : {}),
        style: paint.dim,
      }),
    ),
  ];
  for (const index of topics.indexes()) {
    const { topic, partition } = topics.at(index);
    for (const { name: broker, state } of nodes.filter(({ kind }) => kind === "broker")) {
      const view = views.find((view) => view.partition === index && view.node === broker);
      const place: Cell[] = [{ text: topic }, { text: `${partition}` }, { text: broker }];
      if (view === undefined) {
        rows.push([
          ...place,
          { text: state === "running" ? "no such partition" : "no answer", style: paint.dim },
        ]);
        continue;
      }
      const { leader, epoch, isr, ends } = view;
      rows.push([
        ...place,
        { text: leader ?? "none", ...(leader === broker ? { style: paint.bold } : {}) },
        { text: `${epoch}`, align: "right" },
        { text: isr.join(" ") },
        { text: `${ends?.highWatermark ?? ""}`, align: "right" },
        { text: `${ends?.logEnd ?? ""}`, align: "right" },
      ]);
    }
  }
  return [
    ...columnsOf(nodes.map(({ name, state }) => [{ text: name }, { text: state, style: styles[state] }])),
    ...describeCuts(
      cutLinks,
      nodes.map(({ name }) => name),
    ).map((line) => paint.yellow(line)),
    ...(quorum.length === 0 ? [] : ["", ...columnsOf(quorumRows(quorum, paint))]),
    "",
    ...columnsOf(rows),
    ...[...disputes(views, topics), ...fencing(fenced), ...eligibility(views, topics)].map(
      (line) => `\n${paint.yellow(line)}`,
    ),
  ];
}

function quorumRows(quorum: readonly Seat[], paint: Page["paint"]): Cell[][] {
  const head = ["controller", "role", "active controller", "epoch", "log end", "behind"].map(
    (text, column) => ({
      text,
      ...(column >= 3 ? { align: "right" as const } : {}),
      style: paint.dim,
    }),
  );
  return [
    head,
    ...quorum.map(({ node, role = "", names, epoch, logEnd, behind }): Cell[] => {
      if (names === undefined)
        return [{ text: node }, { text: role }, { text: "no answer", style: paint.dim }];
      return [
        { text: node },
        { text: role },
        { text: names ?? "none", ...(names === node ? { style: paint.bold } : {}) },
        ...[epoch, logEnd, behind].map((figure) => ({ text: `${figure ?? ""}`, align: "right" as const })),
      ];
    }),
  ];
}

/** Partitions that more than one broker believes it leads. */
function* disputes(views: ClusterLook["views"], topics: TopicPartitions): Generator<string> {
  for (const partition of new Set(views.map((view) => view.partition))) {
    const leaders = views.filter((view) => view.partition === partition && view.leader === view.node);
    if (leaders.length < 2) continue;
    const names = leaders.map(({ node, epoch }) => `${node} (epoch ${epoch})`).join(" and ");
    yield `${topics.label(partition)} has more than one leader: ${names} each believe that they lead`;
  }
}

/** Brokers that lead nothing until the active controller hears them again. */
function* fencing(fenced: ClusterLook["fenced"]): Generator<string> {
  for (const { broker, seenBy } of fenced)
    yield `${broker} is fenced, as ${list(seenBy)} see${seenBy.length === 1 ? "s" : ""} it`;
}

/** Replicas that may lead although they are not in sync, as the brokers see it that have the newest view. */
function* eligibility(views: ClusterLook["views"], topics: TopicPartitions): Generator<string> {
  for (const partition of new Set(views.map((view) => view.partition))) {
    const elr = newestView(views, partition)?.elr;
    if (elr !== undefined)
      yield `${topics.label(partition)} has eligible leader replicas that are not in sync: ${list(elr)}`;
  }
}
