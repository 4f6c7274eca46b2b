/**
 * The voters of a KRaft quorum, changed while it runs (KIP-853). The active controller does it, and is asked itself (KIP-919):
 * RemoveRaftVoter, AddRaftVoter. A controller that is no voter goes on copying the metadata log, as an observer.
 *
 * An answer may be lost, or an active controller may resign before it answers. Then the same request is sent again, until one
 * says that it is done: that there is no such voter, or that there is one.
 *
 * @throws from both: InfrastructureError with the reason, when the active controller refuses, or none does it for too long
 */
import { InfrastructureError } from "../errors.js";
import { ConnectionError, ErrorCode, errorInfo } from "../protocol/index.js";
import { type Look, waitFor } from "../wait.js";
import { Admin, type Answer, type Broker } from "./admin.js";
import type { QuorumState } from "./quorum.js";

/** A controller may have to start and to copy the metadata before it can vote. */
const CHANGE_MS_MAX = 60_000;
const LOOK_MS_MAX = 1_000;
/** A change is answered when a majority has it. */
const ANSWER_MS_MAX = 5_000;
const RETRY_MS = 50;

export interface VoterChange {
  readonly voter: Broker;
  /** All of the cluster, where they are asked as controllers. */
  readonly controllers: readonly Broker[];
  readonly signal: AbortSignal;
}

/** Resolves when a majority has the new set of voters. False: it was no voter, and nothing was done. */
export function removeVoter(change: VoterChange): Promise<boolean> {
  const { voter, signal } = change;
  return changeVoters(change, {
    what: `${voter.name} to be removed from the voters`,
    isWanted: false,
    isDone: ErrorCode.VOTER_NOT_FOUND,
    prepare: async ({ voters }) => {
      const { directoryId: voterDirectoryId } = voters.find(({ id }) => id === voter.id)!;
      const body = { clusterId: null, voterId: voter.id, voterDirectoryId };
      return ({ connection }) =>
        connection.request("RemoveRaftVoter", body, { timeoutMs: ANSWER_MS_MAX, signal });
    },
  });
}

/** Waits until it has copied the metadata, and resolves when a majority has the new set. False: it was a voter already. */
export function addVoter(change: VoterChange): Promise<boolean> {
  const { voter, signal } = change;
  return changeVoters(change, {
    what: `${voter.name} to become a voter`,
    isWanted: true,
    isDone: ErrorCode.DUPLICATE_VOTER,
    prepare: async ({ observers, highWatermark, listener }, admin) => {
      const observer = observers.find(({ id }) => id === voter.id);
      if (observer === undefined) return `${voter.name} does not copy the metadata`;
      const { logEnd, directoryId: voterDirectoryId } = observer;
      if (logEnd < highWatermark) return `${voter.name} has ${logEnd} of ${highWatermark} metadata records`;
      const address = (await admin.controllers()).get(voter.id);
      if (address === undefined) return `${voter.name} has not registered as a controller`;
      const listeners = [{ name: listener, ...address }];
      const body = {
        ...{ clusterId: null, voterId: voter.id, voterDirectoryId, listeners },
        timeoutMs: ANSWER_MS_MAX,
      };
      return ({ connection }) =>
        connection.request("AddRaftVoter", body, { timeoutMs: ANSWER_MS_MAX + LOOK_MS_MAX, signal });
    },
  });
}

type Request = (admin: Admin) => Promise<Answer>;

interface Kind {
  readonly what: string;
  /** As a voter. */
  readonly isWanted: boolean;
  /** The error that says that an earlier request did it. */
  readonly isDone: number;
  /** A text: why nothing can be asked for yet. */
  prepare(state: QuorumState, admin: Admin): Promise<Request | string>;
}

async function changeVoters(
  change: VoterChange,
  { what, isWanted, isDone, prepare }: Kind,
): Promise<boolean> {
  const { voter, controllers, signal } = change;
  let request: Request | undefined;
  const look = async (): Promise<Look<boolean>> => {
    const active = await activeOf(controllers, signal);
    if (active === null) return { done: false, seen: "no active controller" };
    const { controller, state } = active;
    await using admin = await Admin.connect(controller.client, { answerMsMax: LOOK_MS_MAX, signal });
    if (request === undefined) {
      const isVoter = state.voters.some(({ id }) => id === voter.id);
      if (isVoter === isWanted) return { done: true, value: false };
      const prepared = await prepare(state, admin);
      if (typeof prepared === "string") return { done: false, seen: prepared };
      request = prepared;
    }
    const answer = await request(admin);
    const { errorCode } = answer;
    if (errorCode === ErrorCode.NONE || errorCode === isDone) return { done: true, value: true };
    const why = `${controller.name}: ${inWords(answer)}`;
    if (!errorInfo(errorCode).retriable) throw new InfrastructureError(`asked for ${what}, ${why}`);
    return { done: false, seen: why };
  };
  const unanswered = (error: unknown): Look<boolean> => {
    if (!(error instanceof ConnectionError)) throw error;
    return { done: false, seen: error.message };
  };
  return await waitFor(() => look().catch(unanswered), {
    what,
    limitMs: CHANGE_MS_MAX,
    everyMs: RETRY_MS,
    signal,
  });
}

function inWords({ errorCode, errorMessage }: Answer): string {
  if (errorCode === ErrorCode.UNSUPPORTED_VERSION)
    return "the quorum is static, and controller.quorum.voters names its voters";
  const { name } = errorInfo(errorCode);
  return errorMessage === null ? name : `${name}: ${errorMessage}`;
}

/** Of those that believe they lead, the one with the newest epoch does. */
async function activeOf(
  controllers: readonly Broker[],
  signal: AbortSignal,
): Promise<{ readonly controller: Broker; readonly state: QuorumState } | null> {
  const states = await Promise.all(
    controllers.map(async (controller) => {
      const state = await stateAt(controller, signal).catch(() => null);
      return state === null ? [] : [{ controller, state }];
    }),
  );
  signal.throwIfAborted();
  const [newest] = states.flat().sort((a, b) => b.state.epoch - a.state.epoch);
  return newest ?? null;
}

async function stateAt({ client }: Broker, signal: AbortSignal): Promise<QuorumState | null> {
  await using admin = await Admin.connect(client, { answerMsMax: LOOK_MS_MAX, signal });
  return await admin.quorum();
}
