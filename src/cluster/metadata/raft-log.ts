/**
 * What nodes of a KRaft cluster write in their logs about the quorum: elections, and metadata that cannot be read. A voter that does not lead answers no question about the quorum
 * (DescribeQuorum), so its log alone says for whom it voted.
 *
 *     Completed transition to UnattachedState(epoch=4, leaderId=OptionalInt.empty, votedKey=Optional[ReplicaKey(id=102, …
 *     Completed transition to CandidateState(localId=101, …, epoch=5, epochElection=EpochElection[voterStates={101=…
 *
 * Kafka 3.9 writes some of these states without "State", and the vote as `votedKey=null` or `votedKey=ReplicaKey(id=…`.
 * It does not write who granted what (raft/…/CandidateState.java).
 */
import type { PlannedNode } from "../topology.js";

const TRANSITION = /Completed transition to (\w+?)(?:State)?\((.*?)(?:\) from |$)/gm;
const VOTES = /voterStates=\{(.*?)\}/g;
const VOTE = /(\d+)=VoterState\(.*?state=(GRANTED|REJECTED|UNRECORDED)/g;

const ANSWERS = { GRANTED: "granted", REJECTED: "refused", UNRECORDED: "not answered" } as const;

/** What the voter with this log believes, and what the others answered in its newest election; null: the log does not say. */
export function beliefIn(log: string, voters: readonly PlannedNode[]): string | null {
  const transition = [...log.matchAll(TRANSITION)].at(-1);
  if (transition === undefined) return null;
  const [, state, now = ""] = transition;
  const nameOf = (id: string) => voters.find((voter) => voter.id === Number(id))?.name ?? `voter ${id}`;
  const idIn = (pattern: RegExp) => pattern.exec(now)?.[1];
  const leader = idIn(/\bleader(?:Id)?=(?:OptionalInt\[)?(\d+)/);
  // A candidate's vote is its own.
  const voted = idIn(
    state === "Candidate" ? /\blocalId=(\d+)/ : /\bvotedKey=(?:Optional\[)?ReplicaKey\(id=(\d+)/,
  );
  const hasNoVote = /\bvotedKey=(?:Optional\.empty|null)/.test(now);
  const answers = Object.entries(ANSWERS).flatMap(([answer, word]) => {
    const names = votesIn(log).flatMap((vote) => (vote.answer === answer ? [nameOf(vote.id)] : []));
    return names.length === 0 ? [] : [`${word} by ${names.join(" and ")}`];
  });
  return [
    `${state} in epoch ${idIn(/\bepoch=(\d+)/)}`,
    ...(state === "Leader" ? [] : [leader === undefined ? "knows no leader" : `follows ${nameOf(leader)}`]),
    ...(voted === undefined ? [] : [`voted for ${nameOf(voted)}`]),
    ...(hasNoVote ? ["voted for none"] : []),
    ...(answers.length === 0 ? [] : [`its newest request for votes was ${answers.join(", ")}`]),
  ].join(", ");
}

/** Of the newest election in which this voter asked the others. The `voterStates` of a leader are no votes. */
function votesIn(log: string): { id: string; answer: string }[] {
  for (const [, states = ""] of [...log.matchAll(VOTES)].reverse()) {
    const votes = [...states.matchAll(VOTE)].map(([, id = "", answer = ""]) => ({ id, answer }));
    if (votes.length > 0) return votes;
  }
  return [];
}

const OPENING = "Starting SharedServer";
const NOT_OPENED = /ERROR .*Got exception while starting SharedServer/;

/** Why a broker or a controller with this log has ended, where that is its copy of the metadata; null: it is not. */
export function faultIn(log: string): string | null {
  const newest = log.slice(Math.max(0, log.lastIndexOf(OPENING)));
  return NOT_OPENED.test(newest) ? "it could not load its metadata log, __cluster_metadata-0" : null;
}
