import { describe, expect, it } from "vitest";
import { planNodes } from "../topology.js";
import { beliefIn, faultIn } from "./raft-log.js";

const VOTERS = planNodes({ brokers: 1, metadata: { kind: "kraft", members: 3 } }).filter(
  ({ quorum }) => quorum !== undefined,
);

/** As Kafka 4.4.0 writes them, shortened at each "…". */
const PROSPECTIVE =
  "[2026-11-28 20:12:40,910] INFO [RaftManager id=103] Completed transition to ProspectiveState(epoch=1, leaderId=OptionalInt.empty, votedKey=Optional.empty, epochElection=EpochElection[voterStates={101=VoterState(replicaKey=ReplicaKey(id=101, directoryId=<undefined>), state=UNRECORDED), 102=VoterState(replicaKey=ReplicaKey(id=102, directoryId=<undefined>), state=REJECTED), 103=VoterState(replicaKey=ReplicaKey(id=103, directoryId=<undefined>), state=GRANTED)}], electionTimeoutMs=19, highWatermark=Optional.empty) from UnattachedState(epoch=0, leaderId=OptionalInt[102], votedKey=Optional.empty, …) (org.apache.kafka.raft.QuorumState)";
const UNATTACHED_AFTER_IT =
  "[2026-11-28 20:12:41,077] INFO [RaftManager id=103] Completed transition to UnattachedState(epoch=1, leaderId=OptionalInt.empty, votedKey=Optional[ReplicaKey(id=101, directoryId=lqoNHX4be-KWGmKCvBspYA)], voters=[101, 102, 103], electionTimeoutMs=0, highWatermark=Optional.empty) from ProspectiveState(epoch=0, …) (org.apache.kafka.raft.QuorumState)";
const CANDIDATE =
  "[2026-11-28 20:18:13,489] INFO [RaftManager id=102] Completed transition to CandidateState(localId=102, localDirectoryId=VAPW-4rZotBuIZ04nTUKnw, epoch=2, epochElection=EpochElection[voterStates={101=VoterState(replicaKey=ReplicaKey(id=101, directoryId=<undefined>), state=UNRECORDED), 102=VoterState(replicaKey=ReplicaKey(id=102, directoryId=<undefined>), state=GRANTED), 103=VoterState(replicaKey=ReplicaKey(id=103, directoryId=<undefined>), state=UNRECORDED)}], …, electionTimeoutMs=1424) from ProspectiveState(epoch=1, leaderId=OptionalInt[101], votedKey=Optional[ReplicaKey(id=101, directoryId=lqoNHX4be-KWGmKCvBspYA)], …) (org.apache.kafka.raft.QuorumState)";
const LEADER =
  "[2026-11-28 20:18:13,624] INFO [RaftManager id=102] Completed transition to Leader(localVoterNode=VoterNode(voterKey=ReplicaKey(id=102, directoryId=VAPW-4rZotBuIZ04nTUKnw), …), epoch=2, epochStartOffset=28, highWatermark=Optional.empty, voterStates={101=ReplicaState(replicaKey=ReplicaKey(id=101, directoryId=<undefined>), …), …}) from CandidateState(localId=102, …) (org.apache.kafka.raft.QuorumState)";
const FOLLOWER =
  "[2026-11-28 20:18:09,255] INFO [RaftManager id=103] Completed transition to FollowerState(fetchTimeoutMs=2000, epoch=1, leader=101, leaderEndpoints=…, votedKey=Optional.empty, voters=[101, 102, 103], highWatermark=Optional.empty, fetchingSnapshot=Optional.empty) from UnattachedState(epoch=0, leaderId=OptionalInt.empty, …) (org.apache.kafka.raft.QuorumState)";

/** As Kafka 3.9.2 writes them, the vote after its source. */
const OF_3_9 = {
  unattached:
    "[2026-11-28 20:17:32,750] INFO [RaftManager id=103] Completed transition to Unattached(epoch=0, votedKey=null, voters=[101, 102, 103], electionTimeoutMs=11, highWatermark=Optional.empty) from null (org.apache.kafka.raft.QuorumState)",
  voted:
    "[2026-11-28 20:17:32,750] INFO [RaftManager id=103] Completed transition to Unattached(epoch=4, votedKey=ReplicaKey(id=102, directoryId=jCWd_yFyJC7DXGgqVcsaIw), voters=[101, 102, 103], electionTimeoutMs=11, highWatermark=Optional.empty) from Unattached(epoch=3, votedKey=null, …) (org.apache.kafka.raft.QuorumState)",
  candidate:
    "[2026-11-28 20:18:00,985] INFO [RaftManager id=103] Completed transition to CandidateState(localId=103, localDirectoryId=jCWd_yFyJC7DXGgqVcsaIw,epoch=546, retries=546, voteStates={101=org.apache.kafka.raft.CandidateState$VoterState@2371b54b, …}, highWatermark=Optional.empty, electionTimeoutMs=11) from CandidateState(localId=103, localDirectoryId=jCWd_yFyJC7DXGgqVcsaIw,epoch=545, …) (org.apache.kafka.raft.QuorumState)",
};

describe("the belief of a voter", () => {
  const noted =
    "its newest request for votes was granted by controller3, refused by controller2, not answered by controller1";

  it.each([
    [
      "asks before it is a candidate",
      [PROSPECTIVE],
      `Prospective in epoch 1, knows no leader, voted for none, ${noted}`,
    ],
    [
      "has voted for another since",
      [PROSPECTIVE, UNATTACHED_AFTER_IT],
      `Unattached in epoch 1, knows no leader, voted for controller1, ${noted}`,
    ],
    [
      "is a candidate, whose vote is its own",
      [PROSPECTIVE, CANDIDATE],
      "Candidate in epoch 2, knows no leader, voted for controller2, its newest request for votes was granted by controller2, not answered by controller1 and controller3",
    ],
    ["follows", [FOLLOWER], "Follower in epoch 1, follows controller1, voted for none"],
    ["of Kafka 3.9 waits", [OF_3_9.unattached], "Unattached in epoch 0, knows no leader, voted for none"],
    [
      "of Kafka 3.9 has voted",
      [OF_3_9.voted],
      "Unattached in epoch 4, knows no leader, voted for controller2",
    ],
    [
      "of Kafka 3.9 is a candidate",
      [OF_3_9.candidate],
      "Candidate in epoch 546, knows no leader, voted for controller3",
    ],
  ])("that %s is its newest state", (_, lines, belief) => {
    expect(beliefIn(lines.join("\n"), VOTERS)).toBe(belief);
  });

  it("that leads is not that it knows no leader", () => {
    expect(beliefIn(LEADER, VOTERS)).toBe("Leader in epoch 2");
  });

  it("names a voter that is none of the cluster's by its id", () => {
    expect(beliefIn(UNATTACHED_AFTER_IT, [])).toContain("voted for voter 101");
  });

  it("is unknown where the log does not say", () => {
    expect(beliefIn("[2026-11-28 20:12:40,910] INFO started (kafka.Kafka$)\n", VOTERS)).toBeNull();
  });
});

describe("a node that could not load its metadata", () => {
  const opening =
    "[2026-11-28 20:15:39,548] INFO [SharedServer id=101] Starting SharedServer (kafka.server.SharedServer)";
  const error =
    "[2026-11-28 20:15:39,620] ERROR [SharedServer id=101] Got exception while starting SharedServer (kafka.server.SharedServer)\norg.apache.kafka.common.errors.CorruptRecordException: Record is corrupt (stored crc = 4149468141, computed crc = 780420389)";

  it("is told from one that ended for another reason, also by the end of its log alone", () => {
    const fault = "it could not load its metadata log, __cluster_metadata-0";
    expect(faultIn([opening, error].join("\n"))).toBe(fault);
    expect(faultIn(error)).toBe(fault);
    expect(faultIn(opening)).toBeNull();
  });

  it("is not one that could not do so in an earlier life", () => {
    expect(faultIn([opening, error, opening].join("\n"))).toBeNull();
  });
});
