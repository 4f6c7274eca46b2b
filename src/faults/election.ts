/**
 * An election that an operator asks for. The controller holds it at once, or says why not; the fault is complete when a
 * broker names the new leader. Nothing undoes it.
 */
import type { NodeName } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { InfrastructureError } from "../errors.js";
import { askController } from "../kafka/controller.js";
import { type Election, type ElectionAnswer, electLeaders } from "../kafka/elections.js";
import { nameOf, type Placement, placements } from "../kafka/placement.js";
import type { TopicPartition } from "../topic-partitions.js";
import { waitFor } from "../wait.js";
import { brokerName, brokersWithController, runningBrokers } from "./brokers.js";
import { defineFault, type Fault, type Injection, type Surroundings } from "./fault.js";
import { sentences, tellMoves } from "./told.js";
import { unknownPartition, type Which, which } from "./topic-partition.js";

const SEEN_MS_MAX = 30_000;

export function electionFault(name: string, election: Election, summary: string): Fault {
  return defineFault<Which>({
    name,
    summary,
    lasts: "for-good",
    schema: () => which(),
    idleOn: (asked, place) => (typeof asked === "string" ? undefined : unknownPartition(asked, place)),
    inject: (cluster, asked, _targets, surroundings) => hold(cluster, election, asked, surroundings),
  });
}

async function hold(
  cluster: Cluster,
  election: Election,
  asked: Which,
  { topics: own, isProducing, signal }: Surroundings,
): Promise<Injection> {
  const brokers = runningBrokers(cluster);
  const names = asked === "topic" ? own.map(({ name }) => name) : [(asked as TopicPartition).topic];
  const before = (await placements(brokers, asked === "all" ? null : names, signal))
    .map(([newest]) => newest)
    .filter((one) => typeof asked === "string" || one.partition === asked.partition);
  if (before.length === 0) throw new InfrastructureError("no broker that runs knows a partition to elect in");
  const answers = await askController(
    brokersWithController(cluster),
    (controller) => electLeaders(controller, election, before, signal),
    signal,
  );
  const placeOf = (answer: ElectionAnswer) => before.find((one) => nameOf(one) === nameOf(answer))!;
  const elected = answers.filter(({ error }) => error === null).map(placeOf);
  const whyNot = (answer: ElectionAnswer) => refusal(cluster, election, answer, placeOf(answer));
  if (elected.length === 0)
    throw new InfrastructureError(`no election was held: ${sentences(answers.map(whyNot))}`);
  const leaders = await untilSeen(cluster, elected, signal);
  const moves = elected.map((one, place) => ({
    partition: nameOf(one),
    from: one.leader < 0 ? null : brokerName(cluster, one.leader),
    to: leaders[place]!,
  }));
  const refused = answers.filter(({ error }) => error !== null && error !== "ELECTION_NOT_NEEDED");
  const flaws = refused.map(whyNot);
  if (!isProducing()) flaws.push("every message was settled before the election was over");
  return {
    targets: [...new Set(moves.map(({ from, to }) => from ?? to))],
    detail: tellMoves(moves),
    isGradual: true,
    ...(flaws.length > 0 && { flaw: sentences(flaws) }),
    heal: async () => {},
  };
}

/** The leaders of these partitions in a later epoch. */
function untilSeen(
  cluster: Cluster,
  elected: readonly Placement[],
  signal: AbortSignal,
): Promise<readonly NodeName[]> {
  const topics = [...new Set(elected.map(({ topic }) => topic))];
  return waitFor(
    async () => {
      const now = (await placements(runningBrokers(cluster), topics, signal)).map(([newest]) => newest);
      const leaders = elected.map((before) => {
        const one = now.find((other) => nameOf(other) === nameOf(before));
        return one === undefined || one.epoch <= before.epoch || one.leader < 0 ? undefined : one.leader;
      });
      const missing = leaders.indexOf(undefined);
      return missing < 0
        ? { done: true, value: leaders.map((id) => brokerName(cluster, id!)) }
        : { done: false, seen: `none for ${nameOf(elected[missing]!)}` };
    },
    { what: "a broker that names the elected leaders", limitMs: SEEN_MS_MAX, everyMs: 20, signal },
  );
}

function refusal(
  cluster: Cluster,
  election: Election,
  answer: ElectionAnswer,
  { leader, replicas }: Placement,
): string {
  const partition = nameOf(answer);
  switch (answer.error) {
    case "ELECTION_NOT_NEEDED":
      return election === "preferred"
        ? `${brokerName(cluster, replicas[0]!)} leads ${partition} already and is its preferred leader`
        : `${leader < 0 ? "a broker" : brokerName(cluster, leader)} leads ${partition}, as far as the controller knows`;
    case "PREFERRED_LEADER_NOT_AVAILABLE":
      return `${brokerName(cluster, replicas[0]!)}, the preferred leader of ${partition}, is not in sync or does not run`;
    case "ELIGIBLE_LEADERS_NOT_AVAILABLE":
      return `no replica of ${partition} can lead it`;
    default:
      return `the controller answers for ${partition}: ${answer.words}`;
  }
}
